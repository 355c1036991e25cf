import pytest
import torch

from core.skeleton import KINETICS18
from core.streams import STREAMS, bone, bone_motion, joint_motion, motion, num_channels, prepare, spatial
from tests.core.fakes import small_info


@pytest.fixture
def x() -> torch.Tensor:
    """(2, 3, 5, 18, 2), all joints there."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(2, 3, 5, 18, 2, generator=generator)
    x[:, 2] = torch.rand(2, 5, 18, 2, generator=generator) * 0.9 + 0.1
    return x


def test_bone_points_from_the_inner_neighbour(x: torch.Tensor) -> None:
    out = bone(x, KINETICS18)
    torch.testing.assert_close(out[:, :2, :, 4], x[:, :2, :, 4] - x[:, :2, :, 3])  # r wrist - r elbow
    torch.testing.assert_close(out[:, :2, :, 0], x[:, :2, :, 0] - x[:, :2, :, 1])  # nose - neck
    torch.testing.assert_close(out[:, 2, :, 4], torch.minimum(x[:, 2, :, 4], x[:, 2, :, 3]))
    assert not out[:, :, :, KINETICS18.centre].any()


def test_bones_add_up_to_the_joint(x: torch.Tensor) -> None:
    out = bone(x, KINETICS18)[:, :2]
    chain = out[:, :, :, 10] + out[:, :, :, 9] + out[:, :, :, 8] + out[:, :, :, 2]  # ankle, knee, hip, shoulder to neck
    torch.testing.assert_close(chain, x[:, :2, :, 10] - x[:, :2, :, 1])


def test_motion_is_next_minus_this_and_the_last_frame_zero(x: torch.Tensor) -> None:
    out = joint_motion(x, KINETICS18)
    torch.testing.assert_close(out[:, :2, 1], x[:, :2, 2] - x[:, :2, 1])
    torch.testing.assert_close(out[:, 2, 1], torch.minimum(x[:, 2, 2], x[:, 2, 1]))
    assert not out[:, :, -1].any()


def test_nothing_is_made_from_a_missing_joint(x: torch.Tensor) -> None:
    x[0, :, 2, 3, 0] = 0  # r elbow missing in one frame
    bones = bone(x, KINETICS18)
    assert not bones[0, :, 2, 3, 0].any()  # its own bone
    assert not bones[0, :, 2, 4, 0].any()  # and the wrist's, which hangs on it
    moved = joint_motion(x, KINETICS18)
    assert not moved[0, :, 1, 3, 0].any()
    assert not moved[0, :, 2, 3, 0].any()
    assert moved[0, :, 3, 3, 0].all()


def test_bone_motion_is_the_motion_of_bones(x: torch.Tensor) -> None:
    torch.testing.assert_close(bone_motion(x, KINETICS18), joint_motion(bone(x, KINETICS18), KINETICS18))


def test_two_channel_groups_of_bagcn(x: torch.Tensor) -> None:
    torch.testing.assert_close(spatial(x, KINETICS18), torch.cat((x, bone(x, KINETICS18)), 1))
    torch.testing.assert_close(
        motion(x, KINETICS18), torch.cat((joint_motion(x, KINETICS18), bone_motion(x, KINETICS18)), 1)
    )


@pytest.mark.parametrize("name", STREAMS)
def test_channel_counts(name: str, x: torch.Tensor) -> None:
    assert STREAMS[name](x, KINETICS18).shape == (2, num_channels(name), 5, 18, 2)
    assert torch.isfinite(STREAMS[name](x, KINETICS18)).all()


def public(x: torch.Tensor, layout: str, stream: str, convention: str) -> torch.Tensor:
    dimensions = x.shape[1] - 1
    info = small_info(layout=layout, stream=stream, convention=convention, dimensions=dimensions)
    out = prepare(x, info)
    assert out.shape[1] == num_channels(stream, dimensions, convention) == (6 if stream in ("spatial", "motion") else 3)
    return out


def test_2s_agcn_subtracts_confidences_too_and_roots_bones_at_the_nose(x: torch.Tensor) -> None:
    x[0, :, 2, 3, 0] = 0  # r elbow missing in one frame: the wrist's bone is then the wrist
    bones = public(x, "kinetics18", "bone", "2s-agcn")
    torch.testing.assert_close(bones[:, :, :, 4], x[:, :, :, 4] - x[:, :, :, 3])
    torch.testing.assert_close(bones[0, :, 2, 4, 0], x[0, :, 2, 4, 0])
    torch.testing.assert_close(bones[:, :, :, 1], x[:, :, :, 1] - x[:, :, :, 0])  # neck - nose
    assert not bones[:, :, :, 0].any()
    moved = public(x, "kinetics18", "joint_motion", "2s-agcn")
    torch.testing.assert_close(moved[:, :, :-1], x[:, :, 1:] - x[:, :, :-1])
    assert not moved[:, :, -1].any()
    twice = public(x, "kinetics18", "bone_motion", "2s-agcn")
    torch.testing.assert_close(twice[:, :, :-1], bones[:, :, 1:] - bones[:, :, :-1])
    both = public(x, "kinetics18", "motion", "2s-agcn")
    torch.testing.assert_close(both, torch.cat((moved, twice), 1))


def test_pyskl_averages_confidences_and_hangs_the_hips_from_the_nose(x: torch.Tensor) -> None:
    x = x[:, :, :, :17]
    bones = public(x, "coco17", "bone", "pyskl")
    for joint, inner in ((0, 0), (5, 0), (11, 0), (12, 0), (13, 11), (10, 8), (3, 1)):
        torch.testing.assert_close(bones[:, :2, :, joint], x[:, :2, :, joint] - x[:, :2, :, inner])
        torch.testing.assert_close(bones[:, 2, :, joint], (x[:, 2, :, joint] + x[:, 2, :, inner]) / 2)
    moved = public(x, "coco17", "joint_motion", "pyskl")
    torch.testing.assert_close(moved[:, :2, :-1], x[:, :2, 1:] - x[:, :2, :-1])
    torch.testing.assert_close(moved[:, 2, :-1], (x[:, 2, 1:] + x[:, 2, :-1]) / 2)
    assert not moved[:, :, -1].any()


@pytest.mark.parametrize("convention", ["2s-agcn", "pyskl"])
def test_public_3d_streams_have_no_confidence(convention: str) -> None:
    x = torch.randn(2, 4, 5, 25, 1)
    torch.testing.assert_close(public(x, "ntu25", "joint", convention), x[:, :3])
    bones = public(x, "ntu25", "bone", convention)
    for joint, inner in ((0, 1), (1, 20), (20, 20), (21, 22), (22, 7), (24, 11)):
        torch.testing.assert_close(bones[:, :, :, joint], x[:, :3, :, joint] - x[:, :3, :, inner])
    moved = public(x, "ntu25", "bone_motion", convention)
    torch.testing.assert_close(moved[:, :, :-1], bones[:, :, 1:] - bones[:, :, :-1])


def test_shares_of_the_picture_reach_from_minus_one_to_one_in_pyskl(x: torch.Tensor) -> None:
    info = small_info(coordinates="picture", convention="pyskl")
    torch.testing.assert_close(prepare(x, info), torch.cat((2 * x[:, :2], x[:, 2:]), 1))
    info = small_info(coordinates="picture", convention="2s-agcn", y_down=False)
    torch.testing.assert_close(prepare(x, info), torch.stack((x[:, 0], -x[:, 1], x[:, 2]), 1))
