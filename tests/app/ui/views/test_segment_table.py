from PyQt6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.ui.presenters.segment_editor import SegmentEditor
from app.ui.texts import segments as words
from app.ui.views.segment_table import SegmentTable
from core.inference.segments import Segment

WALK, WAVE, LATE = Segment(1, 1.0, 2.0, "walk"), Segment(2, 3.0, 4.0, "wave"), Segment(1, 5.0, 6.0, "wave")


def shown(qtbot: QtBot) -> tuple[SegmentTable, SegmentEditor, list[Segment]]:
    table, editor, chosen = SegmentTable(), SegmentEditor(), []
    qtbot.addWidget(table)
    table.chosen.connect(chosen.append)
    editor.load((WALK, WAVE, LATE))
    table.show_segments(editor)
    table.resize(400, 300)
    table.show()
    return table, editor, chosen


def test_rows_lead_to_their_segments_by_mouse_and_by_keys(qtbot: QtBot) -> None:
    table, editor, chosen = shown(qtbot)
    row = table.view.rowHeight(0)
    qtbot.mouseClick(table.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, row + row // 2))
    assert chosen == [WAVE]
    qtbot.keyClick(table.view, Qt.Key.Key_Down)
    assert chosen == [WAVE, LATE]
    editor.selected = WALK  # in the timeline
    table.show_segments(editor)
    assert table.view.currentIndex().row() == 0
    assert chosen == [WAVE, LATE]  # nobody went anywhere


def test_the_filter_goes_nowhere_and_an_empty_table_says_why(qtbot: QtBot) -> None:
    table, editor, chosen = shown(qtbot)
    table.view.selectRow(0)
    table.filter.setText("wave")
    table.filter.setText("nothing")
    assert chosen == [WALK]
    assert table.empty.isVisible()
    assert table.empty.text() == words.NO_MATCH
    table.filter.clear()
    assert table.view.isVisible()
    editor.load(())
    table.show_segments(editor)
    assert table.empty.text() == words.NONE_YET
