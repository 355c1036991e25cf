from pathlib import Path

import pytest

from core.errors import UserError
from core.evaluation.metrics import Comparison
from core.report.page import missing, verdict
from core.report.plan import read_plan
from core.report.rows import Result, collect
from tests.core.report.fakes import page_of, write, write_plan


def read(folder: Path) -> list[Result]:
    return collect(read_plan(folder / "plan.yaml"), folder)


def test_rows_without_records_stay_empty_and_say_what_fills_them(tmp_path: Path) -> None:
    write_plan(tmp_path)
    write(tmp_path, "split1/stgcn-joint", 0.5)
    write(tmp_path, "split2/stgcn-joint", 0.6)
    write(tmp_path, "split1/both", 0.7)
    text = page_of(read(tmp_path), "jhmdb", {"jhmdb": "assets/jhmdb.png"})
    cost = "0.45 M | 30 M | 1.5 min"
    assert f"| ST-GCN, joint | 55.0 ± 7.1 | 90.0 | 53.0 | 0.050 | {cost} | 2 | | | | |" in text
    assert "| STF-Net, joint | | | | | | | | | | | | 50.0, table I |" in text
    assert f"| Both | 70.0 (64.0 to 75.0) | 90.0 | 68.0 | 0.050 | {cost} | 1 of 2 splits | | | | |" in text
    assert "## Worse\n\n| network |" in text
    assert "![JHMDB](assets/jhmdb.png)" in text
    empty, made = text.split("To fill the empty rows")[1].split("How the rows were made")[:2]
    assert "For the other splits, put `split 2` in place of `split 1`." in text
    assert "split2" not in empty + made
    assert "--name jhmdb-split1-stfnet-joint" in empty
    assert "--record results/jhmdb/records.jsonl --name split1/both" in empty
    assert "--name jhmdb-split1-stgcn-joint" in made


def test_a_section_s_picture_stands_under_its_heading(tmp_path: Path) -> None:
    write_plan(tmp_path)
    assert "## Worse\n\n![Worse](w.png)\n\n|" in page_of(read(tmp_path), "jhmdb", {"jhmdb_worse": "w.png"})


def test_commands_of_what_is_missing_name_every_split(tmp_path: Path) -> None:
    write_plan(tmp_path)
    write(tmp_path, "split1/stgcn-joint", 0.5)
    lines = missing(read(tmp_path), "jhmdb")
    assert not any("--name jhmdb-split1-stgcn-joint " in line for line in lines)
    assert any("--name jhmdb-split2-stgcn-joint " in line for line in lines)
    assert sum("core.evaluate" in line for line in lines) == 7
    with pytest.raises(UserError, match="no data set is called 'ntu'; there are jhmdb, unique"):
        missing(read(tmp_path), "ntu")


def test_a_row_is_compared_with_the_one_that_it_names(tmp_path: Path) -> None:
    write_plan(tmp_path)
    write(tmp_path, "split1/stgcn-joint", 0.0, right="0" * 12)
    write(tmp_path, "split1/both", 1.0, right="1" * 12)
    cells = "| +100.0 (+100.0 to +100.0) to ST-GCN, joint | < 0.001 | higher: holds | |"
    assert cells in page_of(read(tmp_path), "jhmdb")


@pytest.mark.parametrize(
    ("claim", "difference", "p", "said"),
    [
        ("higher", 0.1, 0.01, "higher: holds"),
        ("higher", -0.1, 0.01, "higher: contradicted"),
        ("lower", -0.1, 0.01, "lower: holds"),
        ("lower", 0.1, 0.01, "lower: contradicted"),
        ("lower", -0.1, 0.06, "lower: not decided"),
        ("as good", -0.1, 0.01, "as good: contradicted"),
        ("as good", 0.1, 0.01, "as good: not contradicted"),
        ("as good", -0.1, 0.06, "as good: not contradicted"),
        ("", 0.1, 0.01, ""),
    ],
)
def test_what_a_paper_claims_holds_or_not(claim: str, difference: float, p: float, said: str) -> None:
    assert verdict(claim, Comparison(difference, difference - 0.05, difference + 0.05, 3, 1, p)) == said
    assert verdict(claim, None) == ""
