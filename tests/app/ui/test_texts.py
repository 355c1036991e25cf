"""Nothing that a user reads is written anywhere but in the texts."""

import ast
import re
from pathlib import Path

import pytest

import app.ui
from app.ui.texts import commands as texts

_UI = Path(app.ui.__file__).parent
# Calls whose text arguments are read by the user.
_SHOWING = {
    "setText", "setToolTip", "setWindowTitle", "setLabelText", "setPlaceholderText", "setAccessibleName", "setTitle",
    "QLabel", "QPushButton", "QCheckBox", "QAction", "QDockWidget", "QMenu", "addAction", "addMenu", "addTab", "addRow",
    "addItem", "drawText", "showText", "showMessage", "tell", "emit",
}  # fmt: skip
_FILES = sorted(
    path for path in _UI.rglob("*.py") if path.parent.name not in ("texts", "german") and path.name != "screenshots.py"
)


def words(node: ast.AST) -> list[str]:
    """The literal texts in an expression that hold a word; keys in brackets are no texts."""
    if isinstance(node, ast.Subscript):
        return words(node.value)
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) and re.search(r"[A-Za-z]{3,}", node.value) else []
    return [text for child in ast.iter_child_nodes(node) for text in words(child)]


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_no_text_outside(path: Path) -> None:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in _SHOWING:
                found += [text for argument in node.args for text in words(argument) if text not in _LEVELS]
    assert found == []


_LEVELS = ("info", "warning", "error")


def test_shortcuts_are_distinct_and_tips_say_something() -> None:
    shortcuts = [command.shortcut for command in texts.COMMANDS.values()]
    assert len(set(shortcuts)) == len(shortcuts)
    assert all(command.tip and not command.tip.endswith(".") for command in texts.COMMANDS.values())
