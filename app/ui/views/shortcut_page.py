"""The page of the settings dialog for keyboard shortcuts."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.presenters.shortcuts import assign
from app.ui.texts import settings as texts
from app.ui.views.commands import Commands


class ShortcutsPage(QWidget):
    """All commands with their keys, which can be changed."""

    def __init__(self, commands: Commands) -> None:
        super().__init__()
        self._commands = commands
        self.editors: dict[str, QKeySequenceEdit] = {}
        hint = QLabel(texts.SHORTCUTS_HINT)
        hint.setObjectName("muted")
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.table = QTableWidget(len(commands.all), 2)
        self.table.setHorizontalHeaderLabels([texts.COMMAND_COLUMN, texts.SHORTCUT_COLUMN])
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setShowGrid(False)
        rows, columns = self.table.verticalHeader(), self.table.horizontalHeader()
        assert rows is not None
        assert columns is not None
        rows.hide()
        rows.setDefaultSectionSize(34)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        columns.resizeSection(1, 190)
        for row, (key, (_, described)) in enumerate(commands.all.items()):
            name = QTableWidgetItem(described.text)
            name.setToolTip(described.tip)
            name.setFlags(Qt.ItemFlag.ItemIsEnabled)
            self.table.setItem(row, 0, name)
            editor = QKeySequenceEdit()
            editor.setClearButtonEnabled(True)
            editor.setMaximumSequenceLength(1)
            editor.editingFinished.connect(lambda key=key, editor=editor: self._change(key, editor.keySequence()))
            self.editors[key] = editor
            self.table.setCellWidget(row, 1, editor)
        restore = QPushButton(texts.DEFAULTS)
        restore.setToolTip(texts.DEFAULTS_TIP)
        restore.setAutoDefault(False)
        restore.clicked.connect(lambda: self._use({}))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        for widget in (hint, self.table, self.told):
            column.addWidget(widget)
        column.addWidget(restore, alignment=Qt.AlignmentFlag.AlignLeft)
        self._show()

    def _change(self, key: str, keys: QKeySequence) -> None:
        usual = {key: described.shortcut for key, (_, described) in self._commands.all.items()}
        pressed = keys.toString(QKeySequence.SequenceFormat.PortableText)
        chosen, taken = assign(usual, self._commands.shortcuts, key, pressed)
        self._use(chosen)
        other = self._commands.all[taken][1].text if taken else ""
        self.told.setText(texts.SHORTCUT_TAKEN.format(shortcut=pressed, other=other) if taken else "")

    def _use(self, chosen: dict[str, str]) -> None:
        if chosen != self._commands.shortcuts:
            self._commands.set_shortcuts(chosen)
        self.told.clear()
        self._show()

    def _show(self) -> None:
        for key, editor in self.editors.items():
            editor.blockSignals(True)
            editor.setKeySequence(self._commands.all[key][0].shortcut())
            editor.blockSignals(False)
