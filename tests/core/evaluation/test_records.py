from pathlib import Path

import numpy as np
import pytest

from core.checkpoint import Checkpoint, save_checkpoint
from core.errors import UserError
from core.evaluation.records import append_record, make_record, read_records, sorted_records
from core.evaluation.scores import Scores
from core.info import count_macs
from tests.core.fakes import random_model, small_info


def scores(second: float = 0.9) -> Scores:
    probabilities = np.array([[0.8, 0.1, 0.1], [1 - second, second, 0.0], [1 / 3, 1 / 3, 1 / 3]], np.float32)
    return Scores(
        "small", ("a", "b", "c"), np.array([0, 1, 1]), ("walk", "wave", "sit"), probabilities,
        np.array([True, True, False]),
    )  # fmt: skip


def test_a_record_holds_what_the_figures_depend_on_and_comes_back_whole(tmp_path: Path) -> None:
    info = small_info(training={"seed": 7, "split": "split 1"})
    checkpoint = Checkpoint(random_model(info), info)
    save_checkpoint(tmp_path / "w.safetensors", checkpoint.model, info)
    networks = [(tmp_path / "w.safetensors", checkpoint)]
    record = make_record(
        "split1/w",
        "python -m core.evaluate w",
        scores(),
        networks,
        "",
        [1.0],
        {"split": "split 1"},
        {"flip": True},
        "xbyac",
    )
    append_record(tmp_path / "results" / "r.jsonl", record)
    back = read_records(tmp_path / "results" / "r.jsonl")["split1/w"]
    assert back.top1 == pytest.approx(2 / 3, abs=1e-6)
    assert back.classes == {"walk": {"clips": 1, "top-1": 1.0}, "wave": {"clips": 2, "top-1": 0.5}}
    assert back.figures["nobody seen"] == 1
    assert back.networks[0]["training"]["seed"] == 7
    assert back.networks[0]["parameters"] == sum(p.numel() for p in checkpoint.model.parameters())
    assert len(back.networks[0]["sha256"]) == 64
    assert back.networks[0]["macs"] == count_macs(checkpoint.model, (1, 3, info.frames, 18, 1))
    assert back.right == "-1-10"  # b, a and c of the whole data set; x and y were not judged
    assert (back.conditions, back.data) == ({"flip": True}, {"split": "split 1"})
    assert back.interval[0] < back.top1 < back.interval[1]
    assert {**vars(back), "interval": record.interval} == vars(record)


def test_the_digest_of_the_predictions_changes_with_one_of_them() -> None:
    def digest(second: float) -> str:
        return make_record("w", "", scores(second), [], "", [1.0], {}, {}, "abc").predictions

    assert digest(0.9) == digest(0.8)
    assert digest(0.9) != digest(0.2)


def test_records_are_added_and_the_last_of_a_name_counts(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    assert read_records(path) == {}
    for name, second in (("b", 0.9), ("a", 0.9), ("b", 0.2)):
        append_record(path, make_record(name, "line\u2028separator", scores(second), [], "", [1.0], {}, {}, "abc"))
    found = read_records(path)
    assert list(found) == ["a", "b"]
    assert [record.top1 for record in found.values()] == pytest.approx([2 / 3, 1 / 3], abs=1e-6)
    path.write_text(sorted_records(found), encoding="utf-8")
    assert path.read_text(encoding="utf-8").count("\n") == 2
    assert read_records(path) == found


def test_something_else_is_not_taken_for_a_record(tmp_path: Path) -> None:
    for content in ("{}", "[]", "not JSON", '{"figures": {}}'):
        (tmp_path / "x.jsonl").write_text(content)
        with pytest.raises(UserError, match=r"x\.jsonl is not a file of run records"):
            read_records(tmp_path / "x.jsonl")
