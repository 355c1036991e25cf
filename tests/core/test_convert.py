"""The command: from a public file to weights with a card."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from core.checkpoint import load_checkpoint
from core.convert import main, stream_of
from core.errors import UserError
from tests.core.conversion import fakes


@pytest.fixture(autouse=True)
def _seed() -> None:
    torch.manual_seed(0)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> None:
    monkeypatch.setattr("sys.argv", ["core.convert", *map(str, arguments)])
    main()


@pytest.mark.parametrize("family", [(), ("stgcn",)])
def test_the_first_public_st_gcn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: tuple[str, ...]) -> None:
    state = fakes.st_gcn(5, 18)
    torch.save(state, tmp_path / "st_gcn.pt")
    (tmp_path / "labels.txt").write_text("abseiling\nair drumming\n\nanswering questions\napplauding\narchery\n")
    out = tmp_path / "kinetics.safetensors"
    run(monkeypatch, *family, tmp_path / "st_gcn.pt", "--labels", tmp_path / "labels.txt", "-o", out)
    checkpoint = load_checkpoint(out)
    x = torch.randn(2, 3, 13, 18, 2)
    with torch.no_grad():
        torch.testing.assert_close(checkpoint.model(x), fakes.run_st_gcn(state, x), rtol=1e-5, atol=1e-5)
    info = checkpoint.info
    assert (info.layout, info.stream, info.frames, info.rate) == ("kinetics18", "joint", 150, 30)
    assert (info.coordinates, info.convention, info.y_down, info.people) == ("picture", "", True, 2)
    assert info.labels[1] == "air drumming"
    assert info.license == "BSD-2-Clause, that of the code; the weights may come under another one"
    assert info.origin == "st_gcn.pt of github.com/yysijie/st-gcn"
    assert torch.equal(checkpoint.model.get_buffer("blocks.3.spatial.mixing.adjacency"), state["A"])


def test_pyskl_for_ntu_120(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    torch.save({"meta": {"epoch": 16}, "state_dict": fakes.pyskl(120, 17, "stgcn")}, tmp_path / "bm.pth")
    out = tmp_path / "ntu120-bm.safetensors"
    run(monkeypatch, tmp_path / "bm.pth", "--labels", "ntu120", "-o", out)
    info = load_checkpoint(out).info
    assert (info.model, info.layout, info.stream, info.people, info.dimensions) == (
        "stgcn",
        "coco17",
        "bone_motion",
        2,
        2,
    )
    assert (info.frames, info.sampling, info.coordinates, info.convention) == (100, "repeat", "picture", "pyskl")
    assert (info.labels[0], info.labels[119]) == ("drink water", "rock-paper-scissors")
    assert info.license.startswith("Apache-2.0")
    assert info.origin == "bm.pth of github.com/kennymckormick/pyskl"
    assert "live it takes the last 3.3 seconds" in info.note
    assert "motion is that between the frames of the window" in info.note
    said = capsys.readouterr().out
    assert "ST-GCN of pyskl and mmaction2, bone_motion, coco17, 120 classes" in said
    assert info.note in said


def test_what_the_user_says_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save(fakes.agcn(60, 25), tmp_path / "ntu_cv_agcn_bone-49-31300.pt")
    options = ("--licence", "CC BY-NC 4.0", "--origin", "a colleague", "--frames", 64, "--person", 1)
    out = tmp_path / "a.safetensors"
    run(monkeypatch, tmp_path / "ntu_cv_agcn_bone-49-31300.pt", "--labels", "ntu60", "-o", out, *options)
    info = load_checkpoint(out).info
    assert (info.license, info.origin, info.frames, info.stream) == ("CC BY-NC 4.0", "a colleague", 64, "bone")
    assert (info.dimensions, info.coordinates, info.convention, info.y_down) == (3, "aligned", "2s-agcn", True)
    assert (info.people, info.model) == (1, "agcn-adaptive")
    assert info.note.startswith("one person is judged alone, where the original averages over two")
    assert "frames without anybody stay empty" in info.note


def test_the_stream_is_told_by_the_files_name() -> None:
    names = {
        "j.pth": "joint",
        "b.pth": "bone",
        "jm.pth": "joint_motion",
        "bm.pth": "bone_motion",
        "ki_agcn_joint-64-1.pt": "joint",
        "stgcn_8xb16-bone-motion-u100-80e_ntu120-xsub-keypoint-2d_20221129-a9.pth": "bone_motion",
        "stgcn_8xb16-joint-motion-u100-80e_ntu60-xsub-keypoint-3d.pth": "joint_motion",
        "weights.pth": "joint",
    }
    assert {name: stream_of(Path(name)) for name in names} == names


def test_labels_must_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch.save(fakes.st_gcn(4, 18), tmp_path / "a.pt")
    (tmp_path / "labels.txt").write_text("one\ntwo\n")
    labels, out = tmp_path / "labels.txt", tmp_path / "a.safetensors"
    with pytest.raises(UserError, match="has 2 labels, the checkpoint 4 classes"):
        run(monkeypatch, "stgcn", tmp_path / "a.pt", "--labels", labels, "-o", out)
    with pytest.raises(UserError, match="ntu60 has 60 labels, the checkpoint 4 classes"):
        run(monkeypatch, tmp_path / "a.pt", "--labels", "ntu60", "-o", out)
    with pytest.raises(UserError, match=r"none\.txt: no such file of labels; or say ntu60 or ntu120"):
        run(monkeypatch, tmp_path / "a.pt", "--labels", tmp_path / "none.txt", "-o", out)
    with pytest.raises(UserError, match=r"weights are \.safetensors"):
        run(monkeypatch, tmp_path / "a.pt", "--labels", labels, "-o", tmp_path / "a.pt")
    with labels.open("r+b") as file:
        file.truncate(65 << 20)
    with pytest.raises(UserError, match=r"labels\.txt holds 65 MB of text.*SKELAPP_LIMIT_TEXT"):
        run(monkeypatch, tmp_path / "a.pt", "--labels", labels, "-o", out)
