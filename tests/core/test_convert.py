"""Public checkpoints: equivalent outputs, clear refusals, nothing in a file is run."""

import pickle
from pathlib import Path

import pytest
import torch

from core.checkpoint import load_checkpoint
from core.convert import convert_agcn, convert_stgcn, main, read_state
from core.errors import UserError
from core.graph import adjacency
from core.skeleton import get_layout
from tests.core.public_networks import FamilyAGCN, PublicSTGCN


def clip(joints: int, people: int = 2) -> torch.Tensor:
    x = torch.randn(2, 3, 19, joints, people)
    x[1, ..., 1:] = 0  # the second clip has one person
    return x


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr("sys.argv", ["core.convert", *map(str, arguments)])
    main()


@pytest.mark.parametrize(("joints", "layout"), [(18, "kinetics18"), (25, "ntu25")])
@pytest.mark.parametrize("importance", [True, False])
def test_public_st_gcn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, joints: int, layout: str, importance: bool
) -> None:
    # The full width: the converter finds the widths of the published network and no others.
    public = PublicSTGCN(5, joints, base=64, importance=importance)
    torch.save(public.state_dict(), tmp_path / "st_gcn.pt")
    (tmp_path / "labels.txt").write_text("abseiling\nair drumming\n\nanswering questions\napplauding\narchery\n")
    out = tmp_path / "kinetics.safetensors"
    run(monkeypatch, "stgcn", tmp_path / "st_gcn.pt", "--labels", tmp_path / "labels.txt", "-o", out)
    checkpoint = load_checkpoint(out)
    x = clip(joints)
    with torch.no_grad():
        torch.testing.assert_close(checkpoint.model(x), public(x), rtol=1e-5, atol=1e-5)
    assert checkpoint.info.layout == layout
    assert checkpoint.info.labels[1] == "air drumming"
    assert checkpoint.info.y_down
    kept = checkpoint.model.get_buffer("blocks.3.spatial.mixing.adjacency")
    assert torch.equal(kept, public.A)


@pytest.mark.parametrize("layout", ["kinetics18", "ntu25"])
def test_plain_family_checkpoint_of_one_person(layout: str) -> None:
    A = adjacency(get_layout(layout))
    public = FamilyAGCN(4, A, people=1, base=64)
    model, found, _ = convert_agcn(public.state_dict())
    x = clip(A.shape[-1], people=1)
    with torch.no_grad():
        torch.testing.assert_close(model(x), public(x), rtol=1e-5, atol=1e-5)
    assert found == layout


def test_plain_family_checkpoint_with_statistics_for_two_people() -> None:
    public = FamilyAGCN(4, adjacency(get_layout("ntu25")), people=2, base=64)
    state = public.state_dict()
    with pytest.raises(UserError, match=r"normalises each of 2 people differently.*--person 1"):
        convert_agcn(state)
    with pytest.raises(UserError, match="--person must be 1 to 2"):
        convert_agcn(state, person=3)
    for name in ("weight", "bias", "running_mean", "running_var"):  # alike for both: nothing to choose
        state[f"data_bn.{name}"] = state[f"data_bn.{name}"].view(2, -1)[:1].repeat(2, 1).flatten()
    public.load_state_dict(state)
    model, _, _ = convert_agcn(state)
    x = clip(25)
    with torch.no_grad():
        torch.testing.assert_close(model(x), public(x), rtol=1e-5, atol=1e-5)


def test_data_dependent_graphs_are_refused() -> None:
    state = FamilyAGCN(4, adjacency(get_layout("ntu25")), people=1, base=64).state_dict()
    state["l1.gcn1.conv_a.0.weight"] = torch.zeros(16, 3, 1, 1)
    with pytest.raises(UserError, match=r"data-dependent graph \(l1.gcn1.conv_a.0.weight"):
        convert_agcn(state)


def test_other_networks_are_refused() -> None:
    state = PublicSTGCN(4, 18, base=64).state_dict()
    with pytest.raises(UserError, match="no tensor 'A': it is of another network"):
        convert_stgcn({key: value for key, value in state.items() if key != "A"})
    with pytest.raises(UserError, match="tensors that stgcn does not: extra"):
        convert_stgcn({**state, "extra": torch.zeros(1)})
    with pytest.raises(UserError, match="17 joints; known are 18, 25"):
        convert_stgcn(PublicSTGCN(4, 17, base=64).state_dict())
    with pytest.raises(UserError, match="does not fit stgcn: size mismatch"):
        convert_stgcn(PublicSTGCN(4, 18, base=8).state_dict())
    with pytest.raises(UserError, match=r"no tensor 'l1.gcn1.conv_d.0.weight'|graph has 0 joints"):
        convert_agcn(state)


def test_the_state_handed_in_is_not_changed() -> None:
    state = PublicSTGCN(4, 18, base=64).state_dict()
    before = {key: value.clone() for key, value in state.items()}
    convert_stgcn(state)
    assert state.keys() == before.keys()
    assert all(torch.equal(state[key], before[key]) for key in before)


def test_wrappers_are_taken_off(tmp_path: Path) -> None:
    torch.save({"epoch": 3, "state_dict": {"module.fcn.bias": torch.ones(2)}}, tmp_path / "a.pt")
    assert list(read_state(tmp_path / "a.pt")) == ["fcn.bias"]


class Trap:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return (Path.touch, (self.path,))


def test_files_that_are_no_tables_of_tensors(tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    torch.save({"weight": torch.zeros(1), "trap": Trap(sprung)}, tmp_path / "trap.pt")
    (tmp_path / "raw.pt").write_bytes(pickle.dumps(Trap(sprung)))
    (tmp_path / "text.pt").write_text("hello")
    (tmp_path / "empty.pt").write_bytes(b"")
    torch.save([1, 2], tmp_path / "list.pt")
    for name in ("trap.pt", "raw.pt", "text.pt", "empty.pt", "list.pt", "missing.pt"):
        with pytest.raises(UserError, match=name):
            read_state(tmp_path / name)
    assert not sprung.exists()


def test_labels_must_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save(PublicSTGCN(4, 18, base=64).state_dict(), tmp_path / "a.pt")
    (tmp_path / "labels.txt").write_text("one\ntwo\n")
    labels, out = tmp_path / "labels.txt", tmp_path / "a.safetensors"
    with pytest.raises(UserError, match="has 2 labels, the checkpoint 4 classes"):
        run(monkeypatch, "stgcn", tmp_path / "a.pt", "--labels", labels, "-o", out)
    with pytest.raises(UserError, match="no such file of labels"):
        run(monkeypatch, "stgcn", tmp_path / "a.pt", "--labels", tmp_path / "none.txt", "-o", out)
    with pytest.raises(UserError, match=r"weights are \.safetensors"):
        run(monkeypatch, "stgcn", tmp_path / "a.pt", "--labels", labels, "-o", tmp_path / "a.pt")
