"""The features against sums by hand, and what must not change them."""

import numpy as np
import pytest
import torch

from core.models.motion_features import JOINTS, MOMENTS, body_joints, feature_joints, measure, motion_features
from core.skeleton import KINETICS18

INDEX = [KINETICS18.joints.index(name) for name in JOINTS]


def person(T: int = 30, seed: int = 0) -> torch.Tensor:
    """``(1, 3, T, 18)`` float64: somebody who moves smoothly, all joints seen."""
    random = torch.Generator().manual_seed(seed)
    start, change = torch.randn(2, 2, 1, 18, generator=random, dtype=torch.float64)
    place = start + change * torch.linspace(0, 1, T, dtype=torch.float64)[:, None].square()
    return torch.cat((place, torch.ones(1, T, 18, dtype=torch.float64)))[None]


def test_the_stretch_between_first_and_last_sighting_counts_at_any_pace() -> None:
    x = person(MOMENTS)
    position, seen = body_joints(x)
    assert bool(seen.all())
    torso = [JOINTS.index(name) for name in ("r shoulder", "l shoulder", "r hip", "l hip")]
    torch.testing.assert_close(position[0, :, torso].mean((0, 1)), torch.zeros(2, dtype=torch.float64))
    expected = x[0, :2, :, INDEX].permute(1, 2, 0)
    torch.testing.assert_close(position[0] - position[0, :1, :1], expected - expected[:1, :1])
    late = torch.cat((torch.zeros(1, 3, 7, 18, dtype=torch.float64), x, torch.zeros(1, 3, 2, 18).double()), 2)
    torch.testing.assert_close(body_joints(late)[0], position)
    slow = torch.zeros(1, 3, 2 * MOMENTS - 1, 18, dtype=torch.float64)
    slow[:, :, ::2] = x  # at half the pace, every other frame unseen: between them it is interpolated
    torch.testing.assert_close(body_joints(slow)[0], position)


def test_gaps_are_bridged_and_ends_held() -> None:
    x = person(MOMENTS)
    wrist = KINETICS18.joints.index("l wrist")
    place = JOINTS.index("l wrist")
    whole, _ = body_joints(x)
    x[..., 10:13, wrist] = 0
    x[..., :4, wrist] = 0
    position, seen = body_joints(x)
    assert bool(seen.all())
    middle = whole[0, 9, place] + (whole[0, 13, place] - whole[0, 9, place]) / 2
    torch.testing.assert_close(position[0, 11, place], middle)
    torch.testing.assert_close(position[0, 1, place], whole[0, 4, place])
    others = [each for each in range(len(JOINTS)) if each != place]
    torch.testing.assert_close(position[:, :, others], whole[:, :, others])


def test_features_by_hand() -> None:
    position, _ = body_joints(person())
    groups = motion_features(position)
    assert [group.shape[1] for group in groups] == [130, 26, 26, 130, 65, 26, 72, 24, 78, 78, 156, 208]
    assert feature_joints()[1].tolist() == [at for at, group in enumerate(groups) for _ in range(group.shape[1])]
    p = position[0].numpy()
    p = np.concatenate((p[:1], (p[:-2] + 2 * p[1:-1] + p[2:]) / 4, p[-1:]))
    parts = np.array_split(p, 5)
    np.testing.assert_allclose(groups[0][0], np.concatenate([part.mean(0).ravel() for part in parts]))
    np.testing.assert_allclose(groups[1][0], p.std(0).ravel(), rtol=1e-4)
    np.testing.assert_allclose(groups[2][0], np.ptp(p, axis=0).ravel())
    v = (p[2:] - p[:-2]) * 24
    np.testing.assert_allclose(groups[3][0], np.concatenate([part.mean(0).ravel() for part in np.array_split(v, 5)]))
    np.testing.assert_allclose(groups[5][0], np.abs(v).mean(0).ravel())
    elbow, shoulder = JOINTS.index("r elbow"), JOINTS.index("r shoulder")
    bone = p[:, elbow] - p[:, shoulder]
    bone = bone / (np.linalg.norm(bone, axis=1, keepdims=True) + 0.1)
    np.testing.assert_allclose(groups[6][0, :2], np.array_split(bone, 3)[0].mean(0), rtol=1e-6)
    distance = np.linalg.norm(p[:, 0] - p[:, 1], axis=1)
    np.testing.assert_allclose(groups[8][0, 0], distance.mean(), rtol=1e-6)
    np.testing.assert_allclose(groups[9][0, 0], distance.std(), rtol=1e-4)
    t, moved = (np.arange(48) + 0.5) / 48, p - p.mean(0)
    second = (moved * np.cos(2 * np.pi * t)[:, None, None]).sum(0) / 24
    np.testing.assert_allclose(groups[10][0, 26:52], second.ravel(), atol=1e-9)
    spectrum = np.abs(np.fft.rfft(moved, axis=0)[1:9]) / 24
    np.testing.assert_allclose(groups[11][0], spectrum.ravel(), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("joint", range(len(JOINTS)))
def test_a_feature_depends_on_the_joints_that_it_names(joint: int) -> None:
    position, _ = body_joints(person())
    position = position.detach().requires_grad_()
    features = torch.cat(motion_features(position), 1)
    names = feature_joints()[0]
    moved = position.detach().clone()
    moved[:, :, joint] += 0.3 * torch.rand(1, MOMENTS, 2, dtype=torch.float64)
    changed = (torch.cat(motion_features(moved), 1) - features).abs()[0] > 1e-9
    assert not bool((changed & ~names[:, joint]).any())
    assert float(changed[names[:, joint]].float().mean()) > 0.99


def test_features_of_a_joint_never_seen_are_not_known() -> None:
    x = person()
    ankle = KINETICS18.joints.index("l ankle")
    x[..., ankle] = 0
    features, known = measure(x)
    assert bool(torch.isfinite(features).all())
    assert torch.equal(known[0], ~feature_joints()[0][:, JOINTS.index("l ankle")])
    x[..., KINETICS18.joints.index("l ear")] = 0
    assert torch.equal(measure(x)[0], features)
