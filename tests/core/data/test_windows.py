from dataclasses import replace

import numpy as np
import pytest
import torch

from core.data.augment import Augmentation
from core.data.clips import Clip
from core.data.pack import Pack
from core.data.windows import WindowDataset, repeated
from core.errors import UserError
from core.window import align, network_input, normalise_running, sample_window
from tests.core.data.fakes import random_clip
from tests.core.fakes import small_info

CARD = small_info(frames=40, rate=30.0)
NOBODY = Clip("b", 1, np.zeros((3, 20, 18, 1), np.float32), np.arange(20) / 30, "s")


def test_a_window_is_channels_frames_joints_people_and_ends_with_the_last_sighting() -> None:
    window, label = WindowDataset([random_clip(unseen=(18, 19))], CARD)[0]
    assert (window.shape, int(label)) == ((3, 40, 18, 1), 3)
    assert window[2, -1].all()
    assert not window[:, :22].any()  # 18 frames of 40


def test_a_batch_holds_the_windows_of_its_clips_as_the_live_program_makes_them() -> None:
    clips = [random_clip(15), NOBODY, random_clip(20, unseen=(3, 4, 19))]
    windows, labels = WindowDataset(clips, CARD).__getitems__([2, 1, 0])
    assert labels.tolist() == [3, 1, 3]
    for window, each in zip(windows, reversed(clips), strict=True):
        times, joints = each.person()
        end = float(times[-1]) if len(times) else 0.0
        alone = network_input(sample_window(times, joints, end, 40, 30.0))
        np.testing.assert_allclose(window[..., 0].numpy(), alone.transpose(2, 0, 1), atol=1e-6)


def test_running_units_come_out_the_same_from_pixels_and_from_body_units() -> None:
    card = small_info(frames=30, rate=30.0, coordinates="running")
    window = WindowDataset([random_clip(20)], card)[0][0]
    times, joints = random_clip(20).person()
    pixels = sample_window(times, joints, float(times[-1]), 30, 30.0)
    wanted = normalise_running(pixels[None, None])[0, 0]
    np.testing.assert_allclose(window[..., 0].permute(1, 2, 0).numpy(), wanted, atol=1e-4)


def test_a_clip_as_a_whole_is_played_at_the_speed_that_fills_the_window() -> None:
    card = small_info(frames=10, rate=30.0, sampling="clip")
    whole = random_clip(28)  # 28 frames, 27 steps: every third frame
    window = WindowDataset([whole], card)[0][0]
    assert window[2].all()
    moved = window[:2, 1:, :, 0] - window[:2, :-1, :, 0]
    joints = whole.joints[:2, ::3, :, 0]
    scale = (moved / torch.from_numpy(joints[:, 1:] - joints[:, :-1])).flatten()
    torch.testing.assert_close(scale, torch.full_like(scale, float(scale.median())), rtol=1e-2, atol=1e-4)


def test_two_people_lie_side_by_side_in_one_frame_of_reference() -> None:
    card = small_info(frames=20, rate=30.0, people=2)
    window = WindowDataset([random_clip()], card)[0][0].numpy()
    pixels = random_clip().joints
    assert window.shape == (3, 20, 18, 2)
    apart = window[0, :, 4, 1] - window[0, :, 4, 0]
    wanted = pixels[0, :, 4, 1] - pixels[0, :, 4, 0]
    np.testing.assert_allclose(apart / wanted, (apart / wanted)[0], rtol=1e-3)
    alone = WindowDataset([NOBODY, random_clip()], card).__getitems__([0])[0]
    assert not alone.any()


def test_every_epoch_sees_another_window_and_the_same_epoch_the_same_one_in_any_batch() -> None:
    data = WindowDataset([random_clip(), random_clip(18)], CARD, Augmentation(), seed=5)
    first = data[0][0]
    assert torch.equal(first, data.__getitems__([1, 0])[0][1])
    data.epoch = 1
    assert not torch.equal(first, data[0][0])
    data.epoch = 0
    assert torch.equal(first, data[0][0])
    assert not torch.equal(first, WindowDataset([random_clip()], CARD, Augmentation(), seed=6)[0][0])


@pytest.mark.parametrize("augmentation", [None, Augmentation()])
@pytest.mark.parametrize("sampling", ["time", "clip"])
def test_nobody_is_an_empty_window(augmentation: Augmentation | None, sampling: str) -> None:
    card = small_info(frames=40, rate=30.0, sampling=sampling)
    assert not WindowDataset([NOBODY], card, augmentation)[0][0].any()


