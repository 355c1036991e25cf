import numpy as np
import pytest

from app.pipeline import Analyser
from core.inference.recognizer import Recognizer
from core.types import Frame
from tests.core.fakes import random_model, small_info
from tests.core.inference.fakes import motion

IMAGE = np.zeros((240, 320, 3), np.uint8)


class Script:
    """A pose back end that finds what it was told to."""

    name = "script"

    def __init__(self, joints: np.ndarray) -> None:
        self.joints = joints
        self.resets = 0

    def detect(self, frame: Frame) -> np.ndarray:
        return self.joints[frame.index]

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        pass


@pytest.fixture
def recognizer() -> Recognizer:
    return Recognizer(random_model(small_info()), small_info())


def test_a_frame_becomes_people_and_one_prediction_each(recognizer: Recognizer) -> None:
    left, right = motion(0), motion(4) + [400, 0, 0]
    right[..., 2] = 0.95
    analyse = Analyser(Script(np.stack([left, right], axis=1).astype(np.float32)), recognizer, max_people=2)
    for index in range(10):
        result = analyse(Frame(index, index / 30, IMAGE))
    assert result.people.ids == (1, 2)
    assert [p.id for p in result.predictions] == [1, 2]
    assert {int(person[:, 0].max() > 300) for person in result.people.joints} == {0, 1}
    assert result.timing.action > 0


def test_frames_that_bring_their_joints_need_no_pose_back_end(recognizer: Recognizer) -> None:
    joints = motion()[:1]
    result = Analyser(None, recognizer)(Frame(0, 0.0, IMAGE, joints))
    np.testing.assert_array_equal(result.people.joints, joints)
    assert Analyser(None, recognizer)(Frame(0, 0.0, IMAGE)).people.ids == ()


def test_nobody_is_an_empty_result_not_an_error(recognizer: Recognizer) -> None:
    analyse = Analyser(Script(np.zeros((3, 0, 18, 3), np.float32)), recognizer)
    assert analyse(Frame(0, 0.0, IMAGE)).predictions == ()


def test_reset_reaches_every_stage(recognizer: Recognizer) -> None:
    pose = Script(motion()[:, None])
    analyse = Analyser(pose, recognizer)
    first = analyse(Frame(0, 5.0, IMAGE))
    analyse.reset()
    again = analyse(Frame(0, 0.0, IMAGE))  # time goes back, as after a seek
    assert pose.resets == 1
    assert again.people.ids == (1,)
    np.testing.assert_array_equal(first.predictions[0].scores, again.predictions[0].scores)
