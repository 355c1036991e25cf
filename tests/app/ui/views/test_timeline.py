from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QWheelEvent
from pytestqt.qtbot import QtBot

from app.ui.presenters.timeline_model import TimelineModel
from app.ui.views.timeline import TimelineView
from app.ui.views.timeline_drawing import LEFT, RIGHT

MIDDLE = 18 + 10  # of the first lane


def timeline(qtbot: QtBot, duration: float | None = 100.0) -> TimelineView:
    view = TimelineView()
    qtbot.addWidget(view)
    view.resize(int(1000 + LEFT + RIGHT), 100)
    view.show()
    model = TimelineModel()
    model.reset(duration)
    view.show_timeline(model)
    return view


def turn(view: TimelineView, x: float, notches: int, shift: bool = False) -> None:
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    place, turned = QPointF(x, MIDDLE), QPoint(0, 120 * notches)
    none, phase = Qt.MouseButton.NoButton, Qt.ScrollPhase.NoScrollPhase
    view.wheelEvent(QWheelEvent(place, view.mapToGlobal(place), QPoint(), turned, none, keys, phase, False))


def test_the_wheel_zooms_where_the_mouse_is_and_moves_with_shift(qtbot: QtBot) -> None:
    view = timeline(qtbot)
    turn(view, LEFT + 250, 4)
    start, end = view.range.shown
    assert abs(end - start - 100 / 1.25**4) < 1e-6
    assert abs(start + 0.25 * (end - start) - 25) < 1e-6
    turn(view, LEFT, -1, shift=True)
    assert abs(view.range.shown[0] - start - 0.1 * (end - start)) < 1e-6
    view.fit()
    assert view.range.shown == (0.0, 100.0)
    live = timeline(qtbot, None)
    turn(live, LEFT + 250, 4)
    assert not live.range.zoomed


def test_clicks_and_drags_go_where_the_zoomed_scale_says(qtbot: QtBot) -> None:
    view = timeline(qtbot)
    sought: list[float] = []
    view.seeked.connect(sought.append)
    view.range.zoom(0.1, about=0.0)
    view.move_by(20)  # 20 to 30 s
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(int(LEFT) + 500, MIDDLE))
    qtbot.mouseMove(view, QPoint(int(LEFT) + 700, MIDDLE))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(int(LEFT) + 700, MIDDLE))
    assert abs(sought[0] - 25.0) < 0.02
    assert abs(sought[-1] - 27.0) < 0.02
    count = len(sought)
    qtbot.mousePress(view, Qt.MouseButton.MiddleButton, pos=QPoint(int(LEFT) + 500, MIDDLE))
    qtbot.mouseMove(view, QPoint(int(LEFT) + 700, MIDDLE))
    qtbot.mouseRelease(view, Qt.MouseButton.MiddleButton, pos=QPoint(int(LEFT) + 700, MIDDLE))
    assert abs(view.range.shown[0] - 18.0) < 0.02  # what lay under the mouse still does
    assert len(sought) == count


def test_the_page_is_turned_when_the_cursor_leaves_it_but_not_for_who_looks_elsewhere(qtbot: QtBot) -> None:
    view = timeline(qtbot)
    view.range.zoom(0.1, about=0.0)
    view.show_position(9.9)
    view.show_position(10.1)
    assert abs(view.range.shown[0] - 9.1) < 1e-6
    view.move_by(50)
    elsewhere = view.range.shown
    view.show_position(10.2)
    assert view.range.shown == elsewhere


def test_it_zooms_about_the_cursor_by_keys(qtbot: QtBot) -> None:
    view = timeline(qtbot)
    model = view._drawing.model
    model.position = 80.0
    view.zoom(2)
    start, end = view.range.shown
    assert abs(start + 0.8 * (end - start) - 80.0) < 1e-6
