import csv
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.card import CheckpointInfo
from core.checkpoint import load_checkpoint, read_info, save_checkpoint
from core.data.pack import load_pack
from core.data.readers.jhmdb import JHMDB_CLASSES
from core.errors import UserError
from core.evaluate import main
from core.evaluation.records import read_records
from core.evaluation.scores import score_clips
from core.inference.fusion import fit_weights
from core.train import TrainConfig, train
from tests.core.data.fakes import rotate_splits, write_jhmdb
from tests.core.fakes import random_model, small_info


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_jhmdb(tmp_path_factory.mktemp("jhmdb") / "data", ("clap", "run", "wave"), train=6)


def weights(folder: Path, name: str, seed: int = 0, **changes: Any) -> tuple[Path, CheckpointInfo]:
    info = small_info(name=name, labels=JHMDB_CLASSES, **changes)
    save_checkpoint(folder / f"{name}.safetensors", random_model(info, seed), info)
    return folder / f"{name}.safetensors", info


@pytest.fixture
def two(tmp_path: Path) -> list[Path]:
    held_out = {"split": "split 1", "validation": 0.3, "validation_seed": 1, "augmentation": {"rotation": 30.0}}
    return [weights(tmp_path, name, seed, training=held_out)[0] for seed, name in enumerate(("one", "other"))]


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    monkeypatch.setattr("sys.argv", ["evaluate", *map(str, arguments)])
    main()
    return capsys.readouterr().out


def worst(item: tuple[str, dict[str, float]]) -> float:
    return item[1]["top-1"]


