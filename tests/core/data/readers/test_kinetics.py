import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.dataset import Problems
from core.data.readers.kinetics import list_kinetics, list_packed
from core.errors import UserError
from tests.core.data.readers.fakes import kinetics_clip, kinetics_person, write_packed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for subset, clips in (("train", {"aa": 0, "--b": 2, "none": 2}), ("val", {"c": 2})):
        (tmp_path / f"kinetics_{subset}").mkdir()
        entries = {}
        for name, label in clips.items():
            entries[name] = {"has_skeleton": name != "none", "label": f"name {label}", "label_index": label}
            content = kinetics_clip([[kinetics_person()], []], label)
            (tmp_path / f"kinetics_{subset}" / f"{name}.json").write_text(json.dumps(content))
        (tmp_path / f"kinetics_{subset}_label.json").write_text(json.dumps(entries))
    return tmp_path


def test_label_files_give_labels_splits_and_who_is_left_out(folder: Path) -> None:
    data = list_kinetics(folder)
    assert [item.id for item in data.items] == ["--b", "aa", "c"]
    assert data.labels == ("name 0", "class 1", "name 2")
    assert data.splits == {"official": {"train": {"aa", "--b"}, "test": {"c"}}}
    assert data.problems.lines() == [
        "1 x clip without a skeleton, left out as its label file says (none)",
        f"1 x clip that its label file does not list or has no skeleton, left out ({folder / 'kinetics_train'})",
    ]
    assert [clip.label for clip in data.clips()] == [2, 0, 2]
    assert [item.id for item in list_kinetics(folder / "kinetics_train").items] == ["--b", "aa"]


def test_pixels_of_340_by_256_times_of_30_fps(folder: Path) -> None:
    read = next(list_kinetics(folder).clips())
    assert read.joints.shape == (3, 2, 18, 1)
    np.testing.assert_allclose(read.joints[:, 0, 3, 0], [0.22 * 340, 0.27 * 256, 0.5], rtol=1e-6)
    assert not read.joints[:, 1].any()
    np.testing.assert_allclose(read.times, [0, 1 / 30])
    assert (read.subject, read.layout) == ("--b", "kinetics18")


def test_the_two_surest_people_of_a_frame_are_kept_and_it_is_said(tmp_path: Path) -> None:
    content = kinetics_clip(
        [[kinetics_person(0.2, 0.01), kinetics_person(0.9, 0.02), kinetics_person(0.5, 0.03)], [kinetics_person(0.4)]]
    )
    (tmp_path / "x.json").write_text(json.dumps(content))
    data = list_kinetics(tmp_path / "x.json")
    (read,) = data.clips()
    np.testing.assert_allclose(read.joints[:, 0, 0].T, [[0.12 * 340, 38.4, 0.9], [0.13 * 340, 38.4, 0.5]], rtol=1e-6)
    assert read.joints[2, 1, 0].tolist() == [pytest.approx(0.4), 0]
    assert data.problems.lines() == ["1 x frame with more than 2 people; the surest are kept (x)"]


def test_poses_whose_scores_are_all_zero_count_as_seen(tmp_path: Path) -> None:
    zero = kinetics_person(0.0)
    zero["pose"][6:8] = [0, 0]
    (tmp_path / "x.json").write_text(json.dumps(kinetics_clip([[zero]])))
    data = list_kinetics(tmp_path)
    (read,) = data.clips()
    assert read.joints[2, 0, :, 0].tolist() == [1, 1, 1, 0] + [1] * 14
    assert "scores are all 0" in data.problems.lines()[0]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda content: json.dumps(content)[:-40], r"x\.json is not a Kinetics-Skeleton clip .*line 1 column"),
        (lambda content: "[]", r"x\.json is not a Kinetics-Skeleton clip"),
        (lambda content: json.dumps({**content, "data": []}), r"x\.json holds no frames"),
        (lambda content: json.dumps(content).replace('"frame_index": 2', '"frame_index": 1'), "same frame_index"),
        (lambda content: json.dumps(content).replace('"score"', '"sure"'), r"x\.json, entry 0 of data .*'score' is"),
        (lambda content: json.dumps(content).replace("0.14, 0.19", "0.14"), r"entry 0 of data .*reshape"),
        (lambda content: "\udcff", "not a Kinetics-Skeleton clip"),
    ],
)
def test_damage_names_file_and_place(tmp_path: Path, damage: Any, message: str) -> None:
    text = damage(kinetics_clip([[kinetics_person()], [kinetics_person()]]))
    (tmp_path / "x.json").write_text(text, errors="surrogateescape")
    with pytest.raises(UserError, match=message):
        next(list_kinetics(tmp_path).clips())


@pytest.mark.parametrize("sign", [1, -1])
def test_packed_kinetics_in_either_direction_of_y(tmp_path: Path, sign: int) -> None:
    write_packed(tmp_path, "train", sign=sign)
    write_packed(tmp_path, "val", sign=sign, names=("c",))
    data = list_packed(tmp_path)
    assert data.splits == {"official": {"train": {"a", "b"}, "test": {"c"}}}
    clips = list(data.clips())
    assert [(each.id, each.label, each.joints.shape) for each in clips] == [
        ("a", 0, (3, 4, 18, 1)), ("b", 1, (3, 4, 18, 1)), ("c", 0, (3, 4, 18, 1)),
    ]  # fmt: skip
    np.testing.assert_allclose(clips[1].joints[:, 0, 0, 0], [0.75 * 340, 0.2 * 256, 0.75], rtol=1e-6)
    assert any("y negated" in line for line in data.problems.lines()) == (sign < 0)


def test_packed_ntu_is_turned_to_the_cameras_view(tmp_path: Path) -> None:
    write_packed(tmp_path, "train", joints=25)
    (read, _) = list_packed(tmp_path / "train_data.npy").clips()
    assert (read.layout, read.joints.shape) == ("ntu25", (4, 4, 25, 1))
    np.testing.assert_allclose(read.joints[:, 0, 0, 0], [-0.25, 0.3, 0.75, 1], rtol=1e-6)


def test_packed_files_that_do_not_belong_together(tmp_path: Path) -> None:
    write_packed(tmp_path, "train")
    (tmp_path / "train_label.pkl").write_bytes(pickle.dumps((["a"], [0])))
    with pytest.raises(UserError, match=r"train_label\.pkl has 1 names and 1 labels for 2 clips"):
        list_packed(tmp_path)
    (tmp_path / "train_label.pkl").unlink()
    with pytest.raises(UserError, match=r"train_label\.pkl is missing"):
        list_packed(tmp_path)
    np.save(tmp_path / "train_data.npy", np.zeros((2, 3, 4)))
    with pytest.raises(UserError, match=r"train_data\.npy is not an array .*\(2, 3, 4\)"):
        list_packed(tmp_path)
    write_packed(tmp_path, "train")
    whole = (tmp_path / "train_data.npy").read_bytes()
    (tmp_path / "train_data.npy").write_bytes(whole[:-100])
    with pytest.raises(UserError, match=r"train_data\.npy is not an array"):
        list_packed(tmp_path)


def test_an_empty_packed_clip_is_named(tmp_path: Path) -> None:
    np.save(tmp_path / "val_data.npy", np.zeros((1, 3, 4, 18, 2), np.float32))
    (tmp_path / "val_label.pkl").write_bytes(pickle.dumps((["a"], [0])))
    with pytest.raises(UserError, match=r"val_data\.npy, row 0 \(a\) is empty"):
        list_packed(tmp_path).items[0].load(Problems())
