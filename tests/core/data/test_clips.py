import numpy as np
import torch

from core.data.augment import Augmentation
from core.data.clips import Clip, WindowDataset


def clip(frames: int = 20, unseen: tuple[int, ...] = ()) -> Clip:
    joints = np.random.default_rng(0).uniform(1, 100, (3, frames, 18, 2)).astype(np.float32)
    joints[2] = 0.9
    joints[:, list(unseen), :, 0] = 0
    return Clip("a", 3, joints, np.arange(frames) / 30, "s")


def test_a_person_is_the_frames_in_which_they_were_seen() -> None:
    times, joints = clip(unseen=(0, 5)).person()
    np.testing.assert_allclose(times, np.delete(np.arange(20), [0, 5]) / 30)
    assert joints.shape == (18, 18, 3)
    np.testing.assert_array_equal(joints[0, 4], clip().joints[:, 1, 4, 0])
    assert len(clip().person(7)[0]) == 0


def test_a_window_is_channels_frames_joints_people_and_ends_with_the_last_sighting() -> None:
    window, label = WindowDataset([clip(unseen=(18, 19))], 40, 30.0)[0]
    assert (window.shape, label) == ((3, 40, 18, 1), 3)
    assert window[2, -1].all()
    assert not window[:, :22].any()  # 18 frames of 40


def test_every_epoch_sees_another_window_and_the_same_epoch_the_same_one() -> None:
    data = WindowDataset([clip()], 40, 30.0, Augmentation(), seed=5)
    first = data[0][0]
    data.epoch = 1
    assert not torch.equal(first, data[0][0])
    data.epoch = 0
    assert torch.equal(first, data[0][0])


def test_nobody_is_an_empty_window() -> None:
    nobody = Clip("a", 0, np.zeros((3, 20, 18, 1), np.float32), np.arange(20) / 30, "s")
    for augmentation in (None, Augmentation()):
        assert not WindowDataset([nobody], 40, 30.0, augmentation)[0][0].any()