def test_speed_shortens_and_stretches_what_is_seen() -> None:
    still = Augmentation(0.5, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    data = WindowDataset([random_clip(60)], small_info(frames=120, rate=30.0), still)
    seen = []
    for data.epoch in range(40):
        seen.append(int((data[0][0][2, :, 0, 0] > 0).sum()))
    assert 38 <= min(seen) < 46  # 60 frames at 1.5 times the speed are 40
    assert 80 < max(seen) <= 91


def test_a_clip_played_faster_has_longer_gaps_filled_and_one_played_slower_shorter_ones() -> None:
    """What counts is how long a gap lasts in the window, not in the clip."""
    whole_clip = random_clip(60)
    joints = whole_clip.joints.copy()
    joints[:, 25:30, 4] = 0  # sightings 24 and 30 lie 0.2 s apart: just filled at the clip's own speed
    data = WindowDataset(
        [replace(whole_clip, joints=joints)],
        small_info(frames=150, rate=30.0),
        Augmentation(0.5, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    )
    filled = {True: 0, False: 0}
    for data.epoch in range(40):
        confidence = data[0][0][2, :, :, 0]
        seen = confidence[:, 3] > 0  # a joint that is always there
        speed = 59 / (int(seen.sum()) - 1)  # within 3 %
        if abs(speed - 1) > 0.05:
            missing = int((seen & (confidence[:, 4] == 0)).sum())
            assert (missing == 0) == (speed > 1)
            filled[speed > 1] += 1
    assert min(filled.values()) > 5


def test_keep_cuts_clips_at_either_end_and_the_window_ends_where_the_rest_does() -> None:
    half = Augmentation(0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    data = WindowDataset([random_clip(60)], small_info(frames=60, rate=30.0), half)
    for data.epoch in range(30):
        present = data[0][0][2, :, 0, 0] > 0
        assert present[-1]
        assert 30 <= present.sum() <= 60


def test_the_wrong_kind_of_skeleton_is_refused() -> None:
    with pytest.raises(UserError, match=r"small wants 2D ntu25 skeletons; clips in memory has 2D kinetics18"):
        WindowDataset([random_clip()], small_info(layout="ntu25"))
    with pytest.raises(UserError, match=r"wants 3D"):
        WindowDataset([random_clip()], small_info(dimensions=3))
    with pytest.raises(UserError, match=r"shares of the picture"):
        WindowDataset([random_clip()], small_info(coordinates="picture"))


def test_short_clips_are_repeated_and_of_long_ones_frames_are_taken_at_equal_distances() -> None:
    moments = repeated(np.array([3 / 30, 0.0, 19 / 30]), 10, 30.0) * 30
    assert np.round(moments).astype(int).tolist() == [
        [0, 1, 2, 3, 0, 1, 2, 3, 0, 1],
        [0] * 10,
        [1, 3, 5, 7, 9, 11, 13, 15, 17, 19],
    ]
    card = small_info(frames=50, rate=30.0, sampling="repeat", coordinates="picture")
    pack = replace(Pack.of([random_clip(20)]), title="Kinetics-Skeleton")
    window = WindowDataset(pack, card)[0][0]
    assert torch.equal(window[:, 20:40], window[:, :20])
    assert torch.equal(window[:, 40:], window[:, :10])
    once = WindowDataset(pack, replace(card, frames=20, sampling="clip"))[0][0]
    torch.testing.assert_close(window[:, :20], once)


def test_kinetics_in_shares_of_its_picture() -> None:
    card = small_info(frames=20, rate=30.0, coordinates="picture")
    clip = random_clip(20)
    pack = replace(Pack.of([clip]), title="Kinetics-Skeleton")
    window = WindowDataset(pack, card)[0][0][..., 0]
    _, joints = clip.person()
    np.testing.assert_allclose(window[0], joints[..., 0] / 340 - 0.5, atol=1e-6)
    np.testing.assert_allclose(window[1], joints[..., 1] / 256 - 0.5, atol=1e-6)
    with pytest.raises(UserError, match="takes shares of the picture, whose size clips in memory does not tell"):
        WindowDataset([clip], card)


def test_aligned_windows_are_those_of_ntu() -> None:
    joints = np.random.default_rng(0).normal(size=(4, 6, 25, 1)).astype(np.float32)
    joints[3] = 1
    clip = Clip("a", 0, joints, np.arange(6) / 30, "s", layout="ntu25")
    card = small_info(
        frames=6,
        rate=30.0,
        layout="ntu25",
        dimensions=3,
        coordinates="aligned",
        convention="2s-agcn",
        sampling="repeat",
    )
    wanted = align(joints.transpose(3, 1, 2, 0)[None], every_frame=True)[0, 0]
    window = WindowDataset([clip], card)[0][0][..., 0]
    np.testing.assert_allclose(window, wanted.transpose(2, 0, 1), atol=1e-5)
    first = WindowDataset([clip], replace(card, convention="pyskl"))[0][0][..., 0]
    assert abs(first[:3, 1:, 1]).min() > 1e-3  # only in the first frame does the spine lie at the origin
    assert abs(window[:3, :, 1]).max() < 1e-6
    with pytest.raises(UserError, match=r"aligned is for the skeletons of NTU RGB\+D, not for kinetics18"):
        WindowDataset([random_clip(20)], small_info(coordinates="aligned"))
