import pytest
import torch

from core.skeleton import KINETICS18
from core.streams import STREAMS, bone, bone_motion, joint_motion, motion, num_channels, spatial


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
