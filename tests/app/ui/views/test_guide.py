import re

from PyQt6.QtCore import Qt, QUrl
from PyQt6.QtGui import QImage, QTextDocument
from pytestqt.qtbot import QtBot

from app.ui.texts import commands as texts
from app.ui.texts import guide as words
from app.ui.views.guide import Guide
from app.ui.window import MainWindow


def test_f1_opens_the_guide_with_pictures_and_the_keys_that_are_in_use(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.set_shortcuts({"analyse": "Ctrl+J"})
    qtbot.keyClick(window, Qt.Key.Key_F1)
    (guide,) = window.findChildren(Guide)
    assert guide.isVisible()
    assert not guide.isModal()
    text = guide.browser.toPlainText()
    assert "{" not in text
    assert "Ctrl+J analyses every frame" in text
    for key, (action, described) in window.commands.all.items():
        if not action.shortcut().isEmpty():
            assert described.text in text, key
    document = guide.browser.document()
    assert document is not None
    for name in ("transport", "picture", "timeline"):
        image = document.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(name))
        assert isinstance(image, QImage)
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 3)}
        assert len(colours) > 8, name
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert len(window.findChildren(Guide)) == 1


def test_it_speaks_of_commands_that_there_are() -> None:
    named = {name for section in words.SECTIONS for text in section.paragraphs for name in re.findall(r"{(\w+)}", text)}
    assert named - {"show_segments"} <= texts.COMMANDS.keys()
