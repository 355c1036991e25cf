"""The segments of the open file: found once the whole file has been analysed, then edited."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PyQt6.QtCore import QObject, pyqtSignal

from app.output.segment_files import read_segments, write_clips, write_segments
from app.player.history import Run
from app.player.state import State, Status
from app.settings import Settings
from app.ui.presenters.presenter import WindowPresenter
from app.ui.presenters.segment_editor import Scores, SegmentEditor, scores_of
from app.ui.texts import files as files_texts
from app.ui.texts import segments as segments_texts
from app.ui.texts.languages import said
from core.errors import UserError
from core.inference.segments import Segment

_SECONDS = 1.0  # of a segment made by hand


class SegmentPresenter(QObject):
    """State and commands of the segments. Lives in the GUI thread; long runs are read in a thread of their own.

    Signals:
        changed: segments, labels or the selection are others.
    """

    changed = pyqtSignal()
    _read = pyqtSignal(object, object)  # the run, and its scores

    def __init__(self, presenter: WindowPresenter) -> None:
        super().__init__()
        self.editor = SegmentEditor()
        self._presenter = presenter
        self._settings = presenter.settings.segments
        self._source: tuple[str, int] = ("", 0)  # what the segments are of, and how it is turned
        self._run: Run | None = None  # what they were found in
        self._kept: dict[tuple[str, int], tuple[SegmentEditor, Run | None]] = {}  # edited ones of other sources
        presenter.statistics_changed.connect(self._check)
        presenter.settings_changed.connect(self._use_settings)
        self._read.connect(self._found)

    # Where segments come from

    def find(self) -> None:
        """Analyse the whole file, or use its existing scores, and replace the edits."""
        status = self._presenter.status
        if self.editor.can_find:
            self.editor.find(self._settings)
            self.changed.emit()
        elif status.source is None or status.source.live:
            self._presenter.message.emit("info", segments_texts.SEGMENTS_NEED_A_FILE)
        elif status.analysis is None:
            self._presenter.toggle_analysis()  # one that runs gives them when it is at the end

    def _check(self, status: Status) -> None:
        """Another source begins without segments; a file that was analysed to its end gets them."""
        source = (status.uri, status.quarters) if status.source is not None else ("", 0)
        opens = status.source is None and status.state is State.LOADING  # perhaps in vain
        if source != self._source and not opens:
            if self.editor.edited:
                self._kept[self._source] = (self.editor, self._run)
            self._source = source
            self.editor, self._run = self._kept.pop(source, (SegmentEditor(), None))
            self.changed.emit()
        found_by = self._run.network if self._run is not None else ""
        if status.model is not None and found_by not in ("", status.model.name) and not self.editor.edited:
            self._run = None  # those of another network; what was edited is the user's
            self.editor.reset()
            self.changed.emit()
        run = self._presenter.player.analysed()
        done = status.analysis is not None and status.analysis.done
        if done and run is not None and run is not self._run:
            self._run = run
            threading.Thread(target=lambda: self._read.emit(run, scores_of(run)), daemon=True).start()

    def _found(self, run: Run, scores: Scores) -> None:
        model = self._presenter.status.model
        if run is not self._run or model is None or model.name != run.network:
            return  # meanwhile another source or network
        edited = self.editor.edited
        self.editor.use(scores, model.labels, self._settings)
        if edited:
            self._presenter.message.emit("info", segments_texts.SEGMENTS_FOUND_ANEW)
        self.changed.emit()

    def _use_settings(self, settings: Settings) -> None:
        if settings.segments == self._settings:
            return
        self._settings = settings.segments
        if self.editor.can_find and not self.editor.edited:
            self.editor.find(self._settings)
            self.changed.emit()

    # Edits

    def select(self, person: int, time: float) -> None:
        """The segment of a person at a time, or none."""
        self.editor.selected = self.editor.at(person, time)
        self.changed.emit()

    def go_to(self, segment: Segment) -> None:
        """Select a segment, and go to its beginning."""
        self.editor.selected = segment
        self._presenter.seek(segment.start)
        self.changed.emit()

    def step(self, step: int) -> None:
        """Go to the next segment, or with -1 to the one before: of the selected one, or else of this moment."""
        segments, selected = self.editor.segments, self.editor.selected
        if selected in segments:
            place = segments.index(selected) + step
        else:
            before = sum(segment.start <= self._presenter.status.position for segment in segments)
            place = before if step > 0 else before - 1
        if 0 <= place < len(segments):
            self.go_to(segments[place])

    def set_edge(self, edge: str) -> None:
        """Let the selected segment begin or end at this moment: ``start`` or ``end``."""
        if (segment := self.editor.selected) is not None:
            now = self._presenter.status.position
            moved = replace(segment, start=now) if edge == "start" else replace(segment, end=now)
            self.edit(lambda editor: editor.change(segment, moved))

    def edit(self, change: Callable[[SegmentEditor], object]) -> None:
        """Makes one change. If it is not possible, the user is told why."""
        try:
            change(self.editor)
        except UserError as error:
            self._presenter.message.emit("error", said(str(error)))
        self.changed.emit()

    def rename(self, label: str) -> None:
        """Change the label of the selected segment."""
        if (segment := self.editor.selected) is not None:
            self.edit(lambda editor: editor.rename(segment, label))

    def remove(self) -> None:
        """Delete the selected segment."""
        if (segment := self.editor.selected) is not None:
            self.edit(lambda editor: editor.remove(segment))

    def split(self) -> None:
        """Cut the selected segment where the source is."""
        if (segment := self.editor.selected) is not None:
            self.edit(lambda editor: editor.split(segment, self._presenter.status.position))

    def undo(self) -> None:
        """Undo the last change."""
        self.edit(lambda editor: editor.undo())

    def add(self) -> None:
        """A new segment of the followed person where the source is; its label is to be chosen."""
        status = self._presenter.status
        if status.source is None or status.source.duration is None:
            self._presenter.message.emit("info", segments_texts.SEGMENTS_NEED_A_FILE)
            return
        if not self.editor.labels and status.model is not None:
            self.editor.labels = status.model.labels
        selected = self.editor.selected
        label = selected.label if selected else next(iter(self.editor.labels), segments_texts.NEW_SEGMENT)
        start = min(status.position, max(0.0, status.source.duration - _SECONDS))
        person = self._presenter.people.followed or 1
        self.edit(lambda editor: editor.insert(person, start, start + _SECONDS, label))

    # Files

    def export(self, path: Path) -> None:
        """Export all segments as .csv, .json or .srt."""
        self._try(lambda: write_segments(path, self.editor.segments, self._name()), files_texts.WROTE.format(path=path))

    def load(self, path: Path) -> None:
        """Load segments that were exported as .json."""
        self._try(lambda: self.editor.load(read_segments(path)), "")
        self.changed.emit()

    def export_clips(self, folder: Path) -> None:
        """Export the selected segment, or all of them, as training clips."""
        run, selected = self._run, self.editor.selected
        if run is None:
            self._presenter.message.emit("info", segments_texts.CLIPS_NEED_SEGMENTS)
            return
        chosen = (selected,) if selected is not None else self.editor.segments
        frames = run.between(float("-inf"), float("inf"))
        done = files_texts.WROTE_CLIPS.format(count=len(chosen), folder=folder)
        self._try(lambda: write_clips(folder, chosen, frames, self._name()), done)

    def _name(self) -> str:
        source = self._presenter.status.source
        return source.name if source is not None else ""

    def _try(self, write: Callable[[], object], done: str) -> None:
        try:
            write()
        except UserError as error:
            self._presenter.message.emit("error", said(str(error)))
        else:
            if done:
                self._presenter.message.emit("info", done)
