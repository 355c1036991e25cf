import numpy as np
import pytest

from core.data.clips import Clip
from core.data.corrupt import Degradation, clip_of, degrade_pack
from core.data.pack import Pack


def clip(name: str = "a", frames: int = 60, rate: float = 30.0, people: int = 2, size: float = 100.0) -> Clip:
    random = np.random.default_rng(3)
    joints = np.ones((3, frames, 18, people), np.float32)
    joints[:2] = random.uniform(0, size, (2, 1, 18, people))
    joints[0, :, 0], joints[0, :, 1] = 0, size  # as wide as size
    joints[:, :, 5, 0] = 0  # a joint that is not there
    joints[:, 10] = 0  # nobody in this frame
    joints[2] *= 0.8
    return Clip(name, 0, joints, np.arange(frames) / rate, "s")


def test_nothing_is_changed_by_default() -> None:
    original = clip()
    assert Degradation()(original) is original


def test_lost_joints_are_zero_in_all_channels_and_all_frames() -> None:
    original, worse = clip(), Degradation(drop_joints=0.3)(clip())
    lost = ((original.joints[2] > 0) & (worse.joints[2] == 0)).any(axis=0)  # V, M
    assert (worse.joints[:, :, lost] == 0).all()
    np.testing.assert_array_equal(worse.joints[:, :, ~lost], original.joints[:, :, ~lost])
    shares = [
        (Degradation(drop_joints=0.3)(clip(str(number))).joints[2, 0] == 0).mean() - 1 / 36 for number in range(60)
    ]
    assert np.mean(shares) == pytest.approx(0.3 * 35 / 36, abs=0.03)


def test_noise_has_the_stated_size_and_moves_no_missing_joint() -> None:
    original, worse = clip(frames=400), Degradation(noise=0.05)(clip(frames=400))
    there = original.joints[2] > 0
    moved = (worse.joints - original.joints)[:2, there]
    assert moved.std() == pytest.approx(0.05 * 100, rel=0.02)
    assert abs(moved.mean()) < 0.1
    np.testing.assert_array_equal(worse.joints[2], original.joints[2])
    assert (worse.joints[:, ~there] == 0).all()


def test_noise_follows_the_size_of_the_person_also_in_metres() -> None:
    original = clip(frames=400, size=1.5)
    metres = Clip("a", 0, np.concatenate((original.joints[:2], original.joints[:1], original.joints[2:])),
                  original.times, "s")  # fmt: skip
    moved = (Degradation(noise=0.1)(metres).joints - metres.joints)[:3, metres.joints[3] > 0]
    np.testing.assert_allclose(moved.std(axis=1), 0.15, rtol=0.03)


def test_half_the_rate_is_every_second_frame() -> None:
    original = clip(frames=31)
    worse = Degradation(rate=15)(original)
    np.testing.assert_array_equal(worse.times, original.times[::2])
    np.testing.assert_array_equal(worse.joints, original.joints[:, ::2])
    np.testing.assert_array_equal(Degradation(rate=30)(original).times, original.times)
    assert len(Degradation(rate=12.5)(clip(frames=60)).times) == 25


def test_a_clip_of_no_frames_or_nobody_stays_as_it_is() -> None:
    empty = Clip("e", 0, np.zeros((3, 0, 18, 1), np.float32), np.zeros(0), "s")
    assert Degradation(drop_joints=0.5, noise=0.1, rate=10)(empty).joints.shape == (3, 0, 18, 1)
    nobody = Clip("n", 0, np.zeros((3, 9, 18, 1), np.float32), np.arange(9) / 30, "s")
    assert not Degradation(noise=0.1)(nobody).joints.any()


def test_the_choice_depends_on_seed_and_clip_and_on_nothing_else() -> None:
    worse = Degradation(drop_joints=0.3, noise=0.05)
    np.testing.assert_array_equal(worse(clip("a")).joints, worse(clip("a")).joints)
    assert (worse(clip("a")).joints != worse(clip("b")).joints).any()
    assert (worse(clip("a")).joints != Degradation(drop_joints=0.3, noise=0.05, seed=1)(clip("a")).joints).any()


def test_a_pack_made_worse_holds_the_same_clips() -> None:
    second = clip("b", frames=20)
    second.joints[:, :5, :, 1] = 0  # the other person comes later
    clips = [clip("a"), second]
    pack = Pack.of(clips, ("x", "y"))
    plain, worse = degrade_pack(pack, Degradation()), degrade_pack(pack, Degradation(drop_joints=0.3))
    np.testing.assert_array_equal(plain.track.joints, pack.track.joints)
    np.testing.assert_array_equal(plain.track.times, pack.track.times)
    np.testing.assert_array_equal(plain.rows, pack.rows)
    np.testing.assert_array_equal(worse.labels, pack.labels)
    assert (worse.ids, worse.classes, worse.layout) == (pack.ids, pack.classes, pack.layout)
    lost = (pack.track.joints[..., 2] > 0).mean() - (worse.track.joints[..., 2] > 0).mean()
    assert 0.1 < lost < 0.5
    unpacked = clip_of(pack, 1)
    there = second.joints[2].any(axis=(1, 2))
    np.testing.assert_array_equal(unpacked.joints, second.joints[:, there])
    np.testing.assert_array_equal(unpacked.times, second.times[there])
