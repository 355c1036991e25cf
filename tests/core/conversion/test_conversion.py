"""Public checkpoints: equivalent outputs, with everything in them random; clear refusals."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import Tensor

from core.conversion import FORMS, converted, places, recognise
from core.errors import UserError
from core.streaming import check_model
from tests.core.conversion import fakes
from tests.core.conversion.fakes import State

Run = Callable[[State, Tensor], Tensor]

# the form, its tensors, what they compute, the layout that is found, and how many tensors there are
CASES: dict[str, tuple[str, Callable[[], State], Run, str, int]] = {
    "first, OpenPose": ("st-gcn", lambda: fakes.st_gcn(5, 18), fakes.run_st_gcn, "kinetics18", 172),
    "first, Kinect": ("st-gcn", lambda: fakes.st_gcn(5, 25), fakes.run_st_gcn, "ntu25", 172),
    "first, without masks": (
        "st-gcn", lambda: fakes.st_gcn(5, 18, importance=False), fakes.run_st_gcn, "kinetics18", 162,
    ),
    "2s-AGCN, OpenPose": ("2s-agcn", lambda: fakes.agcn(5, 18), fakes.run_agcn, "kinetics18", 352),
    "2s-AGCN, Kinect": ("2s-agcn", lambda: fakes.agcn(5, 25), fakes.run_agcn, "ntu25", 352),
    "2s-AGCN without C": ("2s-agcn", lambda: fakes.agcn(5, 25, adaptive=False), fakes.run_agcn, "ntu25", 232),
    "AAGCN, Kinect": ("aagcn", lambda: fakes.agcn(5, 25, attentive=True), fakes.run_agcn, "ntu25", 442),
    "AAGCN, OpenPose": ("aagcn", lambda: fakes.agcn(5, 18, attentive=True), fakes.run_agcn, "kinetics18", 442),
    "author's ST-GCN": ("author-gcn", lambda: fakes.author(5, 25, "stgcn"), fakes.run_author, "ntu25", 232),
    "author's AGCN": ("author-gcn", lambda: fakes.author(5, 18, "agcn"), fakes.run_author, "kinetics18", 352),
    "author's ST-BLN": ("author-st-bln", lambda: fakes.author(5, 25, "stbln"), fakes.run_author, "ntu25", 330),
    "pyskl ST-GCN, COCO": ("pyskl-st-gcn", lambda: fakes.pyskl(5, 17, "stgcn"), fakes.run_pyskl, "coco17", 181),
    "pyskl ST-GCN, Kinect": ("pyskl-st-gcn", lambda: fakes.pyskl(5, 25, "stgcn"), fakes.run_pyskl, "ntu25", 181),
    "pyskl AAGCN, COCO": (
        "pyskl-aagcn", lambda: fakes.pyskl(5, 17, "aagcn", people=2), fakes.run_pyskl, "coco17", 443,
    ),
    "pyskl AAGCN, Kinect": (
        "pyskl-aagcn", lambda: fakes.pyskl(5, 25, "aagcn", people=2), fakes.run_pyskl, "ntu25", 443,
    ),
    "mmaction2 ST-GCN": (
        "pyskl-st-gcn", lambda: fakes.pyskl(5, 17, "stgcn", head="cls_head.fc"), fakes.run_pyskl, "coco17", 181,
    ),
    "mmaction2 2s-AGCN": (
        "pyskl-aagcn",
        lambda: fakes.pyskl(5, 17, "2s-agcn", people=2, head="cls_head.fc"),
        fakes.run_pyskl,
        "coco17",
        363,
    ),
    "mmaction2 AAGCN": (
        "pyskl-aagcn",
        lambda: fakes.pyskl(5, 17, "aagcn", people=2, head="cls_head.fc"),
        fakes.run_pyskl,
        "coco17",
        443,
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


def clips(joints: int, channels: int = 3) -> Tensor:
    """Two clips of two people; nobody stands in the second place of the second one."""
    x = torch.randn(2, channels, 13, joints, 2)
    x[1, ..., 1:] = 0
    return x


@pytest.mark.parametrize("case", CASES)
def test_the_converted_network_gives_the_same_scores(case: str) -> None:
    name, make, run, layout, tensors = CASES[case]
    state = make()
    assert len(state) == tensors
    before = {key: value.clone() for key, value in state.items()}
    form = recognise(state)
    assert form is FORMS[name]
    network = converted(state, form)
    assert network.layout == layout
    x = clips({"coco17": 17, "kinetics18": 18, "ntu25": 25}[layout])
    with torch.no_grad():
        wanted = run(before, x)
        torch.testing.assert_close(network.model(x), wanted, rtol=1e-5, atol=1e-5)
        alone = network.model(x[1:, ..., :1])  # the empty place is filled up
    torch.testing.assert_close(alone, wanted[1:], rtol=1e-5, atol=1e-5)
    assert wanted.std() > 0.05
    assert state.keys() == before.keys()
    assert all(torch.equal(state[key], before[key]) for key in before)


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("st-gcn", fakes.st_gcn(2, 18)),
        ("mmaction-st-gcn", fakes.old_mmaction(fakes.st_gcn(2, 18))),
        ("2s-agcn", fakes.agcn(2, 25)),
        ("aagcn", fakes.agcn(2, 25, attentive=True)),
        ("author-gcn", fakes.author(2, 25, "agcn")),
        ("author-st-bln", fakes.author(2, 25, "stbln")),
    ],
)
def test_the_places_of_a_form_are_those_of_its_tensors(name: str, state: State) -> None:
    assert FORMS[name].places == places(state)
    assert recognise(state) is FORMS[name]


def test_the_places_of_pyskls_forms_hold_either_head() -> None:
    for kind, people in (("stgcn", 1), ("aagcn", 2)):
        state = fakes.pyskl(2, 17, kind, people)
        found = recognise(state)
        assert found.places - places(state) == {"cls_head.fc"}
        assert places(state) <= found.places


def test_mmaction_before_its_first_release() -> None:
    state = fakes.st_gcn(3, 18)
    network = converted(fakes.old_mmaction(state), FORMS["mmaction-st-gcn"])
    x = clips(18)
    with torch.no_grad():
        torch.testing.assert_close(network.model(x), fakes.run_st_gcn(state, x), rtol=1e-5, atol=1e-5)


def test_one_person_alone() -> None:
    """With ``--person`` nobody else is averaged in, and where people have statistics of their own, this one's count."""
    state = fakes.agcn(4, 25)
    x = clips(25)[..., :1]
    for person in (1, 2):
        network = converted(state, FORMS["2s-agcn"], person)
        own = {key: value.view(2, -1)[person - 1] for key, value in state.items() if key.startswith("data_bn.r")}
        own |= {f"data_bn.{part}": state[f"data_bn.{part}"].view(2, -1)[person - 1] for part in ("weight", "bias")}
        with torch.no_grad():
            wanted = fakes.run_agcn({**state, **own}, x)
            torch.testing.assert_close(network.model(x), wanted, rtol=1e-5, atol=1e-5)
    with pytest.raises(UserError, match="--person must be 1 to 2"):
        converted(state, FORMS["2s-agcn"], 3)


