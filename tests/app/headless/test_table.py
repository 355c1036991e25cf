import csv
from pathlib import Path

import pytest

from app.headless.table import SummaryRow, check_table_path, write_summary
from core.errors import UserError


def test_what_is_not_known_is_empty(tmp_path: Path) -> None:
    rows = [
        SummaryRow("a, b.mp4", 1, True, "walk", 2, 1.25, 0.0, 1.5, 0.7, 4),
        SummaryRow("c.mp4", error="it is damaged"),
    ]
    write_summary(tmp_path / "all.csv", rows)
    with (tmp_path / "all.csv").open(newline="") as file:
        first, second = csv.DictReader(file)
    assert first == {
        "source": "a, b.mp4", "person": "1", "main": "yes", "action": "walk", "times": "2", "seconds": "1.250",
        "first": "0.000", "last": "1.500", "score": "0.700", "repetitions": "4", "error": "",
    }  # fmt: skip
    assert (second["person"], second["first"], second["error"]) == ("", "", "it is damaged")


def test_bad_paths(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"--summary all\.xlsx: the summary is a \.csv file"):
        check_table_path(Path("all.xlsx"), "--summary")
    with pytest.raises(UserError, match="make the folder first"):
        check_table_path(tmp_path / "nowhere" / "all.csv", "--summary")
    with pytest.raises(UserError, match="cannot be written"):
        write_summary(tmp_path, [])
