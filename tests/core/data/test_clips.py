import numpy as np

from core.data.clips import Clip


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
