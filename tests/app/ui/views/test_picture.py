import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QColor, QContextMenuEvent
from pytestqt.qtbot import QtBot

from app.ui.presenters.people import PersonView
from app.ui.presenters.presenter import Picture
from app.ui.views.picture import PictureView
from tests.app.fakes import joints_at

LEFT = Qt.MouseButton.LeftButton


def quartered(people: tuple[PersonView, ...] = ()) -> Picture:
    """Blue and green above, red and white below."""
    image = np.zeros((100, 200, 3), np.uint8)
    image[:50, :100], image[:50, 100:] = (255, 0, 0), (0, 255, 0)
    image[50:, :100], image[50:, 100:] = (0, 0, 255), (255, 255, 255)
    return Picture(image, people)


def person(box: tuple[float, float, float, float], followed: bool = True) -> PersonView:
    return PersonView(1, joints_at(0.0, 1)[0], box, None, "", False, (), followed)


@pytest.fixture
def view(qtbot: QtBot) -> PictureView:
    view = PictureView()
    qtbot.addWidget(view)
    view.resize(800, 400)
    view.show_picture(quartered())
    return view


def colour(view: PictureView, x: int, y: int) -> tuple[int, int, int]:
    shown = QColor(view.grab().toImage().pixel(x, y))
    return shown.red(), shown.green(), shown.blue()


@pytest.mark.parametrize(("mirror", "seen"), [(False, (0, 255, 0)), (True, (0, 0, 255))])
def test_zooming_shows_what_lies_under_the_mouse(view: PictureView, mirror: bool, seen: tuple[int, int, int]) -> None:
    view.set_mirror(mirror)
    view.zoom(10, QPointF(700, 50))  # 9.3 times
    assert {colour(view, x, y) for x in (100, 400, 700) for y in (50, 350)} == {seen}
    assert view.area().width() == pytest.approx(800 * 1.25**10, abs=1)
    view.fit()
    assert view.area().getRect() == (0, 0, 800, 400)


def test_what_is_shown_is_drawn_where_its_area_says(view: PictureView) -> None:
    view.zoom(3, QPointF(400, 200))
    middle = view.area().center()
    x, y = round(middle.x()), round(middle.y())
    corners = [colour(view, x + dx, y + dy) for dy in (-9, 9) for dx in (-9, 9)]
    assert corners == [(0, 0, 255), (0, 255, 0), (255, 0, 0), (255, 255, 255)]


def test_dragging_moves_the_picture_and_is_no_click(qtbot: QtBot, view: PictureView) -> None:
    clicks: list[tuple[float, float]] = []
    view.clicked.connect(lambda x, y: clicks.append((x, y)))
    view.zoom(5, QPointF(400, 200))
    before = view.area().topLeft()
    qtbot.mousePress(view, LEFT, pos=QPoint(300, 200))
    qtbot.mouseMove(view, QPoint(350, 170))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(350, 170))
    assert clicks == []
    moved = view.area().topLeft() - before
    assert (moved.x(), moved.y()) == pytest.approx((50, -30), abs=1)
    qtbot.mouseClick(view, LEFT, pos=QPoint(350, 170))
    assert len(clicks) == 1


def test_a_double_click_shows_more_or_all(qtbot: QtBot, view: PictureView) -> None:
    qtbot.mouseDClick(view, LEFT, pos=QPoint(200, 100))
    assert view.area().width() == pytest.approx(800 * 1.25**4, abs=1)
    qtbot.mouseDClick(view, LEFT, pos=QPoint(200, 100))
    assert view.area().width() == 800


def test_the_followed_person_is_kept_in_view(view: PictureView) -> None:
    view.set_following(True)
    for _ in range(100):
        view.show_picture(quartered((person((50, 40, 60, 60)),)))
    area = view.area()
    assert area.left() + 55 / 200 * area.width() == pytest.approx(400, abs=8)
    assert area.top() + 50 / 100 * area.height() == pytest.approx(200, abs=8)
    view.set_following(False)
    assert view.area().width() == 800


def test_somebody_small_is_magnified_in_the_corner(view: PictureView) -> None:
    # nothing green is near the person at the lower left, nor in the corner but for the picture itself
    picture = quartered((person((20, 75, 24, 85)),))
    view.show_picture(picture)
    assert colour(view, 780, 20) == (255, 0, 0)
    view.set_magnify(False)
    assert colour(view, 780, 20) == (0, 255, 0)


@pytest.mark.parametrize(("mirror", "x"), [(False, 20), (True, 780)])
def test_the_magnifier_lies_away_from_the_person(view: PictureView, mirror: bool, x: int) -> None:
    view.set_mirror(mirror)
    view.show_picture(quartered((person((170, 75, 174, 85)),)))
    assert colour(view, x, 20) == (255, 255, 255)
    assert colour(view, 800 - x, 20) == (0, 255, 0)


def test_a_right_click_tells_where(qtbot: QtBot, view: PictureView) -> None:
    places: list[tuple[float, float]] = []
    view.menu_asked.connect(lambda x, y, _: places.append((x, y)))
    view.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(600, 100), QPoint(0, 0)))
    assert places == [(150.0, 25.0)]
