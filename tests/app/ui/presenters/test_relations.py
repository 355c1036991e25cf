import numpy as np
import pytest

from app.ui.presenters.relations import latent_links, name_relations
from core.skeleton import KINETICS18


def test_blocks_and_grains_are_told_apart() -> None:
    joints, parts = np.zeros((18, 18), np.float32), np.zeros((18, 6), np.float32)
    named = name_relations((joints, parts, joints + 1, parts + 2))
    assert [(item.block, item.grain) for item in named] == [(8, "parts"), (8, "joints"), (9, "parts"), (9, "joints")]
    assert [item.values[0, 0] for item in named] == [0, 0, 2, 1]
    assert named[0].columns == ("head", "r arm", "l arm", "r leg", "l leg", "trunk")
    assert named[1].columns == KINETICS18.joints
    assert name_relations(()) == ()
    (odd,) = name_relations((np.zeros((18, 3), np.float32),))
    assert (odd.grain, odd.columns) == ("3", ("1", "2", "3"))
    six = name_relations((joints, parts) * 6)  # the bundled networks: the fourth to the ninth block, as in the paper
    assert sorted({item.block for item in six}) == [4, 5, 6, 7, 8, 9]


def test_links_join_joints_without_a_bone() -> None:
    first, last = np.full((18, 18), 0.9, np.float32), np.zeros((18, 18), np.float32)
    last[4, 7] = 0.3  # wrists
    last[7, 4] = 0.5  # the stronger way round counts
    last[10, 13] = 0.25  # ankles
    last[4, 3] = 0.9  # a bone
    last[5, 5] = 0.9  # itself
    parts = np.ones((18, 6), np.float32)
    links = latent_links((first, parts, last, parts), 0.25)
    assert links == ((10, 13, pytest.approx(0.25)), (7, 4, pytest.approx(0.5)))
    assert latent_links((first, parts, last, parts), 0.6) == ()
    assert latent_links((parts,), 0.1) == ()
