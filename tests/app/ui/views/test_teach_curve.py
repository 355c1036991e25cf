from pytestqt.qtbot import QtBot

from app.ui.views.teach_curve import TuningCurve


def test_accuracies_lie_between_0_and_1(qtbot: QtBot) -> None:
    curve = TuningCurve()
    qtbot.addWidget(curve)
    curve.resize(104, curve.height())
    empty = curve.grab().toImage()
    curve.show_curve((0.0, 0.5, 1.0))
    low, high = curve.height() - 2, 2
    assert [(point.x(), point.y()) for point in curve.points()] == [(2, low), (52, (low + high) / 2), (102, high)]
    assert curve.grab().toImage() != empty
