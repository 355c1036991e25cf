from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.card import CheckpointInfo
from core.checkpoint import Checkpoint
from core.data.augment import Augmentation
from core.data.clips import Clip
from core.data.pack import Pack, load_pack
from core.data.readers.jhmdb import JHMDB_CLASSES
from core.data.splits import validation_split
from core.data.windows import WindowDataset
from core.errors import UserError
from core.evaluation.predict import predict
from core.evaluation.scores import (
    Scores,
    Views,
    card_labels,
    earlier,
    fuse_scores,
    mean_scores,
    score_clips,
    trained_on,
    validation_part,
)
from core.inference.recognizer import Recognizer
from core.skeleton import KINETICS18, mirror
from core.streams import prepare
from core.types import People
from tests.core.data.fakes import jhmdb_clips, write_jhmdb
from tests.core.fakes import random_model, small_info


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_jhmdb(tmp_path_factory.mktemp("jhmdb") / "data", ("clap", "run", "wave"), train=6)


@pytest.fixture
def checkpoint() -> Checkpoint:
    return made()


def made(**changes: object) -> Checkpoint:
    info = small_info(**{"labels": JHMDB_CLASSES, "temperature": 1.7, **changes})
    return Checkpoint(random_model(info), info)


def live(checkpoint: Checkpoint, clip: Clip) -> np.ndarray:
    """What the live program says at the main person's last sighting."""
    recognizer = Recognizer(checkpoint.model, checkpoint.info)
    for time, person in zip(*clip.person(), strict=True):
        predictions = recognizer.push(People(person[None], (1,)), float(time))
    return predictions[0].scores


def test_the_answers_are_those_of_the_live_program_at_the_last_sighting(data: Path, checkpoint: Checkpoint) -> None:
    clips = jhmdb_clips(data, 1, "test")
    scores = score_clips(checkpoint, Pack.of(clips, JHMDB_CLASSES))
    for row, clip in enumerate(clips):
        np.testing.assert_allclose(scores.probabilities[row], live(checkpoint, clip), atol=1e-6)


def test_a_clip_with_nobody_in_it_is_wrong_whatever_its_class(checkpoint: Checkpoint) -> None:
    clips = [
        Clip(f"{label}", label, np.zeros((3, 20, 18, 1), np.float32), np.arange(20) / 30, "s") for label in range(21)
    ]
    scores = score_clips(checkpoint, Pack.of(clips, JHMDB_CLASSES))
    assert not scores.seen.any()
    np.testing.assert_allclose(scores.probabilities, 1 / 21)
    assert (scores.predictions == -1).all()
    assert (scores.metrics().top1, scores.metrics().top5) == (0, 0)


def test_flip_is_the_mean_with_the_mirrored_window(data: Path, checkpoint: Checkpoint) -> None:
    clips = load_pack(data).part("split 1", "test")
    scores = score_clips(checkpoint, clips, Views(flip=True))
    windows, _ = WindowDataset(clips, checkpoint.info).__getitems__([0, 1, 2])
    joints = windows[..., 0].permute(0, 2, 3, 1).numpy()
    mirrored = torch.from_numpy(mirror(joints, KINETICS18)).permute(0, 3, 1, 2)[..., None]
    with torch.no_grad():
        both = [(checkpoint.model(prepare(x, checkpoint.info)) / 1.7).softmax(1).numpy() for x in (windows, mirrored)]
    np.testing.assert_allclose(scores.probabilities, (both[0] + both[1]) / 2, atol=1e-5)
    assert np.abs(both[0] - both[1]).max() > 1e-3


def moving(frames: int, rate: float = 30.0) -> Clip:
    joints = np.ones((3, frames, 18, 1), np.float32)
    joints[:2, ..., 0] = np.random.default_rng(1).uniform(50, 200, (2, frames, 18))
    return Clip("c", 0, joints, np.arange(frames) / rate, "s")


def test_views_end_from_the_first_full_window_to_the_last_sighting() -> None:
    info = small_info()  # windows of one second
    clips = Pack.of([moving(91), moving(20)])
    assert [int(earlier(clips, info, share).rows[0, 0, 1]) for share in (0, 0.5, 1)] == [91, 61, 31]
    assert earlier(clips, info, 1).rows[1].tolist() == [[91, 111]]  # too short for two views


def test_views_are_averaged(checkpoint: Checkpoint) -> None:
    clips = Pack.of([moving(91)], JHMDB_CLASSES)
    single = [score_clips(checkpoint, earlier(clips, checkpoint.info, share)).probabilities for share in (0, 0.5, 1)]
    three = score_clips(checkpoint, clips, Views(count=3))
    np.testing.assert_allclose(three.probabilities, np.mean(single, axis=0), atol=1e-6)
    with pytest.raises(UserError, match="small sees whole clips; --views is for"):
        score_clips(made(sampling="clip"), clips, Views(count=2))


def test_augmented_views_are_those_of_training_and_count_as_much_as_the_plain_one(data: Path) -> None:
    changes = Augmentation(rotation=40.0, joint_dropout=0.3)
    checkpoint = made(training={"augmentation": {**asdict(changes), "wobble": 0.0}})  # a change that was not made
    clips = load_pack(data).part("split 1", "test")
    looks = [score_clips(checkpoint, clips).probabilities]
    for epoch in range(2):
        windows = WindowDataset(clips, checkpoint.info, changes, seed=3)
        windows.epoch = epoch
        looks.append((predict(checkpoint.model, windows, checkpoint.info)[0] / 1.7).softmax(1).numpy())
    scores = score_clips(checkpoint, clips, Views(augmented=2, seed=3))
    np.testing.assert_allclose(scores.probabilities, np.mean(looks, axis=0), atol=1e-6)
    assert np.abs(looks[1] - looks[0]).max() > 1e-3
    assert np.abs(looks[1] - looks[2]).max() > 1e-3


