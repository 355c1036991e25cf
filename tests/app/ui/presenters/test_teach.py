"""What the page shows and does, without widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.player.history import Results
from app.player.state import AnalysedFrame
from app.ui.presenters.learner import Learned
from app.ui.presenters.presenter import WindowPresenter
from app.ui.presenters.teach import Answer, TeachPresenter
from core.examples.files import Motion
from core.examples.store import SOMETHING_ELSE, ExampleSet
from core.types import Frame, FrameResult, People, Prediction
from tests.app.fakes import FakeWorld, card
from tests.core.examples.motions import motion_of
from tests.core.teaching.figures import drawn


@pytest.fixture
def teach(presenter: WindowPresenter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TeachPresenter]:
    """Two actions, two recordings of two examples each; it does not learn by itself."""
    presenter.change_settings(replace(presenter.settings, examples_folder=str(tmp_path / "sets")))
    examples = ExampleSet(tmp_path / "sets" / "mine")
    for action in ("bow", "squat"):
        for number in range(4):
            joints = drawn(action, number)
            examples.add(action, Motion(np.arange(len(joints)) / 25, joints), "Ada", f"r{number // 2}", "camera 0")
    out = TeachPresenter(presenter)
    yield out
    out.shut()


@pytest.fixture
def said(teach: TeachPresenter) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    teach.window.message.connect(lambda *what: out.append(what))
    return out


def learn(qtbot: QtBot, teach: TeachPresenter) -> Learned:
    with qtbot.waitSignal(teach.learner.learned, timeout=20_000):
        teach._learn()
    assert teach.learned is not None
    return teach.learned


def test_actions_have_counts_and_scores(qtbot: QtBot, teach: TeachPresenter) -> None:
    assert [(row.name, row.shown, row.right, row.asked) for row in teach.rows] == [
        ("bow", 4, 0, 0), ("squat", 4, 0, 0), (SOMETHING_ELSE, 0, 0, 0)
    ]  # fmt: skip
    assert teach.sentences == ()
    learn(qtbot, teach)
    assert [(row.name, row.right, row.asked) for row in teach.rows] == [
        ("bow", 4, 4), ("squat", 4, 4), (SOMETHING_ELSE, 0, 0)
    ]  # fmt: skip
    score, *advice = teach.sentences
    assert score == "8 of 8 recognised (100%) when their recording is left out"
    assert "all clips are from one person or recording: other people may not be recognised" in advice


def test_one_recording_has_no_honest_score(qtbot: QtBot, teach: TeachPresenter) -> None:
    teach.select([each.id for each in teach.examples.examples() if each.recording == "r1"])
    teach.remove()
    learn(qtbot, teach)
    assert teach.sentences[0] == "4 of 4 recognised (100%) when left out one at a time"
    assert teach.sentences[1] == "record every action a second time: only then the score is honest"


def test_doubtful_examples_are_marked(qtbot: QtBot, teach: TeachPresenter) -> None:
    teach.select_action("bow")
    teach.select(["bow/r0-01"])
    teach.relabel("squat")
    learn(qtbot, teach)
    assert {row.name: row.doubtful for row in teach.rows} == {"bow": 0, "squat": 1, SOMETHING_ELSE: 0}
    teach.select_action("squat")
    assert {tile.example.name: tile.doubt for tile in teach.tiles}["r0-01-01"] == "looks like bow"


def test_what_is_missing_is_said(teach: TeachPresenter) -> None:
    assert teach.try_hint.startswith("Show two examples")
    teach.action = "squat"
    teach.remove_action()
    assert teach.try_hint.startswith("One more action")
    assert teach.action == "bow"


def test_changes_are_taken_back(teach: TeachPresenter) -> None:
    teach.select_action("bow")
    teach.select(["bow/r0-01"])
    teach.trim(0.1, 0.8)
    assert teach.tiles[0].motion.seconds == pytest.approx(0.7, abs=0.05)
    teach.rename_action("bend")
    assert teach.action == "bend"
    assert teach.selected == ()
    teach.undo()
    teach.undo()
    assert teach.action == "bow"
    assert teach.tiles[0].motion.seconds > 1


def test_what_is_not_possible_is_told(teach: TeachPresenter, said: list[tuple[str, str]]) -> None:
    teach.add_action("a/b")
    teach.add_action("BOW")
    teach.use_set("..")
    assert [level for level, _ in said] == ["error"] * 3
    assert said[1][1] == "there already is an action bow"
    assert teach.examples.name == "mine"


def test_sets_are_kept_apart_and_remembered(teach: TeachPresenter) -> None:
    teach.use_set("sport")
    assert [row.name for row in teach.rows] == [SOMETHING_ELSE]
    teach.add_action("hop")
    assert teach.sets.names == ("mine", "sport")
    later = TeachPresenter(teach.window)
    assert later.examples.name == "sport"
    assert later.action == "hop"
    later.shut()


def test_a_set_is_exported_and_imported(teach: TeachPresenter, said: list[tuple[str, str]], tmp_path: Path) -> None:
    teach.export(tmp_path / "mine.zip")
    teach.add_folder(tmp_path / "mine.zip")
    assert teach.examples.name == "mine 2"
    assert [text for _, text in said] == [
        f"Wrote 8 examples to {tmp_path / 'mine.zip'}.",
        "Imported 8 examples of 2 actions as “mine 2”.",
    ]


def test_a_network_is_kept_under_the_sets_name(
    qtbot: QtBot, teach: TeachPresenter, said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SKELAPP_WEIGHTS", str(tmp_path / "own"))
    teach.use()
    assert not (tmp_path / "own").exists()
    learn(qtbot, teach)
    teach.use()
    assert (tmp_path / "own" / "mine.safetensors").is_file()
    assert said[-1][1].startswith("Saved. “mine” is in the Model menu now")
    teach.use_set("stfnet-joint")
    teach.learned = Learned(SimpleNamespace(taught=None), None)  # type: ignore[arg-type]
    teach.use()
    assert said[-1] == ("error", "“stfnet-joint” is the name of a bundled network; give the set another one.")


def shown(title: str, scores: tuple[float, ...], state: str = "ok") -> AnalysedFrame:
    people = People(np.ones((1, 18, 3), np.float32), (1,))
    info = replace(card(labels=("bow", "squat", SOMETHING_ELSE)), title=title)
    said = Prediction(1, state, 2.0, 1.0, np.array(scores, np.float32))  # type: ignore[arg-type]
    return AnalysedFrame(FrameResult(Frame(0, 0.0, np.zeros((9, 9, 3), np.uint8)), people, (said,)), info, "0", 1)


def test_it_answers_with_the_taught_network_only(qtbot: QtBot, teach: TeachPresenter) -> None:
    learn(qtbot, teach)
    answers: list[Answer | None] = []
    teach.answered.connect(answers.append)
    teach.is_open = True
    teach.window.people._followed = 1
    for frame in (
        shown("Fake A", (0.9, 0.1, 0)),
        shown("mine", (0.75, 0.25, 0)),
        shown("mine", (0.5, 0.4, 0.1), "uncertain"),
    ):
        teach.window._shown = teach.window._said = frame
        teach._see(None)  # type: ignore[arg-type]
    assert answers == [
        None,
        Answer((("bow", 0.75), ("squat", 0.25), (SOMETHING_ELSE, 0.0)), "bow"),
        Answer((("bow", 0.5), ("squat", pytest.approx(0.4)), (SOMETHING_ELSE, pytest.approx(0.1))), ""),
    ]
    teach.is_open = False


def test_a_stretch_of_a_file(
    teach: TeachPresenter, said: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    results = Results(4.0)
    monkeypatch.setattr(teach.window.player, "results", lambda: results)
    assert not teach.add_stretch(2, 0.5, 1.5, "hop")
    assert said == [("info", "This stretch has not been analysed yet; play it once, or analyse the whole file (A).")]
    run = results.begin(1, "fake-a")
    motion = motion_of(4.0)
    for index, (time, joints) in enumerate(zip(motion.times, motion.joints, strict=True)):
        frame = Frame(index, float(time), np.zeros((9, 9, 3), np.uint8))
        run.add(FrameResult(frame, People(np.stack([joints * 2, joints]), (1, 2)), ()))
    assert teach.add_stretch(2, 0.5, 1.5, "hop")
    assert teach.action == "hop"
    (tile,) = teach.tiles
    assert tile.motion.seconds == pytest.approx(0.8)  # between both ends
    assert tile.motion.joints[0, 0, 0] == pytest.approx(1 + 6)  # person 2, from half a second on


def test_what_cannot_be_read_is_told_once(teach: TeachPresenter, said: list[tuple[str, str]]) -> None:
    (teach.examples.folder / "bow" / "r0-01.jsonl").write_text("odd")
    teach.select_action("bow")
    assert len(teach.tiles) == len(teach.tiles) == 3
    ((level, text),) = said
    assert level == "warning"
    assert "r0-01.jsonl" in text
    assert teach.whole("bow/r0-01") is None


def test_a_recording_ends_with_its_source(world: FakeWorld, qtbot: QtBot, teach: TeachPresenter) -> None:
    world.add("a.mp4", fps=100.0, count=5)
    teach.select_action("bow")
    teach.is_open = True
    teach.window.open("a.mp4")
    teach.record()
    assert teach.recording.running
    qtbot.waitUntil(lambda: not teach.recording.running)
    teach.window.close_source()
    qtbot.waitUntil(lambda: teach.window.status.source is None)
    teach.record()  # opens the camera, which is not there
    qtbot.waitUntil(lambda: not teach.recording.running)
    teach.is_open = False


@pytest.mark.parametrize("keep", [False, True])
def test_videos_are_kept_only_if_asked(
    world: FakeWorld, qtbot: QtBot, teach: TeachPresenter, said: list[tuple[str, str]], keep: bool
) -> None:
    world.add("a.mp4", fps=100.0, count=40)
    teach.preferences.keep_videos = keep
    teach.select_action("bow")
    teach.is_open = True
    teach.window.open("a.mp4")  # first: with nothing open, the recording would open the camera, which is not there
    teach.record()
    qtbot.waitUntil(lambda: not teach.recording.running)
    kept = teach.examples.folder / ".videos"
    qtbot.waitUntil(lambda: not list(kept.glob("*.partial.mp4")))
    assert [path.name.split()[0] for path in kept.glob("*.mp4")] == ["bow"] * keep
    assert any(".videos" in text for _, text in said) == keep
    assert teach.examples.actions == ("bow", "squat", SOMETHING_ELSE)
    teach.is_open = False
