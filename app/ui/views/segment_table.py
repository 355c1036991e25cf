# ruff: noqa: N802 (Qt names its events)
"""The dock with the table of all segments."""

from __future__ import annotations

from PyQt6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMainWindow,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.ui.presenters.segment_editor import SegmentEditor
from app.ui.presenters.segment_table import SegmentFilter, SegmentTableModel
from app.ui.texts import segments as words
from core.inference.segments import Segment


class SegmentTable(QWidget):
    """All segments: sorted by a click on a column, filtered by a text; a row leads to its segment.

    Signals:
        chosen(Segment): to be selected and gone to. menu_asked(place on the screen): over the selected one.
    """

    chosen = pyqtSignal(object)
    menu_asked = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._table = SegmentTableModel()
        self._rows = SegmentFilter(self._table)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(words.FILTER)
        self.filter.setToolTip(words.FILTER_TIP)
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(self._filter)
        self.view = QTableView()
        self.view.setModel(self._rows)
        self.view.setSortingEnabled(True)
        self.view.sortByColumn(2, Qt.SortOrder.AscendingOrder)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setAlternatingRowColors(True)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._ask_menu)
        if (rows := self.view.verticalHeader()) is not None:
            rows.hide()
            rows.setDefaultSectionSize(self.fontMetrics().height() + 8)
        if (columns := self.view.horizontalHeader()) is not None:
            columns.setMinimumSectionSize(24)
            widest = ("10 ", "", "00:00.00", "00:00.00", words.COLUMNS[4], words.COLUMNS[5])
            for column, text in enumerate(widest):
                columns.resizeSection(column, self.fontMetrics().horizontalAdvance(text) + 14)
            columns.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
            columns.setHighlightSections(False)
        if (selection := self.view.selectionModel()) is not None:
            selection.currentRowChanged.connect(self._choose)
        self.view.activated.connect(self._choose)
        self.empty = QLabel()
        self.empty.setObjectName("muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 8)
        layout.addWidget(self.filter)
        layout.addLayout(self._pages, stretch=1)
        self._show_page()

    def sizeHint(self) -> QSize:
        """Room for all columns."""
        return QSize(420, 300)

    def show_segments(self, editor: SegmentEditor) -> None:
        """Other segments, or another one of them is selected."""
        selection = self.view.selectionModel()
        assert selection is not None
        blocked = selection.blockSignals(True)  # what is shown is not a choice of the user
        self._table.show(editor.segments)
        row = self._table.row(editor.selected)
        index = self._rows.mapFromSource(self._table.index(row, 0)) if row >= 0 else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag
        selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        selection.blockSignals(blocked)
        if index.isValid():
            self.view.scrollTo(index)
        if (viewport := self.view.viewport()) is not None:
            viewport.update()
        self._show_page()

    def _filter(self, text: str) -> None:
        selection = self.view.selectionModel()
        assert selection is not None
        blocked = selection.blockSignals(True)  # which row is left is not a choice of the user
        self._rows.filter(text)
        self.view.clearSelection()
        selection.blockSignals(blocked)
        self._show_page()

    def _show_page(self) -> None:
        found = self._rows.rowCount() > 0
        self._pages.setCurrentWidget(self.view if found else self.empty)
        self.empty.setText(words.NO_MATCH if self._table.rowCount() else words.NONE_YET)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._segment(index))

    def _ask_menu(self, place: QPoint) -> None:
        index = self.view.indexAt(place)
        viewport = self.view.viewport()
        if index.isValid() and viewport is not None:
            self.chosen.emit(self._segment(index))
            self.menu_asked.emit(viewport.mapToGlobal(place))

    def _segment(self, index: QModelIndex) -> Segment:
        return self._table.segment(self._rows.mapToSource(index).row())


def make_dock(table: SegmentTable, window: QMainWindow) -> QDockWidget:
    """At the left, from top to bottom; hidden until somebody wants it."""
    for corner in (Qt.Corner.TopLeftCorner, Qt.Corner.BottomLeftCorner):
        window.setCorner(corner, Qt.DockWidgetArea.LeftDockWidgetArea)
    dock = QDockWidget(words.TITLE, window)
    dock.setObjectName("segments")
    dock.setWidget(table)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    dock.hide()
    return dock
