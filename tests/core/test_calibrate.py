import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.calibrate import (
    ask_cross_split,
    calibrate,
    find_energy_threshold,
    find_threshold,
    main,
    match_energy_threshold,
    match_thresholds,
    reject_below,
    rejection,
    seen_only,
    unseen_classes,
)
from core.card import CheckpointInfo
from core.checkpoint import Checkpoint, read_info, save_checkpoint
from core.data.pack import Pack, load_pack
from core.data.readers.jhmdb import JHMDB_CLASSES
from core.errors import UserError
from core.evaluation.scores import Scores, score_clips, unknown_to
from core.evaluation.together import score_together
from core.inference.ensemble import load_members
from tests.core.data.fakes import rotate_splits, write_jhmdb
from tests.core.fakes import random_model, small_info

CLASSES = ("clap", "run", "wave")


def scored(probabilities: list[list[float]], labels: list[int], seen: list[bool] | None = None) -> Scores:
    return Scores(
        "x", tuple(map(str, labels)), np.array(labels), ("a", "b"), np.array(probabilities, np.float32),
        np.array(seen or [True] * len(labels)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine clips of each of three classes; those tested in split N are 3 (N - 1) to 3 N - 1."""
    folder = tmp_path_factory.mktemp("jhmdb") / "data"
    return rotate_splits(write_jhmdb(folder, CLASSES, train=9, test=0))


def made(split: str, seed: int = 0, **changes: Any) -> Checkpoint:
    info = small_info(**{"name": f"of {split}", "labels": JHMDB_CLASSES, "training": {"split": split}, **changes})
    return Checkpoint(random_model(info, seed), info)


def numbers(clips: Pack) -> set[int]:
    return {int(name.removesuffix(".avi").rsplit("_", 1)[1]) for name in clips.ids}


def test_what_a_threshold_does_worked_by_hand() -> None:
    # best scores 0.9 right, 0.8 wrong, 0.6 right, 0.5 right; nobody seen: never kept
    known = scored(
        [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.5, 0.5 - 1e-6], [0.5, 0.5]], [0, 0, 1, 0, 1], [True] * 4 + [False]
    )
    unknown = np.array([0.55, 0.695, 0.3, 0.6], np.float32)
    outcome = rejection(known, unknown, 0.6)
    assert outcome.kept == pytest.approx(3 / 5)
    assert outcome.right == pytest.approx(2 / 3)
    assert outcome.rejected == pytest.approx(2 / 4)
    # recognised 0.9 beats all 4; 0.6 beats 0.55 and 0.3 and ties with 0.6; 0.5 beats 0.3
    assert outcome.auroc == pytest.approx((4 + 2.5 + 1) / 12)
    assert np.isnan(rejection(known, unknown, 0.95).right)
    # right at 0.5, 0.6 and 0.9; all stay, the better two, halfway between these
    assert [find_threshold(known, keep) for keep in (1.0, 0.5, 0.25)] == pytest.approx([0.5, 0.6, 0.75])
    with pytest.raises(UserError, match="recognises none of 1 clips"):
        find_threshold(scored([[0.2, 0.8]], [0]))


def test_energy_is_judged_and_its_threshold_found_as_that_of_the_best_score() -> None:
    known = scored([[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.3, 0.7], [0.6, 0.4]], [0, 0, 1, 1, 0])
    energy = np.array([5.0, 1.0, 2.0, 4.0, 3.0])
    known = replace(known, energy=energy)
    assert known.right.tolist() == [True, False, True, True, True]
    assert [find_energy_threshold(known, keep) for keep in (1.0, 0.5)] == [2.0, 3.5]
    outcome = reject_below(known, energy, np.array([1.5, 4.5]), 2.5)
    assert (outcome.kept, outcome.right, outcome.rejected) == (3 / 5, 1.0, 1 / 2)
    assert outcome.auroc == pytest.approx((2 + 1 + 1 + 1) / 8)
    # two of the four right answers have a best score below 0.65, so two energies lie below the threshold
    assert match_energy_threshold(known, 0.65) == pytest.approx(3.5)
    assert match_energy_threshold(known, 0.0) == 2.0


def test_a_sibling_is_asked_only_about_clips_that_it_does_not_know(data: Path) -> None:
    clips = load_pack(data)
    own = made("split 1")
    asked = unknown_to(clips, own.info, made("split 2").info)
    assert numbers(asked) == {3, 4, 5}  # tested in split 2, and so trained on in split 1
    assert len(asked) == 9
    for other in (made("split 1"), made("split 2", stream="bone")):
        with pytest.raises(UserError, match="is not a cross-split model of of split 1"):
            unknown_to(clips, own.info, other.info)
    with pytest.raises(UserError, match="lacks split 1 or split 9"):
        unknown_to(clips, own.info, made("split 9").info)


def test_siblings_are_asked_together_and_those_seen_count(data: Path) -> None:
    clips, own = load_pack(data), made("split 1")
    cross_split = [made("split 2", 1, temperature=5.0), made("split 3", 2)]
    asked = ask_cross_split(clips, own.info, cross_split, "cpu")
    assert asked.probabilities.shape == (18, 21)
    for other_split, rows in zip(cross_split, (slice(0, 9), slice(9, 18)), strict=True):
        plain = replace(other_split, info=replace(other_split.info, temperature=1.0))  # whatever its card says
        said = score_clips(plain, unknown_to(clips, own.info, other_split.info))
        np.testing.assert_array_equal(asked.probabilities[rows], said.probabilities)
        assert asked.labels[rows].tolist() == said.labels.tolist()
    some = scored([[0.9, 0.1], [0.5, 0.5], [0.3, 0.7]], [0, 1, 1], [True, False, True])
    left = seen_only(some)
    assert (left.ids, left.labels.tolist(), len(left.probabilities)) == (("0", "1"), [0, 1], 2)


def test_at_the_temperature_a_network_is_right_as_often_as_it_is_sure() -> None:
    # says 0.95 and is right in 3 of 4 cases: softened to 0.75; all right answers reach that
    asked = scored([[0.95, 0.05]] * 4, [0, 0, 0, 1])
    temperature, threshold = calibrate(asked)
    assert temperature == pytest.approx(np.log(19) / np.log(3), abs=2e-3)
    assert threshold == pytest.approx(0.75, abs=0.011)


def test_a_sibling_is_asked_about_classes_that_it_never_saw(data: Path) -> None:
    clips, own = load_pack(data), made("split 1")
    found = unseen_classes(clips, own.info, made("split 2", 34), ["clap"], "cpu")  # a seed that recognises something
    # six clips of run and wave, tested in split 2, and six of clap, trained on in split 1
    assert 6 * found.kept == pytest.approx(round(6 * found.kept))
    assert 6 * found.rejected == pytest.approx(round(6 * found.rejected))
    assert found.right > 0
    with pytest.raises(UserError, match="recognises none of 6 clips"):
        unseen_classes(clips, own.info, made("split 2", 1), ["wave"], "cpu")
    with pytest.raises(UserError, match="has no class fly"):
        unseen_classes(clips, own.info, made("split 2", 34), ["fly"], "cpu")


def write(folder: Path, checkpoint: Checkpoint) -> Path:
    path = folder / f"{checkpoint.info.name.replace(' ', '_')}.safetensors"
    save_checkpoint(path, checkpoint.model, checkpoint.info)
    return path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr("sys.argv", ["calibrate", *map(str, arguments)])
    main()


def test_the_card_gets_both_and_the_record_says_what_they_are_worth(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own, other_split = write(tmp_path, made("split 1")), write(tmp_path, made("split 2", 34))
    record = tmp_path / "new" / "r.json"
    run(
        monkeypatch, own, "--data", data, "--cross-split", other_split, "--novel", other_split, "--unseen", "clap",
        "--out-of-distribution", data, "--except", "run", "wave", "--record", record,
    )  # fmt: skip
    figures = json.loads(record.read_text())
    assert json.loads(capsys.readouterr().out) == figures
    card: CheckpointInfo = read_info(own)
    assert card.temperature == figures["temperature"] != 1
    assert card.threshold == figures["threshold"] != made("split 1").info.threshold
    assert figures["test clips"] == 9
    assert figures["out-of-distribution clips"].startswith("9 clips of 1 other actions, ")
    said = score_clips(Checkpoint(made("split 1").model, card), load_pack(data).part("split 1", "test"))
    stay = said.probabilities.max(axis=1) >= card.threshold
    assert figures["kept"] == pytest.approx(stay.mean())
    assert said.energy is not None
    assert card.energy_threshold == figures["energy"]["threshold"]
    assert figures["energy"]["kept"] == pytest.approx((said.energy >= card.energy_threshold).mean())
    other = tmp_path / "out" / "best.safetensors"
    run(monkeypatch, own, "--data", data, "--threshold", 0.9, "-o", other, "--title", "The best")
    capsys.readouterr()
    assert read_info(own) == card
    assert read_info(other) == replace(card, name="best", title="The best", threshold=0.9)
    run(monkeypatch, own, "--data", data, "--threshold", 0.25)
    assert (read_info(own).threshold, read_info(own).temperature) == (0.25, card.temperature)
    run(monkeypatch, own, "--data", data, "--temperature", 2)
    assert (read_info(own).threshold, read_info(own).temperature) == (0.25, 2)
    assert '"out-of-distribution rejected": null' in capsys.readouterr().out
    with pytest.raises(UserError, match="--novel and --unseen go together"):
        run(monkeypatch, own, "--data", data, "--novel", other_split)


def test_a_network_and_its_companions_are_calibrated_together(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("core.checkpoint.weights_dir", lambda: tmp_path)
    own, bone = made("split 1", temperature=2.0), made("split 1", 3, stream="bone", name="bone")
    path, _ = write(tmp_path, own), write(tmp_path, bone)
    others = [made("split 2", 34, name="a"), made("split 2", 5, stream="bone", name="b")]
    paths = [write(tmp_path, each) for each in others]
    record = tmp_path / "r.json"
    run(monkeypatch, path, "--data", data, "--companions", "bone", "--cross-split", *paths, "--record", record,
        "--out-of-distribution", data, "--except", "run", "wave")  # fmt: skip
    figures, card = json.loads(record.read_text()), read_info(path)
    assert (card.companions, card.temperature, card.threshold) == ({"bone": 1.0}, 2.0, own.info.threshold)
    assert figures["companions"] == ["bone"]
    together = card.together
    assert (together["temperature"], together["threshold"]) == (figures["temperature"], figures["threshold"])
    assert together["energy_threshold"] == figures["energy"]["threshold"]
    assert together["split 1 test top-1"] == pytest.approx(figures["top-1"], abs=1e-4)
    said = score_together(load_members("of_split_1"), load_pack(data).part("split 1", "test"))
    assert figures["top-1"] == pytest.approx(said.right.mean())
    assert np.mean([card.recognised[label] for label in ("clap", "run", "wave")]) == pytest.approx(said.right.mean())
    assert said.energy is not None
    assert figures["energy"]["kept"] == pytest.approx((said.energy >= together["energy_threshold"]).mean())
    capsys.readouterr()
    run(monkeypatch, path, "--data", data, "--temperature", 3)
    assert read_info(path).together["temperature"] == 3
    assert read_info(path).temperature == 2.0
    with pytest.raises(UserError, match="give one for each of of split 1, bone"):
        run(monkeypatch, path, "--data", data, "--cross-split", paths[0])
    wrong = write(tmp_path, made("split 3", 5, stream="bone", name="c"))
    with pytest.raises(UserError, match="c was trained on another split than a"):
        run(monkeypatch, path, "--data", data, "--cross-split", paths[0], wrong)


def test_without_cross_split_models_as_many_right_answers_fall_below_as_of_the_network_alone() -> None:
    alone = scored([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6], [0.3, 0.7]], [0, 0, 1, 1])
    alone = replace(alone, energy=np.array([1.0, 2.0, 3.0, 4.0]))
    both = replace(scored([[0.99, 0.01], [0.9, 0.1], [0.2, 0.8], [0.3, 0.7]], [0, 0, 1, 1]), energy=alone.energy * 2)
    assert match_thresholds(both, alone, small_info(energy_threshold=2.5)) == pytest.approx((0.85, 5.0))
    assert match_thresholds(both, alone, small_info(threshold=0.65)) == pytest.approx((0.77, 3.5))  # one of four
