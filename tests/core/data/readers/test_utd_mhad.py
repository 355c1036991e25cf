"""UTD-MHAD: names, the turn to the camera's axes, the joints' order, and damage."""

from pathlib import Path

import numpy as np
import pytest
from scipy.io import savemat

from core.data.dataset import Problems
from core.data.readers.recognise import read_dataset, recognise
from core.data.readers.utd_mhad import CLASSES, list_utd_mhad
from core.errors import UserError
from core.skeleton import NWUCLA20
from tests.core.data.readers.fakes import write_utd_mhad


def test_one_clip(tmp_path: Path) -> None:
    write_utd_mhad(tmp_path, "a27_s3_t2")
    (clip,) = list_utd_mhad(tmp_path).clips()
    assert (clip.id, CLASSES[clip.label], clip.subject, clip.layout) == ("a27_s3_t2", "squat", "s3", "nwucla20")
    assert clip.joints.shape == (4, 4, 20, 1)
    np.testing.assert_allclose(clip.times, np.arange(4) / 30)
    at = {joint: clip.joints[:, 1, index, 0] for index, joint in enumerate(NWUCLA20.joints)}
    np.testing.assert_allclose(at["head"], (0, -101, 2, 1))
    np.testing.assert_allclose(at["hip centre"], (-3, -101, 2, 1))
    np.testing.assert_allclose(at["l hand"], (-7, -101, 2, 1))
    np.testing.assert_allclose(at["r foot"], (-19, -101, 2, 1))


def test_odd_subjects_train(tmp_path: Path) -> None:
    for subject in (1, 2, 8):
        write_utd_mhad(tmp_path, f"a1_s{subject}_t1")
    assert recognise(tmp_path).name == "utd_mhad"
    split = read_dataset(tmp_path).splits["subjects"]
    assert split == {"train": {"a1_s1_t1"}, "test": {"a1_s2_t1", "a1_s8_t1"}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"d_skel": np.zeros((20, 2, 5))}, r"d_skel of shape \(5, 20, 2\)|d_skel of shape \(20, 2, 5\)"),
        ({"other": 1}, "'d_skel' is missing"),
    ],
)
def test_damage_is_named(tmp_path: Path, content: dict[str, object], message: str) -> None:
    path = write_utd_mhad(tmp_path, "a1_s1_t1")
    savemat(path, content)
    with pytest.raises(UserError, match=f"a1_s1_t1_skeleton.mat is not a UTD-MHAD clip .*({message})"):
        list_utd_mhad(tmp_path).items[0].load(Problems())
    path.write_bytes(b"no matrix")
    with pytest.raises(UserError, match="is not a UTD-MHAD clip"):
        list_utd_mhad(tmp_path).items[0].load(Problems())
