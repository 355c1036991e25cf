from pathlib import Path

import numpy as np
import pytest

from core.data.readers.openpose import ORDERS, Order, list_openpose, notice_order, to_kinetics18
from core.data.readers.recognise import recognise
from core.errors import UserError
from tests.core.data.readers.fakes import STANDING, in_order, write_openpose

# A standing person from the front, in pixels, in kinetics18's order.


@pytest.mark.parametrize("order", ["COCO", "BODY_25", "BODY_25B"])
def test_every_order_becomes_kinetics18(tmp_path: Path, order: Order) -> None:
    write_openpose(tmp_path / "wave" / "one" / "v", [[in_order(order, shift=2.0 * t)] for t in range(6)])
    data = list_openpose(tmp_path)
    (clip,) = data.clips()
    assert (clip.id, clip.label, data.labels, clip.layout) == ("wave/one", 0, ("wave",), "kinetics18")
    np.testing.assert_allclose(clip.joints[:2, 3, :, 0].T, STANDING + (6, 0), rtol=1e-6)
    np.testing.assert_allclose(clip.joints[2], 0.8, rtol=1e-6)
    np.testing.assert_allclose(clip.times, np.arange(6) / 30)
    said = [] if order == "COCO" else [f"1 x clip in the order {order}, read as kinetics18 (wave/one)"]
    assert data.problems.lines() == said


def test_the_order_is_told_by_the_bones_even_of_half_a_person() -> None:
    for order in ("BODY_25", "BODY_25B"):
        person = np.array(in_order(order)).reshape(25, 3)
        person[[number for joint, number in enumerate(ORDERS[order]) if joint in (9, 10, 12, 13)]] = 0  # no legs
        assert notice_order([person[None]]) == order
    assert notice_order([]) == "COCO"


def test_a_missing_shoulder_leaves_no_neck() -> None:
    person = np.array(in_order("BODY_25B")).reshape(25, 3)
    person[5] = 0
    assert not to_kinetics18(person[None], "BODY_25B")[0, 1].any()


def test_people_keep_their_place_whatever_their_order_in_the_files(tmp_path: Path) -> None:
    frames = [[in_order("COCO"), in_order("COCO", 300, 0.5)][:: 1 if t % 2 else -1] for t in range(6)]
    frames[3] = []
    write_openpose(tmp_path / "v", frames)
    (clip,) = list_openpose(tmp_path).clips()
    np.testing.assert_allclose(clip.joints[0, [0, 1, 2, 4, 5], 0].T, [[100] * 5, [400] * 5], rtol=1e-6)
    assert not clip.joints[:, 3].any()


def test_how_folders_name_clips_and_classes(tmp_path: Path) -> None:
    frame = [[in_order("COCO")]]
    for name in ("a/x/v", "a/y/v", "b/one", "b/two", "alone/v"):
        write_openpose(tmp_path / name, frame)
    data = list_openpose(tmp_path)
    assert {clip.id: clip.label for clip in data.clips()} == {
        "a/x": 0, "a/y": 0, "b/one": 1, "b/two": 1, "alone": -1,
    }  # fmt: skip
    assert data.labels == ("a", "b")
    assert data.problems.lines() == ["1 x clip without a class (no folder names it), label -1 (alone)"]


def test_files_that_lost_their_ending_are_recognised_by_their_content(tmp_path: Path) -> None:
    write_openpose(tmp_path / "c" / "v", [[in_order("COCO")]] * 2, ending="")
    assert recognise(tmp_path).name == "openpose"
    assert [len(clip.times) for clip in list_openpose(tmp_path).clips()] == [2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"people": [{"pose_keypoints_2d": [1, 2]}]}', "reshape"),
        ('{"people": [{"pose_keypoints_2d": [1, 2, 3]}]}', "a person of 1 joints, not 18 or 25"),
        ('{"people": [{}]}', "'pose_keypoints_2d' is missing"),
        ('{"people": [', "line 1 column"),
        ("", "line 1 column"),
    ],
)
def test_damage_names_the_file(tmp_path: Path, text: str, message: str) -> None:
    write_openpose(tmp_path / "v", [[in_order("COCO")]] * 3)
    (tmp_path / "v_000000000001_keypoints.json").write_text(text)
    with pytest.raises(UserError, match=rf"v_000000000001_keypoints\.json is not an OpenPose frame .*{message}"):
        next(list_openpose(tmp_path).clips())


def test_frames_of_different_orders_do_not_mix(tmp_path: Path) -> None:
    write_openpose(tmp_path / "v", [[in_order("COCO")], [in_order("BODY_25")]])
    with pytest.raises(UserError, match="mixes frames of 18 and 25 joints"):
        next(list_openpose(tmp_path).clips())


@pytest.mark.parametrize("scale", [3, 4])
def test_shares_of_the_picture_need_its_size(tmp_path: Path, scale: int) -> None:
    pixels = [np.array(in_order("COCO", shift=2.0 * t)).reshape(18, 3) for t in range(4)]
    shares = [person / (1920, 1080, 1) for person in pixels]
    if scale == 4:
        shares = [person * (2, 2, 1) - (1, 1, 0) for person in shares]
    write_openpose(tmp_path / "wave" / "one" / "v", [[person.ravel().tolist()] for person in shares])
    with pytest.raises(UserError, match=r"shares of the picture, not pixels.* put a file picture_size\.txt into"):
        next(list_openpose(tmp_path).clips())
    (tmp_path / "picture_size.txt").write_text("1920 1080\n")
    (clip,) = list_openpose(tmp_path).clips()
    assert clip.joints.shape == (3, 4, 18, 1)
    np.testing.assert_allclose(clip.joints[..., 0].transpose(1, 2, 0), pixels, rtol=1e-4, atol=1e-3)
    for wrong in ("1920", "x y", "0 5", "99999 2", ""):
        (tmp_path / "picture_size.txt").write_text(wrong)
        with pytest.raises(UserError, match=r"picture_size\.txt"):
            next(list_openpose(tmp_path).clips())