@pytest.mark.parametrize("training", [{}, {"augmentation": {"wobble": 1.0}}])
def test_augmented_views_need_a_card_that_tells_how_it_was_trained(data: Path, training: dict[str, object]) -> None:
    clips = load_pack(data).part("split 1", "test")
    with pytest.raises(UserError, match="does not say how its training windows were changed"):
        score_clips(made(training=training), clips, Views(augmented=1))


def test_both_people_are_seen_where_the_card_says_two() -> None:
    joints = np.concatenate((moving(30).joints, moving(30).joints[:, :, ::-1]), axis=3)
    clips = Pack.of([replace(moving(30), joints=joints)], JHMDB_CLASSES)
    alone, both = (score_clips(made(people=people), clips).probabilities for people in (1, 2))
    assert np.abs(alone - both).max() > 1e-3


@pytest.mark.parametrize(
    ("classes", "labels", "expected"),
    [
        (("walk", "wave", "sit"), [2, 0], [2, 0]),
        (("sit", "walk"), [0, 1], [2, 0]),  # by name
        (("Sit", "Wave"), [0, 1], [2, 1]),
        (("class 0", "class 1", "class 2"), [2, 1], [2, 1]),  # numbers only
        (("swim", "walk"), [1, 1], [0, 0]),  # no clip of the unknown class
    ],
)
def test_classes_are_found_in_the_card(classes: tuple[str, ...], labels: list[int], expected: list[int]) -> None:
    clips = replace(Pack.of([moving(5), moving(5)], classes), labels=np.array(labels))
    assert card_labels(clips, small_info()).tolist() == expected


def test_a_class_the_network_does_not_know_is_a_plain_error() -> None:
    clips = replace(Pack.of([moving(5), moving(5)], ("swim", "walk")), labels=np.array([0, 1]))
    with pytest.raises(UserError, match="small does not know 1 of the 2 classes of the clips: swim"):
        card_labels(clips, small_info())


def test_another_layout_is_a_plain_error() -> None:
    clips = Pack.of([moving(5)], JHMDB_CLASSES)
    with pytest.raises(UserError, match="wants 2D penn13 skeletons"):
        score_clips(made(layout="penn13"), clips)


def scored(name: str, probabilities: list[list[float]]) -> Scores:
    return Scores(name, ("a", "b"), np.array([0, 1]), ("x", "y"), np.array(probabilities, np.float32), np.ones(2, bool))


def test_fused_scores_are_the_weighted_mean() -> None:
    one, other = scored("one", [[0.9, 0.1], [0.8, 0.2]]), scored("other", [[0.3, 0.7], [0.1, 0.9]])
    fused = fuse_scores("both", (one, other), np.array([0.25, 0.75]))
    np.testing.assert_allclose(fused.probabilities[:, 0], [0.45, 0.275])
    odds = np.array([9.0, 4.0]) ** 0.25 * np.array([3 / 7, 1 / 9]) ** 0.75
    in_logs = fuse_scores("both", (one, other), np.array([0.25, 0.75]), logs=True)
    np.testing.assert_allclose(in_logs.probabilities[:, 0], odds / (1 + odds), rtol=1e-5)
    assert fused.right.tolist() == [False, True]
    assert fused.predictions.tolist() == [1, 1]


def test_of_several_extractions_those_count_in_which_anybody_is_seen() -> None:
    one, other = scored("one", [[0.9, 0.1], [0.5, 0.5]]), scored("one", [[0.3, 0.7], [0.1, 0.9]])
    one, nobody = replace(one, seen=np.array([True, False])), replace(other, seen=np.zeros(2, bool))
    mean = mean_scores([one, other])
    np.testing.assert_allclose(mean.probabilities[:, 0], [0.6, 0.1])
    assert mean.seen.tolist() == [True, True]
    both = mean_scores([one, nobody])
    np.testing.assert_allclose(both.probabilities[0], [0.9, 0.1])
    assert both.seen.tolist() == [True, False]


def trained(name: str, **record: object) -> CheckpointInfo:
    return small_info(name=name, labels=JHMDB_CLASSES, training={"split": "split 1", "validation": 0.3, **record})


def test_the_validation_part_is_the_one_that_training_held_out(data: Path) -> None:
    clips = load_pack(data)
    cards = [trained(name, validation_seed=4, seed=seed) for name, seed in (("one", 4), ("other", 9))]
    held = validation_part(clips, cards)
    assert held.ids == validation_split(clips.part("split 1", "train"), 0.3, 4)[1].ids
    assert 0 < len(held) < 18
    assert not set(held.ids) & clips.splits["split 1"]["test"]


def test_older_cards_say_it_in_other_words() -> None:
    assert trained_on(small_info(training={"split": 2, "validation": 0.15, "seed": 3})) == ("split 2", 0.15, 3, "")
    assert trained_on(small_info()) == ("", 0.0, 0, "")


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ({"validation": 0.0}, {}, "one was trained without a validation part"),
        ({}, {"validation_seed": 5}, "one and other held out different clips"),
        ({}, {"split": "split 2"}, "one and other held out different clips"),
        ({"data": {"digest": "0123"}}, {}, "one was trained on other data than --data"),
    ],
)
def test_weights_are_not_fitted_on_clips_that_a_network_knows(
    data: Path, first: dict[str, object], second: dict[str, object], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        validation_part(load_pack(data), [trained("one", **first), trained("other", **second)])
