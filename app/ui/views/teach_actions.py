"""The list of actions: how often each was shown, and how often it is recognised."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableWidget, QTableWidgetItem

from app.ui.presenters.teach import ActionRow
from app.ui.texts import teach as texts
from app.ui.views import theme
from core.examples.store import SOMETHING_ELSE

_ROW, _WIDTH = 28, 175  # pixels of a row, and of all columns
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


class ActionTable(QTableWidget):
    """One row an action.

    Signals:
        chosen(action): another one is selected. rename_asked(action), delete_asked().
    """

    chosen = pyqtSignal(str)
    rename_asked = pyqtSignal(str)
    delete_asked = pyqtSignal()

    def __init__(self) -> None:
        super().__init__(0, len(texts.COLUMNS))
        self.setAccessibleName(texts.ACTIONS)
        self.setHorizontalHeaderLabels(texts.COLUMNS)
        for column, tip in enumerate(texts.COLUMN_TIPS):
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setToolTip(tip)
                item.setTextAlignment(_LEFT if column == 0 else _RIGHT)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across, down = self.horizontalHeader(), self.verticalHeader()
        if across is not None and down is not None:
            across.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            for column in (1, 2):
                across.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
            across.setHighlightSections(False)
            down.hide()
        self.itemSelectionChanged.connect(self._tell)
        self.customContextMenuRequested.connect(self._ask)

    def set_theme(self, chosen: theme.Theme) -> None:
        """Rows as high and names as wide as the texts need them."""
        down = self.verticalHeader()
        if down is not None:
            down.setDefaultSectionSize(round(theme.px(_ROW)))
        self.setMinimumWidth(round(theme.px(_WIDTH)))

    def show_rows(self, rows: Sequence[ActionRow], selected: str) -> None:
        """Other actions, or other figures of them."""
        self.blockSignals(True)
        self.setRowCount(len(rows))
        for number, row in enumerate(rows):
            score = texts.OF.format(right=row.right, asked=row.asked) if row.asked else ""
            for column, text in enumerate((row.name, str(row.shown), score)):
                item = self.item(number, column)
                if item is None:
                    item = QTableWidgetItem()
                    self.setItem(number, column, item)
                item.setText(text)
                item.setToolTip(texts.ELSE_TIP if row.name == SOMETHING_ELSE else texts.COLUMN_TIPS[column])
                item.setTextAlignment((_LEFT if column == 0 else _RIGHT) | Qt.AlignmentFlag.AlignVCenter)
            if row.name == selected and self.currentRow() != number:
                self.setCurrentCell(number, 0)
        self.blockSignals(False)

    @property
    def current(self) -> str:
        """The selected action; empty if none is."""
        item = self.item(self.currentRow(), 0)
        return item.text() if item is not None else ""

    def _tell(self) -> None:
        if self.current:
            self.chosen.emit(self.current)

    def _ask(self) -> None:
        """The menu of an action."""
        item = self.currentItem()
        menu = QMenu(self)
        rename, delete = menu.addAction(texts.RENAME), menu.addAction(texts.DELETE_ACTION)
        if item is None or rename is None or delete is None:
            return
        rename.setEnabled(self.current != SOMETHING_ELSE)
        rename.triggered.connect(lambda: self.rename_asked.emit(self.current))
        delete.triggered.connect(self.delete_asked)
        menu.popup(self.mapToGlobal(self.visualItemRect(item).bottomLeft()))
