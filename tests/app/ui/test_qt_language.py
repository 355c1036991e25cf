"""What Qt itself says, in German."""

from collections.abc import Iterator

import pytest
from PyQt6.QtCore import QCoreApplication, QLocale, QTranslator
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QApplication, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from app.ui.qt_language import set_language


@pytest.fixture
def spoken(german: None, qapp: QApplication) -> Iterator[None]:
    """All of the window in German, for one test."""
    usual = QLocale()
    set_language(qapp, "de")
    yield
    QLocale.setDefault(usual)
    for translator in qapp.findChildren(QTranslator):
        QCoreApplication.removeTranslator(translator)
        translator.deleteLater()


def test_keys_and_boxes(spoken: None, qtbot: QtBot) -> None:
    assert QKeySequence("Ctrl+O").toString(QKeySequence.SequenceFormat.NativeText) == "Strg+O"
    assert QKeySequence("Ctrl+O").toString() == "Ctrl+O"  # what is stored
    box = QDoubleSpinBox()
    qtbot.addWidget(box)
    box.setValue(0.5)
    assert box.text() == "0,50"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
