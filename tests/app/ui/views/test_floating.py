from PyQt6.QtCore import QRect

from app.ui.views.floating import place_beside
from app.ui.window import MainWindow

WINDOW = QRect(100, 50, 1200, 800)
DOCK = QRect(950, 300, 350, 200)


def test_it_goes_where_it_covers_nothing() -> None:
    beside = place_beside(DOCK, WINDOW, QRect(0, 0, 1920, 1080))
    assert (beside.left(), beside.top(), beside.size()) == (WINDOW.right() + 10, 300, DOCK.size())
    left = place_beside(DOCK, QRect(500, 50, 1300, 800), QRect(0, 0, 1920, 1080))
    assert left.right() == 490
    inside = place_beside(DOCK, QRect(0, 0, 1366, 768), QRect(0, 0, 1366, 768))
    assert inside.right() == DOCK.left() - 10  # over the picture, not over the panels
    low = place_beside(QRect(950, 1000, 350, 200), WINDOW, QRect(0, 0, 1920, 1080))
    assert low.bottom() <= 1080


def test_a_detached_panel_leaves_its_column(window: MainWindow) -> None:
    dock = window.docks[1]
    before = dock.geometry().translated(window.geometry().topLeft())
    dock.setFloating(True)
    assert not dock.geometry().intersects(before)
