"""The drawn picture: what is where, at every size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.output.colours import evidence_colour, person_colour
from app.output.render import Renderer, _place, _Rect
from core.types import Frame, FrameResult, LiveCount, People, Prediction
from core.video.opencv import cv2
from tests.app.results import LABELS, prediction, result

SIZES = [(320, 240), (640, 480), (1280, 720), (1080, 1920)]


def one_joint_each(focus: np.ndarray | None) -> FrameResult:
    """A person whose joints lie far apart, on a grid."""
    joints = np.ones((1, 18, 3), np.float32)
    joints[0, :, 0] = 60 + 100 * (np.arange(18) % 6)
    joints[0, :, 1] = 260 + 70 * (np.arange(18) // 6)
    base = prediction(1, focus=False)
    frame = Frame(0, 0.0, np.full((480, 640, 3), 128, np.uint8))
    return FrameResult(frame, People(joints, (1,)), (Prediction(1, "ok", 1, 1, base.scores, focus=focus),))


@pytest.mark.parametrize("size", SIZES)
def test_the_frame_itself_is_not_drawn_upon(size: tuple[int, int]) -> None:
    frame = result(0, prediction(1, gate=True), prediction(2, state="uncertain"), size=size)
    picture = Renderer(LABELS)(frame)
    assert picture.shape == frame.frame.image.shape
    assert picture.dtype == np.uint8
    assert (frame.frame.image == 128).all()
    assert (picture != 128).any()


def test_nobody_leaves_the_picture_as_it_is() -> None:
    assert (Renderer(LABELS)(result(0)) == 128).all()


def test_focus_is_colour_and_size() -> None:
    focus = np.zeros(18, np.float32)
    focus[[0, 3]] = 1.0, 0.5
    picture = Renderer(LABELS)(one_joint_each(focus))
    table = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, None], cv2.COLORMAP_CIVIDIS)[:, 0]
    for joint, value in ((0, 255), (3, 128), (5, 0)):
        x, y = 60 + 100 * (joint % 6), 260 + 70 * (joint // 6)
        np.testing.assert_array_equal(picture[y, x], table[value])

    area = {value: int((picture == table[value]).all(axis=2).sum()) for value in (255, 128)}
    assert area[255] > 1.8 * area[128] > 40


def test_without_focus_joints_have_the_persons_colour() -> None:
    picture = Renderer(LABELS)(one_joint_each(None))
    np.testing.assert_array_equal(picture[330, 360], person_colour(1)[::-1])


def test_missing_joints_are_not_drawn() -> None:
    frame = one_joint_each(None)
    frame.people.joints[0, 5] = 0
    picture = Renderer(LABELS)(frame)
    np.testing.assert_array_equal(picture[250:254, 556:564], np.full((4, 8, 3), 128))
    np.testing.assert_array_equal(picture[:4, :4], np.full((4, 4, 3), 128))  # nor at the origin


@pytest.mark.parametrize("size", SIZES)
def test_gate_is_a_strip_over_the_whole_width(size: tuple[int, int]) -> None:
    picture = Renderer(LABELS)(result(0, prediction(1, gate=True, focus=False), size=size))
    table = cv2.applyColorMap(np.arange(256, dtype=np.uint8)[:, None], cv2.COLORMAP_CIVIDIS)[:, 0]
    np.testing.assert_array_equal(picture[-2, 0], table[0])  # the window's start has the lowest mean
    np.testing.assert_array_equal(picture[-2, -1], table[255])
    expected = table[round(255 * 3 / 7)]  # the fourth of eight moments
    np.testing.assert_array_equal(picture[-2, size[0] * 7 // 16], expected)


def test_colour_bar_spans_the_map() -> None:
    picture = Renderer(LABELS)(result(0, prediction(1)))
    row = picture[480 - 18]
    assert (row == (78, 34, 0)).all(axis=1).any() or (row == (77, 34, 0)).all(axis=1).any()
    without = Renderer(LABELS)(result(0, prediction(1, focus=False)))
    np.testing.assert_array_equal(without[480 - 18, 500:], np.full((140, 3), 128))


def test_panels_keep_clear_of_each_other_and_the_border() -> None:
    box = _Rect(10, 200, 100, 400)
    first = _place(box, 180, 70, 640, 450, [])
    assert (first.left, first.bottom) == (10, 200)  # above the box
    second = _place(box, 180, 70, 640, 450, [first])
    assert not second.overlaps(first)
    for place in (first, second, _place(_Rect(600, 5, 639, 300), 180, 70, 640, 450, [])):
        assert 0 <= place.left < place.right <= 640
        assert 0 <= place.top < place.bottom <= 450


def test_boxes_follow_smoothly() -> None:
    renderer = Renderer(LABELS)
    for offset, expected in ((0, 0), (40, 10), (40, 17.5)):
        frame = one_joint_each(None)
        frame.people.joints[..., 0] += offset
        renderer(frame)
        assert renderer._boxes[1][0] == pytest.approx(60 + expected)


def test_a_gate_that_hardly_changes_hardly_changes_its_colour() -> None:
    flat = replace(
        prediction(1, focus=False), gate=np.full((5, 8), 0.5, np.float32) + np.linspace(0, 0.01, 8, dtype=np.float32)
    )
    strips = [
        Renderer(LABELS)(result(0, said))[-2].astype(int) for said in (flat, prediction(1, gate=True, focus=False))
    ]
    calm, wide = (int(np.abs(strip[0] - strip[-1]).sum()) for strip in strips)
    assert 0 < calm < wide / 4


def test_evidence_is_drawn_before_focus_and_with_its_sign() -> None:
    values = np.zeros(18, np.float32)
    values[[4, 7]] = 1.4, -1.4
    plain = one_joint_each(None)
    said = replace(plain.predictions[0], evidence=values, focus=np.ones(18, np.float32))
    picture = Renderer(LABELS)(replace(plain, predictions=(said,)))
    for joint, colour in ((4, evidence_colour(1.4)), (7, evidence_colour(-1.4)), (1, evidence_colour(0.0))):
        x, y = plain.people.joints[0, joint, :2].round().astype(int)
        np.testing.assert_array_equal(picture[y, x, ::-1], colour)


def test_attention_does_not_step_in_between_two_looks_for_evidence() -> None:
    focus = one_joint_each(np.ones(18, np.float32))
    since = replace(focus, predictions=(replace(focus.predictions[0], evidence_time=0.4),))
    np.testing.assert_array_equal(Renderer(LABELS)(since), Renderer(LABELS)(one_joint_each(None)))


def test_counts_stand_at_the_end_of_the_label() -> None:
    """Bright while cycles come, muted in a pause; nothing before the first; the label gives way."""
    plain = result(0, prediction(1), prediction(2))
    without = Renderer(LABELS)(plain)
    told = replace(plain, counts=(LiveCount(), LiveCount(count=12, total=12, active=True)))
    moving = Renderer(LABELS)(told)
    paused = Renderer(LABELS)(replace(told, counts=(LiveCount(), replace(told.counts[1], active=False))))
    changed = (moving != without).any(axis=2)
    rows, columns = np.nonzero(changed)
    assert changed.any()
    assert np.ptp(rows) < 14  # one line of text,
    assert np.ptp(columns) < 40  # "x12"
    brightness = [picture[changed].max() for picture in (moving, paused)]
    assert brightness[0] > brightness[1] + 30
    assert np.array_equal(Renderer(LABELS)(replace(plain, counts=(LiveCount(), LiveCount()))), without)
    long = ("shooting an arrow from a bow at noon", *LABELS[1:])
    crowded = Renderer(long)(told)
    at = slice(rows.min(), rows.max() + 1), slice(columns.min() + 1, columns.max() + 1)
    assert np.array_equal(crowded[at], moving[at])
