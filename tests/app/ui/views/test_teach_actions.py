from pytestqt.qtbot import QtBot

from app.ui.presenters.teach import ActionRow
from app.ui.views.teach_actions import ActionTable
from core.examples.store import SOMETHING_ELSE

ROWS = (ActionRow("hop", 5, 1, 4, 5), ActionRow("jump", 2, 0, 0, 0), ActionRow(SOMETHING_ELSE, 0, 0, 0, 0))


def test_counts_and_scores_by_action(qtbot: QtBot) -> None:
    table = ActionTable()
    qtbot.addWidget(table)
    chosen: list[str] = []
    table.chosen.connect(chosen.append)
    table.show_rows(ROWS, "jump")
    texts = [[table.item(row, column).text() for column in range(3)] for row in range(3)]  # type: ignore[union-attr]
    assert texts == [["hop", "5", "4 / 5"], ["jump", "2", ""], [SOMETHING_ELSE, "0", ""]]
    assert table.current == "jump"
    assert chosen == []  # the page said so itself
    table.setCurrentCell(0, 0)
    assert chosen == ["hop"]
    table.show_rows(ROWS[:1], "hop")
    assert table.rowCount() == 1
