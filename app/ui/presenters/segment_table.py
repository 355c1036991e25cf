"""The segments as a table that can be sorted and filtered. QtCore only."""

from __future__ import annotations

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt

from app.ui.presenters.people import readable
from app.ui.presenters.timeline_range import tick_text
from app.ui.texts import segments as words
from app.ui.texts.numbers import number
from core.inference.segments import Segment

_NONE = QModelIndex()
_NUMBERS = (0, 2, 3, 4, 5)  # columns at whose right edge the numbers stand
_LABEL = 1
SORT = Qt.ItemDataRole.UserRole
"""What rows are sorted by: numbers as numbers."""
Role = Qt.ItemDataRole


class SegmentTableModel(QAbstractTableModel):
    """Who, what, from, to, how long, and the mean score."""

    def __init__(self) -> None:
        super().__init__()
        self._segments: tuple[Segment, ...] = ()

    def show(self, segments: tuple[Segment, ...]) -> None:
        """Other segments."""
        if segments != self._segments:
            self.beginResetModel()
            self._segments = segments
            self.endResetModel()

    def segment(self, row: int) -> Segment:
        """The one in a row."""
        return self._segments[row]

    def row(self, segment: Segment | None) -> int:
        """Where a segment stands, -1 where it does not."""
        return self._segments.index(segment) if segment in self._segments else -1

    def rowCount(self, parent: QModelIndex = _NONE) -> int:  # noqa: N802 (Qt's name)
        """How many there are."""
        return 0 if parent.isValid() else len(self._segments)

    def columnCount(self, parent: QModelIndex = _NONE) -> int:  # noqa: N802
        """One for each name in `words.COLUMNS`."""
        return 0 if parent.isValid() else len(words.COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:  # noqa: N802
        """The columns' names."""
        if orientation is Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return words.COLUMNS[section]
        return None

    def data(self, index: QModelIndex, role: int = Role.DisplayRole) -> object:
        """The text of a cell, what it is sorted by, and at which edge it stands."""
        segment, column = self._segments[index.row()], index.column()
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column in _NUMBERS else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        values = (segment.person, segment.label, segment.start, segment.end, segment.seconds, segment.score)
        if role == SORT:
            return values[column]
        if role == Role.DisplayRole:
            shown = (str(segment.person), readable(segment.label), _time(segment.start), _time(segment.end))
            return (*shown, number(segment.seconds, ".2f"), number(segment.score, ".2f"))[column]
        return None


class SegmentFilter(QSortFilterProxyModel):
    """Sorts by any column; shows the rows in which every word of a text begins a word: ``2 walk``."""

    def __init__(self, table: SegmentTableModel) -> None:
        super().__init__()
        self._words: tuple[str, ...] = ()
        self.setSourceModel(table)
        self.setSortRole(SORT)
        self.sort(2)

    def filter(self, text: str) -> None:
        """Another text; nothing shows all."""
        self._words = tuple(text.lower().split())
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:  # noqa: N802
        """Whether all words are found."""
        table = self.sourceModel()
        assert isinstance(table, SegmentTableModel)
        segment = table.segment(row)
        there = (str(segment.person), *readable(segment.label).lower().split())
        return all(any(word.startswith(sought) for word in there) for sought in self._words)


def _time(seconds: float) -> str:
    """``1:05.20``."""
    whole = round(seconds * 100) // 100
    return f"{tick_text(whole)}.{round(seconds * 100) % 100:02d}"
