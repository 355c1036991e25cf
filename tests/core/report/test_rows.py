from pathlib import Path

import numpy as np
import pytest

from core.errors import UserError
from core.evaluation.records import append_record
from core.report.plan import read_plan
from core.report.rows import Result, best, collect
from tests.core.report.fakes import record, write, write_plan


def read(folder: Path) -> list[Result]:
    return collect(read_plan(folder / "plan.yaml"), folder)


def test_a_row_is_the_mean_over_its_splits(tmp_path: Path) -> None:
    write_plan(tmp_path)
    write(tmp_path, "split1/stgcn-joint", 0.5)
    write(tmp_path, "split1/stgcn-joint-seed2", 0.6)
    write(tmp_path, "split2/stgcn-joint", 0.65)
    row = read(tmp_path)[0]
    assert row.complete
    assert row.names == ["split1/stgcn-joint", "split1/stgcn-joint-seed2", "split2/stgcn-joint"]
    assert row.mean("top-1") == pytest.approx((0.55 + 0.65) / 2)  # seeds first, then splits
    assert row.deviation("top-1") == pytest.approx(np.std([0.55, 0.65], ddof=1))


def test_with_one_split_the_deviation_is_that_of_the_seeds(tmp_path: Path) -> None:
    write_plan(tmp_path)
    write(tmp_path, "split1/stgcn-joint", 0.5, key="unique")
    assert read(tmp_path)[-1].deviation("top-1") is None
    write(tmp_path, "split1/stgcn-joint-seed2", 0.6, key="unique")
    assert read(tmp_path)[-1].deviation("top-1") == pytest.approx(np.std([0.5, 0.6], ddof=1))


def test_the_best_row_is_complete_and_of_clips_as_they_are(tmp_path: Path) -> None:
    write_plan(tmp_path)
    for split in ("split1", "split2"):
        write(tmp_path, f"{split}/stgcn-joint", 0.5)
        write(tmp_path, f"{split}/stfnet-joint", 0.6)
        write(tmp_path, f"{split}/stgcn-joint-noise", 0.9, noise=0.05)
    write(tmp_path, "split1/both", 0.8)  # the other split is not there
    found = best(read(tmp_path))
    assert found == {
        "jhmdb": {"top1": 0.6, "what": "STF-Net, joint", "runs": ["split1/stfnet-joint", "split2/stfnet-joint"]},
        "unique": {"top1": None, "what": "", "runs": []},
    }
    write(tmp_path, "split1/stgcn-joint", 0.4, key="unique", unique=True)
    assert best(read(tmp_path))["unique"]["top1"] == 0.4


def test_records_that_belong_nowhere_are_a_plain_error(tmp_path: Path) -> None:
    write_plan(tmp_path)
    path = tmp_path / "jhmdb" / "records.jsonl"
    append_record(path, record("split2/stgcn-joint", 0.5, "split 1"))
    with pytest.raises(UserError, match="split2/stgcn-joint is a record of 'split 1'; its name stands for 'split 2'"):
        read(tmp_path)
    path.unlink()
    write(tmp_path, "split9/stgcn-joint", 0.5)
    with pytest.raises(UserError, match=r"records\.jsonl: split9/stgcn-joint belongs to no row of the plan"):
        read(tmp_path)
    path.unlink()
    write(tmp_path, "split1/stgcn-joint", 0.5, key="other")
    with pytest.raises(UserError, match="other is no data set of the plan"):
        read(tmp_path)


def test_rows_are_compared_over_the_runs_that_both_have(tmp_path: Path) -> None:
    write_plan(tmp_path)
    write(tmp_path, "split1/stgcn-joint", 0.5, right="01-1")
    write(tmp_path, "split1/stgcn-joint-seed2", 0.5, right="00-0")
    write(tmp_path, "split1/both", 0.5, right="11-0")
    write(tmp_path, "split2/stgcn-joint", 0.5, right="--00")
    write(tmp_path, "split2/both", 0.5, right="--11")
    one, _, both, _, _ = read(tmp_path)
    compared = both.compare(one)
    assert compared is not None
    # by clip: 1, 0, 1 (in split 2), and the mean of -1 and 1; seed 2 of the first row has no partner
    assert compared.difference == pytest.approx((1 + 0 + 1 + 0) / 4)
    assert (compared.only_first, compared.only_second) == (3, 1)
    write(tmp_path, "split2/both", 0.5)  # a record without answers
    compared = read(tmp_path)[2].compare(one)
    assert compared is not None
    assert compared.difference == pytest.approx((1 + 0 - 1) / 3)


def test_minutes_are_those_of_all_networks(tmp_path: Path) -> None:
    write_plan(tmp_path)
    write(tmp_path, "split1/stgcn-joint", 0.5)
    assert read(tmp_path)[0].minutes == pytest.approx(1.5)
    assert np.isnan(read(tmp_path)[1].minutes)
