import numpy as np
import pytest

from core.types import Frame
from core.video.rotation import rotate, rotated_size


@pytest.mark.parametrize("quarters", [-1, 0, 1, 2, 3, 5])
def test_joints_turn_with_the_picture(quarters: int) -> None:
    image = np.zeros((40, 60, 3), np.uint8)
    joints = np.zeros((2, 18, 3), np.float32)
    for index, (x, y) in enumerate([(3, 5), (50, 7), (20, 33)]):
        image[y, x] = 10 + index
        joints[index % 2, index] = (x, y, 0.5)
    turned = rotate(Frame(7, 1.5, image, joints), quarters)
    assert (turned.index, turned.time) == (7, 1.5)
    assert turned.image.shape[1::-1] == rotated_size((60, 40), quarters)
    assert turned.joints is not None
    for index in range(3):
        x, y, confidence = turned.joints[index % 2, index]
        assert turned.image[round(float(y)), round(float(x)), 0] == 10 + index
        assert confidence == 0.5
    assert not turned.joints[1, 5:].any()  # what is missing stays missing


def test_a_quarter_is_clockwise() -> None:
    image = np.zeros((4, 6, 3), np.uint8)
    image[0, 0] = 255  # top left goes to top right
    turned = rotate(Frame(0, 0.0, image), 1)
    assert turned.image[0, 3, 0] == 255
    assert turned.joints is None
