from pathlib import Path

import numpy as np
import pytest

from core.data.readers.recognise import read_dataset
from core.errors import UserError
from core.explain.source import find_clip, read_file
from tests.core.data.fakes import write_jhmdb
from tests.core.explain.fakes import write_export


def test_a_skeleton_file_is_a_clip_with_the_main_person_first(tmp_path: Path) -> None:
    clip, size = read_file(write_export(tmp_path / "walk.jsonl"))
    assert size == (320, 254)  # told by the joints where there is no side-car
    assert (clip.id, clip.label) == ("walk.jsonl", -1)
    assert clip.joints.shape == (3, 30, 18, 2)
    assert not clip.joints[:, 0, :, 0].any()  # the main person comes in at the second frame
    assert clip.joints[0, 10, 0, 0] == pytest.approx(160)
    assert clip.joints[0, 10, 0, 1] == pytest.approx(30)


def test_the_end_cuts_the_file(tmp_path: Path) -> None:
    clip, _ = read_file(write_export(tmp_path / "walk.jsonl"), end=0.5)
    np.testing.assert_allclose(clip.times, np.arange(16) / 30)


def test_a_file_with_nobody_and_a_source_without_end_are_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text('{"frame": 0, "time": 0.0, "people": []}\n{"frame": 1, "time": 0.1, "people": []}')
    with pytest.raises(UserError, match="no one is seen in the first 5 s"):
        read_file(empty, end=5)
    with pytest.raises(UserError, match="does not exist"):
        read_file(tmp_path / "no.mp4")
    with pytest.raises(UserError, match="synthetic:live=1 does not end; record some of it"):
        read_file("synthetic:live=1")


def test_a_clip_is_found_by_a_part_of_its_name(tmp_path: Path) -> None:
    dataset = read_dataset(write_jhmdb(tmp_path / "data", ("clap", "run")))
    assert find_clip(dataset, "run/video0").id == "run/video0_run_f_cm_np1_fr_med_0.avi"
    with pytest.raises(UserError, match=r"3 clips have 'clap' in their name: clap/video0.*; give more of it"):
        find_clip(dataset, "clap")
    with pytest.raises(UserError, match="no clip is called 'swim'; the first of 6 are: clap/video0"):
        find_clip(dataset, "swim")
