import pytest

from app.ui.presenters.zoom import MOST, Zoom, magnified

VIEW, FRAME = (800.0, 400.0), (100.0, 100.0)


def test_at_first_all_of_the_frame_is_seen_in_the_middle() -> None:
    assert Zoom().area(VIEW, FRAME) == (200, 0, 400, 400)


def test_the_place_under_the_mouse_stays_where_it_is() -> None:
    before = Zoom(4.0, 0.5, 0.5)
    left, top, width, height = before.area(VIEW, FRAME)
    x, y = (500 - left) / width, (150 - top) / height
    left, top, width, height = before.at(x, y, 2.0).area(VIEW, FRAME)
    assert (left + x * width, top + y * height) == pytest.approx((500, 150), abs=1)
    assert (width, height) == (3200, 3200)


def test_zooming_ends_at_the_whole_frame_and_at_the_most() -> None:
    assert Zoom(2.0, 0.3, 0.7).at(0.1, 0.1, 0.01) == Zoom()
    assert Zoom().at(0.5, 0.5, 1000.0).factor == MOST


def test_the_edge_of_the_frame_does_not_leave_the_edge_of_the_view() -> None:
    zoom = Zoom(2.0).moved(5.0, -5.0)
    assert (zoom.x, zoom.y) == (0.25, 0.75)
    left, top, _, height = Zoom(4.0).moved(5.0, -5.0).area(VIEW, FRAME)
    assert (left, top + height) == (0, 400)


def test_moving_takes_the_frame_along() -> None:
    assert Zoom(4.0).moved(0.1, -0.05) == Zoom(4.0, 0.4, 0.55)


def test_a_person_is_brought_into_the_middle_and_kept_there() -> None:
    zoom = Zoom()
    for _ in range(100):
        zoom = zoom.towards((60, 20, 65, 30), FRAME)
    assert zoom.factor == pytest.approx(5.5, rel=0.01)  # the height of 10 takes 0.55 of 100
    assert (zoom.x, zoom.y) == pytest.approx((0.625, 0.25), abs=0.01)
    assert Zoom().towards((0, 0, 100, 100), FRAME) == Zoom()


def test_only_small_people_are_magnified() -> None:
    assert magnified((0, 0, 20, 60), 1.0, (800, 600)) == 3.0
    assert magnified((0, 0, 20, 60), 2.0, (800, 600)) is None
    assert magnified((0, 0, 20, 60), 1.0, (320, 200)) is None  # a quarter of a small view is enough
