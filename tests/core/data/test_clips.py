import numpy as np

from tests.core.data.fakes import random_clip


def test_a_person_is_the_frames_in_which_they_were_seen() -> None:
    times, joints = random_clip(unseen=(0, 5)).person()
    np.testing.assert_allclose(times, np.delete(np.arange(20), [0, 5]) / 30)
    assert joints.shape == (18, 18, 3)
    np.testing.assert_array_equal(joints[0, 4], random_clip().joints[:, 1, 4, 0])
    assert len(random_clip().person(7)[0]) == 0