def test_more_people_than_there_are_places_for() -> None:
    network = converted(fakes.pyskl(2, 17, "stgcn"), FORMS["pyskl-st-gcn"])
    with pytest.raises(ValueError, match="must have M up to 2"):
        network.model(torch.zeros(1, 3, 9, 17, 3))


def test_frame_by_frame_only_where_it_can_be() -> None:
    state = fakes.st_gcn(3, 18)
    check_model(converted(state, FORMS["st-gcn"], person=1).model)
    with pytest.raises(ValueError, match="averages over 2 people, present or not"):
        check_model(converted(state, FORMS["st-gcn"]).model)
    with pytest.raises(ValueError, match="graph is computed from the whole window"):
        check_model(converted(fakes.agcn(3, 18), FORMS["2s-agcn"], person=1).model)
    with pytest.raises(ValueError, match="residuals of the author's ST-BLN"):
        check_model(converted(fakes.author(3, 18, "stbln"), FORMS["author-st-bln"], person=1).model)


def test_the_nearest_form_is_named() -> None:
    state = fakes.pyskl(3, 17, "stgcn")
    other = {key.replace(".tcn.conv.", ".tcn.branches.0.3.conv."): value for key, value in state.items()}
    with pytest.raises(
        UserError, match=r"ST-GCN\+\+ or another.*Nearest is ST-GCN of pyskl.*not backbone.gcn.#.tcn.branches.#.#.conv"
    ):
        recognise(other)
    author = fakes.author(3, 25, "stgcn")
    with pytest.raises(UserError, match=r"is TA-GCN.*Nearest is ST-GCN or AGCN of the author of ST-BLN"):
        recognise({**author, "layers.layer3.fc_attn_block.weight": torch.zeros(1)})
    renamed = {key.replace("PA", "mask"): value for key, value in fakes.agcn(3, 25).items()}
    with pytest.raises(UserError, match=r"of no form that is known.*Nearest is 2s-AGCN, which has l#.gcn#.PA"):
        recognise(renamed)
    with pytest.raises(UserError, match="Known are ST-GCN of its first public code, "):
        recognise({"transformer.weight": torch.zeros(1)})


def test_tensors_that_do_not_fit() -> None:
    state = fakes.st_gcn(4, 18)
    first = FORMS["st-gcn"]
    with pytest.raises(UserError, match=r"tensors that stgcn does not: extra \(taken for ST-GCN of its first"):
        converted({**state, "extra": torch.zeros(1)}, first)
    temporal = "st_gcn_networks.9.tcn.2.weight"
    with pytest.raises(UserError, match=f"no tensor '{temporal}': it is of another network"):
        converted({key: value for key, value in state.items() if key != temporal}, first)
    with pytest.raises(UserError, match="13 joints; known are 17, 18, 25"):
        converted({**state, "A": torch.zeros(3, 13, 13)}, first)
    with pytest.raises(UserError, match="does not fit stgcn: size mismatch"):
        converted(fakes.st_gcn(4, 18, base=8), first)
    with pytest.raises(UserError, match="data_bn has 54 values, not a multiple of 75"):
        converted({**state, "A": torch.zeros(3, 25, 25)}, first)


def test_the_authors_st_bln_has_as_many_parameters_as_its_code() -> None:
    """5.24 million for NTU-60; as the paper's text has it, 3.14."""
    state = fakes.author(60, 25, "stbln")
    parameters = sum(value.numel() for key, value in state.items() if "running" not in key and "num_batches" not in key)
    assert parameters == 5_236_198
