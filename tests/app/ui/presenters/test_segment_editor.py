from dataclasses import replace

import numpy as np
import pytest

from app.player.history import Run
from app.ui.presenters.segment_editor import SegmentEditor, dragged, part_at, scores_of
from core.inference.segments import Segment, SegmentSettings
from core.types import Frame, FrameResult, People, Prediction
from tests.app.fakes import joints_at

LABELS = ("wave", "clap")
RAW = SegmentSettings(smoothing=0, enter=0.5, leave=0.5, shortest=0, bridge=0)


def run_of(scores: list[float], warming: int = 0, uncertain: int = 10**6) -> Run:
    """One person, ten frames a second, waving as sure as given."""
    run = Run(1, "fake-a")
    for index, score in enumerate(scores):
        state = "warming_up" if index < warming else "uncertain" if index >= uncertain else "ok"
        prediction = Prediction(1, state, 1.0, 0.5, np.array((score, 1 - score), np.float32))  # type: ignore[arg-type]
        frame = Frame(index, index / 10, np.zeros((2, 2, 3), np.uint8))
        run.add(FrameResult(frame, People(joints_at(0.0, 1), (1,)), (prediction,)))
    return run


@pytest.fixture
def editor() -> SegmentEditor:
    editor = SegmentEditor()
    editor.use(scores_of(run_of([0.9] * 10 + [0.2] * 10)), LABELS, RAW)
    return editor


def spans(editor: SegmentEditor) -> list[tuple[float, float, str]]:
    return [(round(item.start, 2), round(item.end, 2), item.label) for item in editor.segments]


def test_scores_by_person_without_those_of_warming_up_and_of_uncertain_moments() -> None:
    times, scores = scores_of(run_of([0.9, 0.9, 0.25, 0.8], warming=1, uncertain=3))[1]
    np.testing.assert_allclose(times, [0.0, 0.1, 0.2, 0.3])
    np.testing.assert_allclose(scores, [[0, 0], [0.9, 0.1], [0.25, 0.75], [0, 0]], atol=1e-3)


def test_segments_are_found_anew_with_other_settings(editor: SegmentEditor) -> None:
    assert spans(editor) == [(0.0, 1.0, "wave"), (1.0, 2.0, "clap")]
    editor.find(replace(RAW, enter=0.85, leave=0.85))
    assert spans(editor) == [(0.0, 1.0, "wave")]
    assert not editor.edited


def test_edits_can_be_taken_back(editor: SegmentEditor) -> None:
    first, second = editor.segments
    editor.rename(first, "jump")
    assert editor.selected == Segment(1, first.start, first.end, "jump", 1.0)
    editor.split(second, 1.5)
    assert editor.selected is not None
    assert editor.selected.start == 1.5
    editor.remove(editor.selected)
    editor.insert(2, 0.5, 0.75, "clap")
    assert spans(editor) == [(0.0, 1.0, "jump"), (0.5, 0.75, "clap"), (1.0, 1.5, "clap")]
    assert editor.edited
    for _ in range(4):
        editor.undo()
    assert editor.segments == (first, second)
    assert editor.at(1, 1.2) == second
    assert editor.at(1, 2.5) is editor.at(2, 0.6) is None


def test_loaded_segments_bring_their_labels(editor: SegmentEditor) -> None:
    editor.load((Segment(1, 0.0, 1.0, "juggle"),))
    assert editor.labels == ("wave", "clap", "juggle")
    editor.reset()
    assert (editor.segments, editor.labels, editor.can_undo, editor.can_find) == ((), (), False, False)


def test_dragging() -> None:
    segment = Segment(1, 2.0, 4.0, "wave")
    assert dragged(segment, "start", 3.0, 0) == Segment(1, 3.0, 4.0, "wave")
    assert dragged(segment, "start", 9.0, 0).start == pytest.approx(3.95)
    assert dragged(segment, "end", 1.0, 0).end == pytest.approx(2.05)
    assert dragged(segment, "middle", 3.5, 2.5) == Segment(1, 3.0, 5.0, "wave")
    assert dragged(segment, "middle", -9.0, 2.5) == Segment(1, 0.0, 2.0, "wave")


def test_what_is_taken_hold_of() -> None:
    segment = Segment(1, 2.0, 4.0, "wave")
    assert [part_at(segment, time, 0.1) for time in (2.05, 3.0, 3.95)] == ["start", "middle", "end"]
    short = Segment(1, 2.0, 2.3, "wave")
    assert [part_at(short, time, 1.0) for time in (2.05, 2.15, 2.25)] == ["start", "middle", "end"]
