"""Hop distances, partition and normalisation against counts and loops."""

import dataclasses

import numpy as np
import pytest
import torch

from core.graph import adjacency, hop_distance, part_pooling, partition
from core.skeleton import KINETICS18, LAYOUTS, get_layout
from tests.core.references import STICK, graph


def test_hops_of_kinetics18() -> None:
    hops = hop_distance(KINETICS18)
    assert torch.equal(hops, hops.T)
    assert hops[1].tolist() == [1, 0, 1, 2, 3, 1, 2, 3, 2, 3, 4, 2, 3, 4, 2, 2, 3, 3]
    assert hops[4, 7] == 6  # wrist to wrist over the neck


def test_kinetics18_has_18_17_17_entries() -> None:
    assert partition(KINETICS18).sum((1, 2)).tolist() == [18, 17, 17]


def test_subsets_are_seen_from_the_joint_that_gathers() -> None:
    root, centripetal, centrifugal = partition(KINETICS18)
    assert torch.equal(root, torch.eye(18))
    # The right elbow (3) gathers from the shoulder (2), nearer the neck, and from the wrist (4), farther.
    assert centripetal[:, 3].nonzero().flatten().tolist() == [2]
    assert centrifugal[:, 3].nonzero().flatten().tolist() == [4]


@pytest.mark.parametrize("layout", [*LAYOUTS.values(), STICK], ids=lambda layout: layout.name)
def test_column_normalisation_is_the_mean_over_a_subset(layout) -> None:
    expected = graph(layout)  # [p, i, j]: from j to i
    np.testing.assert_allclose(adjacency(layout).numpy().transpose(0, 2, 1), expected, atol=1e-7)


def test_symmetric_normalisation_sums_to_the_whole_graphs() -> None:
    A = torch.eye(5)
    for child, parent in STICK.bones:
        A[child, parent] = A[parent, child] = 1
    D = torch.diag(A.sum(0) ** -0.5)
    subsets = adjacency(STICK, "symmetric")
    torch.testing.assert_close(subsets.sum(0), D @ A @ D)
    assert ((subsets > 0) == (partition(STICK) > 0)).all()
    assert float(subsets.max()) <= 1


def test_pooling_averages_parts() -> None:
    pooling = part_pooling(STICK.parts[0], 5)
    assert torch.equal(torch.tensor([1.0, 3.0, 5.0, 7.0, 9.0]) @ pooling, torch.tensor([2.0, 5.0, 8.0]))


def test_wrong_layouts_and_names() -> None:
    with pytest.raises(ValueError, match="do not connect all 5 joints"):
        hop_distance(dataclasses.replace(STICK, bones=STICK.bones[:-1]))
    with pytest.raises(ValueError, match="column, symmetric"):
        adjacency(STICK, "row")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="kinetics18, ntu25, nwucla20, coco17"):
        get_layout("halpe26")


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda layout: layout.name)
def test_layouts_are_whole(layout) -> None:
    V = layout.num_joints
    hops = hop_distance(layout)[layout.centre]
    assert len(layout.bones) == V - 1
    assert all(hops[parent] == hops[child] - 1 for child, parent in layout.bones)
    for parts in layout.parts:
        assert sorted(joint for part in parts for joint in part) == list(range(V))
    for joint, mirrored in enumerate(layout.flip):
        assert layout.flip[mirrored] == joint
        swapped = {"l": "r", "r": "l"}.get(layout.joints[joint].split()[0])
        name = layout.joints[joint]
        assert layout.joints[mirrored] == (swapped + name[1:] if swapped and name[1] == " " else name)


def test_ntu25_has_three_grains_as_in_stf_nets_figure_3() -> None:
    assert [len(parts) for parts in get_layout("ntu25").parts] == [10, 5]
