"""The page "Teach": the examples of a set, what is recorded, and what the network that they make is worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from app.output.recording import pictures_sink
from app.player.history import Results
from app.player.state import State, Status
from app.ui.presenters.example_sets import ExampleSets, FolderExamples
from app.ui.presenters.fine_tuning import FEWEST, FineTuning, Tuned
from app.ui.presenters.learner import Learned, Learner
from app.ui.presenters.presenter import Picture, WindowPresenter
from app.ui.presenters.recording import RecordingPresenter
from app.ui.texts import teach as texts
from app.ui.texts.languages import said
from core.errors import UserError
from core.examples.archive import export_set
from core.examples.files import Motion
from core.examples.store import SOMETHING_ELSE, Example, ExampleSet
from core.paths import own_weights_dir, weights_dir


@dataclass(frozen=True)
class ActionRow:
    """An action in the list.

    Attributes:
        shown: how many examples it has. doubtful: how many of them are to be looked at again.
        right, asked: how many were recognised of those asked about; 0 of 0 where that is not known.
    """

    name: str
    shown: int
    doubtful: int
    right: int
    asked: int


@dataclass(frozen=True)
class Tile:
    """An example as it is shown.

    Attributes:
        doubt: why it should be looked at again; empty where it need not.
    """

    example: Example
    motion: Motion
    doubt: str


@dataclass(frozen=True)
class Answer:
    """What the taught network says now.

    Attributes:
        rows: every action with its score in 0..1, in the order of the list. shown: the one that it is sure of, or "".
    """

    rows: tuple[tuple[str, float], ...]
    shown: str


class TeachPresenter(QObject):
    """State and commands of the page. Lives in the GUI thread; learning, reading folders and fine-tuning do not.

    Signals:
        changed: sets, actions, examples, the selection, or what is known of them are others. answered(Answer or None).
        told(str): one line about what is going on.
    """

    changed = pyqtSignal()
    answered = pyqtSignal(object)
    told = pyqtSignal(str)

    def __init__(self, presenter: WindowPresenter) -> None:
        super().__init__()
        self.window = presenter
        self.preferences = presenter.preferences
        self.recording = RecordingPresenter()
        self.learner = Learner()
        self.tuning = FineTuning()
        self._tuned: Tuned | None = None  # better than the closed form, and of the same examples
        self.learned: Learned | None = None
        self.problem = ""  # why there is no network
        self.is_open = False
        self._before = ""  # the network in use when the page was opened
        self._trying: str = ""  # the weights that are tried
        self._motions: dict[str, Motion] = {}
        self._unreadable: set[str] = set()  # ids, and
        self._unread: set[str] = set()  # what was said of them
        self.selected: tuple[str, ...] = ()  # ids of examples
        self._video: Path | None = None  # of the recording, where pictures are kept
        self.sets = ExampleSets(lambda: presenter.settings.examples_folder)
        self.examples = self.sets.open_known(presenter.preferences.taught_set)
        self.action = self.examples.actions[0]
        self.learner.learned.connect(self._use_lesson)
        self.learner.failed.connect(self._fail)
        self.recording.cut.connect(self._add)
        self.recording.ended.connect(self._recorded)
        self.recording.progressed.connect(lambda _: self.told.emit(self.line))
        self.tuning.ended.connect(presenter.message)
        self.tuning.better.connect(self._use_tuned)
        self.tuning.changed.connect(self.changed)
        self.sets.read.connect(self._take)
        presenter.picture_changed.connect(self._see)
        presenter.status_changed.connect(self._follow_source)

    # Life

    def open(self) -> None:
        """The page is shown: from now on its network is tried."""
        if not self.is_open:
            self.is_open = True
            self._before = self.window.status.weights
            self._learn()
            self.changed.emit()

    def close(self) -> None:
        """The page is hidden: the network that was in use before comes back."""
        if self.is_open:
            self.is_open = False
            self.recording.stop()
            if self._trying:
                self.window.load_model(self._before)
            self._trying = self.window.trying = ""
            self.answered.emit(None)

    def shut(self) -> None:
        """The program ends."""
        self.recording.stop()
        if self._trying:
            self.window.preferences.model = self._before
        self.tuning.close()
        self.learner.close()

    def _follow_source(self, status: Status) -> None:
        """Nothing more comes: what was recorded so far is all."""
        if status.state in (State.FAILED, State.ENDED):
            self.recording.stop()
        else:
            self._keep_video(status)

    def _keep_video(self, status: Status) -> None:
        """Writes the pictures too, where that is wanted. What is being recorded for other reasons goes on instead."""
        wanted = self.preferences.keep_videos and self.recording.running and status.state is State.PLAYING
        if not wanted or self._video is not None or status.writing:
            return
        video = self.examples.video_path(self.recording.action, self.recording.name)

        def begin() -> None:
            self.window.player.record(pictures_sink(video))
            self._video = video

        self._guard(begin)

    # Sets

    def use_set(self, name: str) -> None:
        """Go on with another set, or begin one."""
        self._change(lambda: self._use(self.sets.open(name)))

    def _use(self, examples: ExampleSet) -> None:
        self.recording.stop()
        self.examples = examples
        self.preferences.taught_set = examples.name
        self._motions.clear()
        self.learned, self.selected, self.action = None, (), examples.actions[0]

    def export(self, path: Path) -> None:
        """Write the set to one file."""
        self._guard(lambda: self._say(texts.EXPORTED.format(count=export_set(self.examples, path), path=path)))

    def import_file(self, path: Path) -> None:
        """Read a set that was exported; it becomes one beside those that are there."""

        def take() -> None:
            there = self.sets.import_file(path)
            self._use(there)
            count, actions = len(there.examples()), len({each.action for each in there.examples()})
            self._say(texts.IMPORTED.format(count=count, actions=actions, name=there.name))

        self._change(take)

    def add_folder(self, path: Path) -> None:
        """Take examples from a folder of clips or videos, or from a set that was exported, in the background."""
        if path.is_file():
            self.import_file(path)
        elif self.sets.read_folder(path):
            self.told.emit(self.line)

    def _take(self, name: str, found: FolderExamples) -> None:
        """What was read of a folder."""
        self.told.emit(self.line)
        if not found.taken:
            self.window.message.emit("error", found.problem or texts.NOTHING_TO_ADD.format(name=name))
            return

        def add() -> None:
            for action, motion, recording in found.taken:
                self.examples.add(action, motion, "", recording, name)

        self._change(add)
        self.select_action(found.taken[0][0])
        actions = {action for action, _, _ in found.taken}
        self._say(texts.ADDED.format(count=len(found.taken), actions=len(actions)))
        if found.left_out:
            text = texts.LEFT_OUT.format(count=len(found.left_out), first=found.left_out[0])
            self.window.message.emit("warning", text)

    # Actions

    @property
    def rows(self) -> tuple[ActionRow, ...]:
        """The list of actions."""
        lesson = self.learned.lesson if self.learned else None
        scores = lesson.report.by_action if lesson else {}
        doubts = lesson.doubtful if lesson else {}
        listed = []
        for name in self.examples.actions:
            own = self.examples.examples(name)
            right, asked = scores.get(name, (0, 0))
            listed.append(ActionRow(name, len(own), sum(each.id in doubts for each in own), right, asked))
        return tuple(listed)

    def select_action(self, name: str) -> None:
        """Show the examples of an action."""
        if name in self.examples.actions and name != self.action:
            self.action, self.selected = name, ()
            self.changed.emit()

    def add_action(self, name: str) -> None:
        """An action without examples."""

        def add() -> None:
            self.action, self.selected = self.examples.add_action(name), ()

        self._change(add)

    def rename_action(self, name: str) -> None:
        """Another name for the selected action."""

        def rename() -> None:
            self.action = self.examples.rename_action(self.action, name)
            self._motions.clear()

        self._change(rename)

    def remove_action(self) -> None:
        """Delete the selected action with its examples."""
        if self.action != SOMETHING_ELSE or self.examples.examples(self.action):
            self._change(lambda: self.examples.remove_action(self.action))

    # Examples

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The examples of the selected action."""
        lesson = self.learned.lesson if self.learned else None
        doubts = lesson.doubtful if lesson else {}
        return tuple(
            Tile(example, self._motions[example.id], said(doubts[example.id]) if example.id in doubts else "")
            for example in self.examples.examples(self.action)
            if self._load(example.id)
        )

    def select(self, ids: Sequence[str]) -> None:
        """These examples are meant by what comes next."""
        self.selected = tuple(id for id in ids if id in self.examples)

    def remove(self) -> None:
        """Delete the selected examples."""
        if self.selected:
            count = len(self.selected)
            self._change(lambda: self.examples.remove(self.selected))
            self.told.emit(texts.DELETED.format(count=count))

    def relabel(self, action: str) -> None:
        """Give the selected examples to another action."""
        if self.selected and action != self.action:
            self._change(lambda: self.examples.relabel(self.selected, action))

    def trim(self, start: float, end: float) -> None:
        """Of the one selected example only this stretch of all its frames counts."""
        (id,) = self.selected or ("",)
        if id and start < end:

            def trim() -> None:
                self.examples.trim(id, start, end)
                self._motions.pop(id, None)

            self._change(trim)

    def whole(self, id: str) -> Motion | None:
        """All frames of an example; None where they cannot be read."""
        try:
            return self.examples.whole(id)
        except UserError:
            return None  # `tiles` has said so

    def undo(self) -> None:
        """Take the last change back."""

        def undo() -> None:
            self.examples.undo()
            self._motions.clear()

        self._change(undo)

    def add_stretch(self, person: int, start: float, end: float, action: str) -> bool:
        """A stretch of the open file, as a person did it, as an example; False where it has not been analysed."""
        results = self.window.player.results()
        motion = _stretch(results, person, start, end) if results is not None else None
        if motion is None:
            self.window.message.emit("info", texts.SEGMENT_UNKNOWN)
            return False
        source = self.window.status.source
        name = source.name if source is not None else ""
        self._add(action, motion, "", f"{name} {start:.1f} s")
        self.select_action(action)
        return True

    # Recording

    def record(self) -> None:
        """Start recording the selected action, or stop."""
        if self.recording.running:
            self.recording.stop()
            return
        status = self.window.status
        self.recording.start(self.action, self.preferences.repetitions, self.preferences.countdown)
        if status.source is None and status.state is not State.LOADING:
            self.window.open_camera()  # last: if that fails at once, there is a recording to be ended
        else:
            self._keep_video(status)
        self.told.emit(self.line)
        self.changed.emit()

    @property
    def line(self) -> str:
        """One line about what is going on, or what to do."""
        if self.sets.reading:
            return texts.READING_FOLDER.format(name=self.sets.reading)
        if not self.recording.running:
            return texts.HOW_ELSE if self.action == SOMETHING_ELSE else texts.HOW
        told = self.recording.progress
        if told is None:
            return texts.WAITING_FOR_CAMERA
        values = {"action": self.recording.action, "left": told.left, "count": told.count, "wanted": told.wanted}
        forms = {"countdown": texts.GETTING_READY, "ready": texts.NOW, "moving": texts.CUTTING}
        return forms.get(told.stage.value, texts.STEP_INTO_VIEW).format(**values)

    def _add(self, action: str, motion: Motion, recording: str, source: str) -> None:
        def add() -> None:
            example = self.examples.add(action, motion, self.preferences.who.strip(), recording, source)
            self._motions[example.id] = motion

        self._change(add)

    def _recorded(self, action: str, count: int) -> None:
        if self._video is not None:
            self.window.player.record(None)
            self._say(texts.KEPT_VIDEO.format(path=self._video))
            self._video = None
        text = texts.RECORDED.format(count=count, action=action) if count else texts.RECORDED_NONE
        self.told.emit(text)
        self.changed.emit()

    # The network

    @property
    def sentences(self) -> tuple[str, ...]:
        """The score, then advice."""
        lesson = self.learned.lesson if self.learned else None
        if lesson is None:
            return (said(self.problem),) if self.problem else ()
        report, advice = lesson.report, tuple(said(sentence) for sentence in lesson.advice)
        if not report.clips:
            return (texts.NO_SCORE, *advice)
        form = texts.SCORE if lesson.by_recording else texts.SCORE_ALONE
        score = form.format(right=report.right, asked=report.clips, share=report.accuracy)
        again = () if lesson.by_recording else (texts.RECORD_AGAIN,)
        return (score, *again, *advice)

    @property
    def try_hint(self) -> str:
        """What is missing before there are answers; empty where nothing is."""
        if self.learned is not None and self.learned.lesson is not None:
            return texts.TRY_NOBODY
        shown = [row for row in self.rows if row.shown]
        return texts.TRY_ONE if len(shown) == 1 else texts.TRY_NEEDS

    def use(self) -> None:
        """Keep the network under the set's name."""
        lesson = self.learned.lesson if self.learned else None
        name = self.examples.name
        if lesson is None:
            return
        if (weights_dir() / f"{name}.safetensors").exists():
            self.window.message.emit("error", texts.TAKEN.format(name=name))
            return

        def save() -> None:
            best = self._tuned or lesson.taught
            best.save(own_weights_dir() / f"{name}.safetensors")
            self._before, self._trying, self.window.trying = name, "", ""
            self.window.load_model(name)
            self._say(texts.USED.format(name=name))

        self._guard(save)

    @property
    def can_tune(self) -> bool:
        """There are enough examples for fine-tuning."""
        return self.learned is not None and self.learned.lesson is not None and len(self.examples.examples()) >= FEWEST

    def fine_tune(self) -> None:
        """Train a whole network on the examples, or stop that."""
        if self.tuning.running:
            self.tuning.cancel()
        elif self.can_tune:
            self.tuning.start(self.examples.examples(), self.examples.motion, self.examples.name)

    def _use_tuned(self, tuned: Tuned) -> None:
        self._tuned = tuned
        self._try(tuned.save(self.learner.place(self.examples.name)))

    def _learn(self) -> None:
        """Fit anew to what is shown now, in the background."""
        self._tuned = None
        self.learner.learn(self.examples.examples(), self.examples.motion, self.examples.name)

    def _use_lesson(self, learned: Learned) -> None:
        self.learned, self.problem = learned, ""
        for why in set(learned.unread) - self._unread:
            self.window.message.emit("warning", why)
        self._unread |= set(learned.unread)
        if learned.weights is not None:
            self._try(learned.weights)
        self.changed.emit()

    def _fail(self, why: str) -> None:
        self.learned, self.problem = None, why
        self.changed.emit()

    def _try(self, weights: Path) -> None:
        if self.is_open:
            self._trying = self.window.trying = str(weights)
            self.window.load_model(str(weights))

    def _see(self, picture: Picture) -> None:
        """Another frame is shown."""
        shown = self.window.shown
        if shown is None or not self.is_open:
            return
        followed = self.window.people.followed
        source = self.window.status.source
        self.recording.feed(shown, followed, source.name if source is not None else "")
        self.answered.emit(self._answer(followed))

    def _answer(self, person: int | None) -> Answer | None:
        """What the taught network says of a person, as the labels in the picture have it; None where it does not."""
        told = self.window.said
        if told is None or told.info is None or told.info.title != self.examples.name or self.learned is None:
            return None
        said = next((each for each in told.result.predictions if each.id == person), None)
        if said is None:
            return None
        rows = tuple((label, float(score)) for label, score in zip(told.info.labels, said.scores, strict=True))
        return Answer(rows, "" if said.shown < 0 else told.info.labels[said.shown])

    # Helpers

    def _load(self, id: str) -> bool:
        """Whether an example can be shown; one that cannot be read is told of, once."""
        if id not in self._motions and id not in self._unreadable:
            try:
                self._motions[id] = self.examples.motion(id)
            except UserError as error:
                self._unreadable.add(id)
                if str(error) not in self._unread:
                    self.window.message.emit("warning", said(str(error)))
                self._unread.add(str(error))
        return id in self._motions

    def _change(self, change: Callable[[], object]) -> None:
        """Makes a change to the examples, and learns anew."""
        self._guard(change)
        self.selected = tuple(id for id in self.selected if id in self.examples)
        if self.action not in self.examples.actions:
            self.action = self.examples.actions[0]
        if self.is_open:
            self._learn()
        self.changed.emit()

    def _guard(self, change: Callable[[], object]) -> None:
        try:
            change()
        except UserError as error:
            self.window.message.emit("error", said(str(error)))

    def _say(self, text: str) -> None:
        self.window.message.emit("info", text)


def _stretch(results: Results, person: int, start: float, end: float) -> Motion | None:
    """What is known of a person between two moments; None where nothing is."""
    found = results.find((start + end) / 2)
    frames = found.run.between(start, end) if found is not None else []
    places = [(time, people.joints[people.ids.index(person)]) for time, people in frames if person in people.ids]
    return Motion.of([time for time, _ in places], [joints for _, joints in places]) if len(places) > 3 else None
