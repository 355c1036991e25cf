from core.report.markdown import table


def test_a_table_has_a_head_a_rule_and_its_rows() -> None:
    assert table(["", "a"], [["1", ""], ["", "two  words"]]) == ["| | a |", "|---|---|", "| 1 | |", "| | two  words |"]