def test_figures_rows_and_card_agree(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, info = weights(tmp_path, "small")
    table = tmp_path / "new" / "out.csv"
    out = run(monkeypatch, capsys, path, "--data", data, "--predictions", table, "--json", "--save")
    figures = json.loads(out)
    assert (figures["clips"], figures["nobody seen"]) == (3, 0)
    assert (figures["split"], figures["part"]) == ("split 1", "test")
    rows = list(csv.DictReader(table.open()))
    assert [row["label"] for row in rows] == ["clap", "run", "wave"]
    right = np.mean([row["label"] == row["prediction"] for row in rows])
    assert figures["top-1"] == pytest.approx(right)
    assert figures["classes"] == {
        row["label"]: {"clips": 1, "top-1": float(row["label"] == row["prediction"])} for row in rows
    }
    assert figures["top-1 low"] <= right <= figures["top-1 high"]
    card = read_info(path)
    assert card.scores["split 1 test top-1"] == pytest.approx(right, abs=1e-4)
    assert card.weak == {name: each["top-1"] for name, each in sorted(figures["classes"].items(), key=worst)}
    assert card.recognised == {name: each["top-1"] for name, each in figures["classes"].items()}
    assert replace(card, scores={}, weak={}, recognised={}) == info
    assert sum(float(rows[0][name]) for name in JHMDB_CLASSES) == pytest.approx(1, abs=1e-4)


def test_several_networks_have_a_row_each_and_the_fusion_one(
    data: Path, two: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "results" / "records.jsonl"
    table = tmp_path / "fused.csv"
    arguments = [*two, "--data", data, "--split", 1, "--part", "train", "--fuse", "3,1"]
    out = run(
        monkeypatch, capsys, *arguments, "--json", "--record", record, "--name", "split1/fused", "--predictions", table
    )
    report = json.loads(out)
    assert [row["weights"] for row in report["rows"]] == ["one", "other", "0.75 one + 0.25 other"]
    assert report["fusion weights"] == [0.75, 0.25]
    parts = []
    for path in two:
        one = tmp_path / "one.csv"
        run(monkeypatch, capsys, path, "--data", data, "--part", "train", "--predictions", one)
        parts.append([[float(row[name]) for name in JHMDB_CLASSES] for row in csv.DictReader(one.open())])
    fused = [[float(row[name]) for name in JHMDB_CLASSES] for row in csv.DictReader(table.open())]
    np.testing.assert_allclose(fused, 0.75 * np.array(parts[0]) + 0.25 * np.array(parts[1]), atol=2e-6)
    kept = read_records(record)["split1/fused"]
    run(monkeypatch, capsys, *arguments[:-1], "log", "--predictions", table)
    in_logs = [[float(row[name]) for name in JHMDB_CLASSES] for row in csv.DictReader(table.open())]
    product = np.sqrt(np.array(parts[0]) * np.array(parts[1]))
    np.testing.assert_allclose(in_logs, product / product.sum(axis=1, keepdims=True), atol=2e-5)
    assert kept.top1 == pytest.approx(report["top-1"], abs=1e-6)
    assert (kept.fuse, kept.weights, kept.data["part"]) == ("3,1", [0.75, 0.25], "train")
    assert str(tmp_path) not in kept.command
    assert kept.command.startswith("python -m core.evaluate one.safetensors other.safetensors --data DATA --split 1")


def test_fusion_weights_are_fitted_without_a_look_at_the_test_clips(
    data: Path, two: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fitted(part: str) -> list[float]:
        out = run(monkeypatch, capsys, *two, "--data", data, "--part", part, "--fuse", "fit", "--json")
        return json.loads(out)["fusion weights"]

    assert fitted("test") == fitted("train")
    assert sum(fitted("test")) == pytest.approx(1)
    alone, _ = weights(tmp_path, "alone", training={"split": "split 1", "validation": 0.0})
    with pytest.raises(UserError, match="alone was trained without a validation part"):
        run(monkeypatch, capsys, two[0], alone, "--data", data, "--fuse", "fit")


def test_fusion_weights_are_fitted_on_what_siblings_do_not_know(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = rotate_splits(write_jhmdb(tmp_path / "data", ("clap", "run", "wave"), train=9, test=0))
    paths = {
        (name, split): weights(tmp_path, f"{name}-{split}", 3 * row + split, training={"split": f"split {split}"})[0]
        for row, name in enumerate(("one", "other"))
        for split in (1, 2, 3)
    }
    families = [("--cross-split", paths[name, 2], paths[name, 3]) for name in ("one", "other")]
    networks = [paths["one", 1], paths["other", 1]]
    options = ("--data", data, "--fuse", "fit", *families[0], *families[1], "--json")
    found = json.loads(run(monkeypatch, capsys, *networks, *options))["fusion weights"]
    clips = load_pack(data)
    asked = [(split, clips.part(f"split {split}", "test")) for split in (2, 3)]  # split 1 trains on all of them
    said = np.stack([
        np.concatenate([score_clips(load_checkpoint(paths[name, split]), part).probabilities for split, part in asked])
        for name in ("one", "other")
    ])  # fmt: skip
    labels = np.concatenate([part.labels for _, part in asked])
    assert found == pytest.approx(fit_weights(said, labels), abs=1e-4)
    wrong = (*families[0], "--cross-split", paths["other", 3], paths["other", 2])
    with pytest.raises(UserError, match="give each network the same splits"):
        run(monkeypatch, capsys, *networks, "--data", data, "--fuse", "fit", *wrong)


def test_a_trained_network_tells_which_clips_were_held_out(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    config = TrainConfig(
        data, "tiny", "split 1", validation=0.3, model_args={"base_channels": 8}, epochs=1, device="cpu"
    )
    train(config)
    network = tmp_path / "runs" / "tiny" / "tiny.safetensors"
    capsys.readouterr()
    out = run(monkeypatch, capsys, network, network, "--data", data, "--fuse", "fit", "--json")
    assert json.loads(out)["fusion weights"] == [0.5, 0.5]  # the same network twice


def test_a_network_is_compared_with_another_clip_by_clip_and_drawn(
    data: Path, two: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    plots = tmp_path / "plots"
    arguments = [two[0], "--data", data, "--part", "train", "--against", two[1]]
    out = run(monkeypatch, capsys, *arguments, "--plots", plots)
    assert "JHMDB, MediaPipe landmarks, split 1 train: 18 clips\n" in out
    assert "against other: " in out
    assert "(McNemar, exact)" in out
    assert {path.name for path in plots.iterdir()} == {"per_class.png", "confusion.png", "calibration.png"}
    against = json.loads(run(monkeypatch, capsys, *arguments, "--json"))["against"]
    both = [
        json.loads(run(monkeypatch, capsys, path, "--data", data, "--part", "train", "--json"))["top-1"] for path in two
    ]
    assert against["difference"] == pytest.approx(both[0] - both[1])
    assert (against["only_first"] - against["only_second"]) / 18 == pytest.approx(against["difference"])


def test_damage_and_views_are_recorded(
    data: Path, two: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "r.jsonl"
    run(monkeypatch, capsys, two[0], "--data", data, "--drop-joints", 0.2, "--rate", 15, "--flip", "--record", record)
    assert read_records(record)["one"].conditions == {"drop_joints": 0.2, "rate": 15.0, "flip": True, "seed": 0}
    run(monkeypatch, capsys, two[0], "--data", data, "--augmented-views", 2, "--seed", 5, "--record", record)
    assert read_records(record)["one"].conditions == {"augmented_views": 2, "seed": 5}
    run(monkeypatch, capsys, two[0], "--data", data, "--seed", 5, "--record", record)
    assert read_records(record)["one"].conditions == {}


def test_the_same_clips_in_another_extraction_are_a_further_look(
    data: Path, two: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tables, again = {}, tmp_path / "again"
    shutil.copytree(data, again)
    content = dict(np.load(data / "landmarks33.npz"))
    content["landmarks"][..., 0] *= np.float16(0.5)  # narrower people
    np.savez_compressed(again / "landmarks33.npz", **content)
    for name, options in {"one": (data,), "two": (again,), "both": (data, "--more", again)}.items():
        table = tmp_path / f"{name}.csv"
        record = ["--record", tmp_path / "records.jsonl", "--name", name]
        run(monkeypatch, capsys, two[0], "--data", *options, "--predictions", table, *record)
        rows = list(csv.reader(table.open()))
        tables[name] = np.array([row[3:] for row in rows[1:]], float)
    np.testing.assert_allclose(tables["both"], (tables["one"] + tables["two"]) / 2, atol=2e-6)
    assert np.abs(tables["one"] - tables["two"]).max() > 1e-3
    records = read_records(tmp_path / "records.jsonl")
    both = records["both"]
    assert both.conditions == {"more": 1}
    assert both.data["more"] == [records["two"].data["digest"]]
    assert "--more AGAIN" in both.command


def test_a_network_that_may_know_the_clips_is_named(
    data: Path, two: list[Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["evaluate", str(two[0]), "--data", str(data), "--split", "2"])
    main()
    assert "note: one was trained on split 1, not on split 2: it may know these clips" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fuse", "equal"], "--fuse needs two networks"),
        (["second", "--record", "r.json"], "--record is for one row: give one network, or --fuse"),
        (["--name", "split1/x"], "--name is of the record: give --record, too"),
        (["second", "--save"], "--save is for one network"),
        (["--save", "--flip"], "--save is for clips as they are"),
        (["second", "--fuse", "fit", "--cross-split", "x"], "--cross-split go with --fuse fit, once for each network"),
        (["--drop-joints", "1.5"], "--drop-joints is a probability"),
        (["--views", "0"], "--views is at least 1"),
        (["--augmented-views", "-1"], "--augmented-views are not negative"),
        (["--split", "9"], "has no split '9'"),
        (["--part", "dev"], "no split 'split 1' with a part 'dev'"),
        (["--split", "all", "--unique"], "--unique needs a split"),
    ],
)
def test_wrong_options_are_plain_errors(
    data: Path, two: list[Path], options: list[str], message: str, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    networks = two if "second" in options else two[:1]
    with pytest.raises(UserError, match=message):
        run(monkeypatch, capsys, *networks, "--data", data, *(option for option in options if option != "second"))
