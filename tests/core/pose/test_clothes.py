"""The colours of clothes."""

from __future__ import annotations

import cv2
import numpy as np

from core.pose.clothes import clothes


def test_trunk_and_thighs_give_their_colours_and_what_is_not_seen_is_no_number() -> None:
    image = np.zeros((200, 100, 3), np.uint8)
    image[:100], image[100:] = (40, 60, 200), (180, 90, 30)
    joints = np.zeros((3, 18, 3), np.float32)
    for joint, place in {2: (30, 40), 5: (70, 40), 8: (35, 98), 11: (65, 98), 9: (35, 160), 12: (65, 160)}.items():
        joints[:2, joint] = (*place, 1.0)
    joints[1, [8, 9]] = 0  # the right hip and knee are hidden: no trunk, one thigh
    looks = clothes(image, joints)
    expected = cv2.cvtColor(np.array([[image[0, 0], image[199, 0]]]), cv2.COLOR_BGR2LAB)[0] * (0.5, 1, 1)
    np.testing.assert_allclose(looks[0], expected.ravel(), atol=1)
    np.testing.assert_allclose(looks[1, 3:], expected[1], atol=1)
    assert np.isnan(looks[1, :3]).all()
    assert np.isnan(looks[2]).all()


def test_people_outside_of_the_picture_and_nobody() -> None:
    image = np.zeros((50, 50, 3), np.uint8)
    outside = np.full((1, 18, 3), 500, np.float32)
    assert np.isnan(clothes(image, outside)).all()
    assert clothes(image, np.zeros((0, 18, 3), np.float32)).shape == (0, 6)
