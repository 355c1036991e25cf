from PyQt6.QtCore import Qt

from app.ui.presenters.segment_table import SegmentFilter, SegmentTableModel
from core.inference.segments import Segment

SEGMENTS = (
    Segment(1, 0.0, 12.5, "swing_baseball", 0.9),
    Segment(2, 3.25, 4.0, "walk", 0.55),
    Segment(10, 65.2, 70.0, "walk", 0.7),
)


def shown(rows: SegmentFilter, column: int) -> list[object]:
    return [rows.data(rows.index(row, column)) for row in range(rows.rowCount())]


def test_cells_are_readable_and_sorted_as_numbers() -> None:
    table = SegmentTableModel()
    rows = SegmentFilter(table)
    assert rows.rowCount() == 0
    table.show(SEGMENTS)
    assert [table.headerData(column, Qt.Orientation.Horizontal) for column in range(table.columnCount())] == [
        "who", "what", "from", "to", "seconds", "score",
    ]  # fmt: skip
    assert [rows.data(rows.index(0, column)) for column in range(6)] == [
        "1", "swing baseball", "0:00.00", "0:12.50", "12.50", "0.90",
    ]  # fmt: skip
    assert shown(rows, 2) == ["0:00.00", "0:03.25", "1:05.20"]
    rows.sort(0, Qt.SortOrder.DescendingOrder)
    assert shown(rows, 0) == ["10", "2", "1"]  # not as text
    rows.sort(5, Qt.SortOrder.AscendingOrder)
    assert shown(rows, 5) == ["0.55", "0.70", "0.90"]
    assert table.row(SEGMENTS[1]) == 1
    assert table.row(None) == -1


def test_every_word_of_the_filter_begins_a_word() -> None:
    table = SegmentTableModel()
    table.show(SEGMENTS)
    rows = SegmentFilter(table)
    for text, found in (
        ("walk", ["2", "10"]),
        ("base", ["1"]),
        ("1 WALK", ["10"]),
        ("2 swing", []),
        ("", ["1", "2", "10"]),
    ):
        rows.filter(text)
        assert shown(rows, 0) == found
