from pytestqt.qtbot import QtBot

from app.ui.presenters.teach import Answer
from app.ui.views.teach_answer import AnswerView


def test_rows_stay_in_their_order_and_the_best_are_shown(qtbot: QtBot) -> None:
    view = AnswerView()
    qtbot.addWidget(view)
    assert view.rows() == ()
    assert view.shown == ""
    rows = tuple((name, score) for name, score in zip("abcdefg", (0.1, 0.3, 0.02, 0.2, 0.05, 0.03, 0.3), strict=True))
    view.show_answer(Answer(rows, "g"))
    assert [name for name, _ in view.rows()] == ["a", "b", "d", "e", "g"]
    assert view.shown == "g"


def test_it_paints_bars_or_a_hint(qtbot: QtBot) -> None:
    view = AnswerView()
    qtbot.addWidget(view)
    view.resize(300, 90)
    view.show_hint("Show two examples")
    hint = view.grab().toImage()
    view.show_answer(Answer((("hop", 0.9), ("jump", 0.1)), "hop"))
    answer = view.grab().toImage()
    assert answer != hint
    view.show_answer(Answer((("hop", 0.1), ("jump", 0.9)), "jump"))
    assert view.grab().toImage() != answer
