import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from core.data.readers.jhmdb import JHMDB_CLASSES, list_jhmdb, track_people
from core.data.readers.recognise import read_dataset
from core.errors import UserError
from core.skeleton import KINETICS18
from tests.core.data.fakes import jhmdb_clips, standing_landmarks, write_jhmdb

CLASSES = ("clap", "run", "wave")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_jhmdb(tmp_path_factory.mktemp("jhmdb") / "data", CLASSES, train=3, test=2)


def test_official_lists_decide_who_is_in_which_subset(folder: Path) -> None:
    train, test = jhmdb_clips(folder, 1, "train"), jhmdb_clips(folder, 1, "test")
    assert (len(train), len(test)) == (9, 6)
    assert not {clip.id for clip in train} & {clip.id for clip in test}
    assert {JHMDB_CLASSES[clip.label] for clip in train} == set(CLASSES)


def test_a_clip_holds_pixels_confidence_rate_and_its_source_video(folder: Path) -> None:
    clip = jhmdb_clips(folder, 1, "train")[0]
    assert clip.id == "clap/video0_clap_f_cm_np1_fr_med_0.avi"
    assert clip.joints.shape == (3, 20, 18, 1)
    assert clip.joints.dtype == np.float32
    np.testing.assert_allclose(clip.times[[0, 2, 3, 8, 9, 19]] * 30, [0, 2, 4, 9, 11, 23])
    assert clip.subject == "video0"
    ankle = standing_landmarks()[27]
    assert clip.joints[0, :, KINETICS18.joints.index("l ankle"), 0].mean() == pytest.approx(ankle[0] * 320, abs=18)
    assert clip.joints[1, :, KINETICS18.joints.index("l ankle"), 0].mean() == pytest.approx(ankle[1] * 240, abs=14)
    np.testing.assert_allclose(clip.joints[2], 0.95, atol=1e-3)


def test_the_main_person_comes_first_whatever_the_order_of_detection() -> None:
    big = np.stack([np.linspace(50, 150, 18), np.linspace(20, 220, 18), np.full(18, 0.9)], axis=1)
    small = np.stack([np.linspace(250, 270, 18), np.linspace(100, 150, 18), np.full(18, 0.9)], axis=1)
    found = np.stack([np.stack([small, big] if frame % 2 else [big, small]) for frame in range(10)]).astype(np.float32)
    tracked = track_people(found, np.arange(10) / 30)
    assert tracked.shape == (3, 10, 18, 2)
    np.testing.assert_allclose(tracked[..., 0].transpose(1, 2, 0), np.repeat(big[None], 10, axis=0), rtol=1e-6)
    np.testing.assert_allclose(tracked[..., 1].transpose(1, 2, 0), np.repeat(small[None], 10, axis=0), rtol=1e-6)


def test_nobody_found_is_one_empty_person() -> None:
    assert track_people(np.zeros((5, 2, 18, 3), np.float32), np.arange(5) / 30).shape == (3, 5, 18, 1)


def test_errors_name_the_file_and_the_place(tmp_path: Path) -> None:
    (tmp_path / "other.npz").touch()
    with pytest.raises(UserError, match=r"landmarks33\.npz is missing"):
        list_jhmdb(tmp_path / "other.npz")
    damaged = write_jhmdb(tmp_path / "damaged", CLASSES)
    (damaged / "splits" / "run_test_split1.txt").write_text("a.avi 1\nb.avi\n")
    with pytest.raises(UserError, match=r"run_test_split1\.txt, line 2"):
        list_jhmdb(damaged)
    (damaged / "splits" / "run_test_split1.txt").unlink()
    with pytest.raises(UserError, match=r"run_test_split1\.txt is missing"):
        list_jhmdb(damaged)
    (damaged / "landmarks33.npz").write_bytes(b"PK not really")
    with pytest.raises(UserError, match="not a landmark archive"):
        list_jhmdb(damaged)


def test_an_extraction_of_the_videos_has_the_official_splits(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "splits", tmp_path / "splits")
    for action in JHMDB_CLASSES:
        clip = tmp_path / action / f"video{JHMDB_CLASSES.index(action)}_{action}_f_cm_np1_fr_med_0.jsonl"
        clip.parent.mkdir()
        people = [{"id": 4, "keypoints": [[10, 20, 0.5]] * 18}]
        clip.write_text(json.dumps({"frame": 0, "time": 0.1, "people": people}) + "\n")
    action = CLASSES[0]
    (tmp_path / action / "video0_clap_f_cm_np1_fr_med_0.jsonl").write_text(clip.read_text())
    (tmp_path / action / "video3_clap_f_cm_np1_fr_med_3.jsonl").write_text(clip.read_text())

    data = read_dataset(tmp_path)
    assert data.labels == JHMDB_CLASSES
    clips = {clip.id: clip for clip in data.clips()}
    assert clips["clap/video0_clap_f_cm_np1_fr_med_0"].subject == "video0"
    assert clips["clap/video0_clap_f_cm_np1_fr_med_0"].label == JHMDB_CLASSES.index("clap")
    listed = {name.removesuffix(".avi") for name in list_jhmdb(folder).splits["split 1"]["train"]}
    assert data.splits["split 1"]["train"] == listed & set(clips)
    assert data.splits["split 1"]["test"] == {"clap/video3_clap_f_cm_np1_fr_med_3"}


def test_an_extraction_of_something_else_is_refused(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "splits", tmp_path / "splits")
    with pytest.raises(UserError, match="skeletons of 0 classes, not of its 21; extract its videos"):
        read_dataset(tmp_path)
