from core.report.markdown import percent, table


def test_a_table_has_a_head_a_rule_and_its_rows() -> None:
    assert table(["", "a"], [["1", ""], ["", "two  words"]]) == ["| | a |", "|---|---|", "| 1 | |", "| | two  words |"]


def test_shares_are_in_percent() -> None:
    assert [percent(share) for share in (0.0, 0.304, 1.0, None)] == ["0 %", "30 %", "100 %", ""]
