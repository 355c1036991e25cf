import pytest

from app.ui.presenters.segment_mouse import SegmentMouse
from core.inference.segments import Segment

A, B = Segment(1, 2.0, 4.0, "wave"), Segment(1, 4.0, 6.0, "clap")


@pytest.fixture
def mouse() -> SegmentMouse:
    mouse = SegmentMouse()
    mouse.editor.load((A, B))
    return mouse


def test_an_edge_is_dragged(mouse: SegmentMouse) -> None:
    assert [mouse.part(1, time, 0.1) for time in (1.95, 2.05, 3.0, 3.95, 4.05, 6.05, 7.0)] == [
        "start", "start", "middle", "end", "start", "end", "",
    ]  # fmt: skip
    assert mouse.press(1, 3.95, 0.1)
    assert not mouse.move(3.97, 0.1)  # a trembling hand drags nothing
    assert mouse.move(4.5, 0.1)
    assert mouse.preview == Segment(1, 2.0, 4.5, "wave")
    assert mouse.release() == (A, Segment(1, 2.0, 4.5, "wave"))
    assert mouse.release() is None


def test_a_click_changes_nothing(mouse: SegmentMouse) -> None:
    assert mouse.press(1, 3.0, 0.1)
    assert mouse.release() is None
    assert not mouse.press(2, 3.0, 0.1)
    assert not mouse.move(5.0, 0.1)


def test_a_segment_is_moved_as_a_whole(mouse: SegmentMouse) -> None:
    mouse.press(1, 5.0, 0.1)
    mouse.move(6.5, 0.1)
    assert mouse.release() == (B, Segment(1, 5.5, 7.5, "clap"))
