"""The turned square: what it cuts out, and the way back."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.pose.region import Region, region_around


@pytest.mark.parametrize(
    ("rim", "turn"),
    [((50, 20), 0.0), ((80, 50), math.pi / 2), ((20, 50), -math.pi / 2), ((50, 80), math.pi)],
)
def test_region_of_a_person_who_points_up_right_left_and_down(rim: tuple[int, int], turn: float) -> None:
    region = region_around(np.array([50, 50]), np.array(rim))
    assert (region.x, region.y, region.side) == (50, 50, 2 * 30 * 1.25)
    assert math.cos(region.turn - turn) == pytest.approx(1)
    assert region.inner == 30


def test_corners_of_a_turned_region() -> None:
    region = Region(100, 60, 40, math.pi / 2)  # lies on its side: its top points right
    corners = region.to_picture(np.array([[0, 0], [1, 0], [0.5, 0]]))
    np.testing.assert_allclose(corners, [[120, 40], [120, 80], [120, 60]])


def test_cut_shows_what_lies_where_the_region_says() -> None:
    y, x = np.mgrid[:200, :300]
    image = np.stack((x % 256, y, np.full_like(x, 7)), axis=2).astype(np.uint8)  # blue is x, green is y
    region = Region(120, 90, 64, 0.4)
    crop = region.cut(image, 32)
    assert crop.shape == (32, 32, 3)
    row, column = 9, 21
    place = region.to_picture(np.array([column / 32, row / 32]))
    np.testing.assert_allclose(crop[row, column, [2, 1, 0]], [*place, 7], atol=1)


def test_outside_of_the_picture_is_black_or_its_edge() -> None:
    import cv2

    image = np.full((50, 50, 3), 200, np.uint8)
    region = Region(0, 25, 40, 0)
    assert (region.cut(image, 10)[:, 0] == 200).all()
    assert (region.cut(image, 10, cv2.BORDER_CONSTANT)[:, 0] == 0).all()
