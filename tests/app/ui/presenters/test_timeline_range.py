import pytest

from app.ui.presenters.timeline_range import LEAST, TimelineRange, tick_text


@pytest.fixture
def shown() -> TimelineRange:
    shown = TimelineRange()
    shown.set_whole((0.0, 100.0))
    return shown


def test_zooming_keeps_the_moment_under_the_mouse(shown: TimelineRange) -> None:
    assert shown.shown == (0.0, 100.0)
    shown.zoom(0.5, about=80.0)
    assert shown.shown == pytest.approx((40.0, 90.0))  # 80 is still at four fifths
    shown.zoom(0.2, about=40.0)
    assert shown.shown == pytest.approx((40.0, 50.0))
    shown.zoom(2.0, about=50.0)
    assert shown.shown == pytest.approx((30.0, 50.0))
    shown.zoom(10.0, about=30.0)
    assert not shown.zoomed
    assert shown.shown == (0.0, 100.0)


def test_it_stays_inside_the_file_and_readable(shown: TimelineRange) -> None:
    shown.zoom(0.1, about=0.0)
    shown.move(-5.0)
    assert shown.shown == pytest.approx((0.0, 10.0))
    shown.move(1000.0)
    assert shown.shown == pytest.approx((90.0, 100.0))
    shown.zoom(1e-6, about=95.0)
    assert shown.shown[1] - shown.shown[0] == pytest.approx(LEAST)
    shown.fit()
    shown.move(3.0)
    assert shown.shown == (0.0, 100.0)


def test_it_turns_the_page_to_a_moment_outside_only(shown: TimelineRange) -> None:
    shown.zoom(0.1, about=0.0)
    shown.turn_to(9.0)
    assert shown.shown == pytest.approx((0.0, 10.0))
    shown.turn_to(10.5)
    assert shown.shown == pytest.approx((9.5, 19.5))
    shown.turn_to(1.0)
    assert shown.shown == pytest.approx((0.0, 10.0))


def test_another_source_is_shown_from_end_to_end_and_a_live_one_moves_on(shown: TimelineRange) -> None:
    shown.zoom(0.1, about=0.0)
    shown.set_whole((0.0, 100.0))
    assert shown.zoomed
    shown.set_whole((0.0, 50.0))
    assert shown.shown == (0.0, 50.0)
    shown.set_whole((7.0, 57.0))
    assert shown.shown == (7.0, 57.0)


def test_ticks_are_round_and_few(shown: TimelineRange) -> None:
    assert shown.ticks(10) == [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    assert shown.ticks(5) == [0, 30, 60, 90]
    shown.zoom(0.01, about=50.0)
    assert shown.shown == pytest.approx((49.5, 50.5))
    assert shown.ticks(5) == pytest.approx([49.6, 49.8, 50.0, 50.2, 50.4])
    assert shown.ticks(2) == pytest.approx([49.5, 50.0, 50.5])
    assert TimelineRange().ticks(5) == []


def test_times_are_short() -> None:
    told = [tick_text(seconds) for seconds in (0, 0.5, 5, 65, 65.2, 3600, 3725)]
    assert told == ["0:00", "0:00.5", "0:05", "1:05", "1:05.2", "1:00:00", "1:02:05"]
