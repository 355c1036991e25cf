"""Nothing in a checkpoint is run, whatever else stands in it."""

from __future__ import annotations

import pickle
import tarfile
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
import torch

from core.conversion import read_state
from core.errors import UserError


class Trap:
    """Writes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple:
        return (Path.touch, (self.path,))


class Log(list):
    """What a training writes beside its weights."""

    def __init__(self) -> None:
        super().__init__([1.0, 2.0])
        self.note = "a state of its own"


def test_wrappers_are_taken_off(tmp_path: Path) -> None:
    torch.save({"epoch": 3, "state_dict": {"module.fcn.bias": torch.ones(2)}}, tmp_path / "a.pt")
    assert list(read_state(tmp_path / "a.pt")) == ["fcn.bias"]


@pytest.mark.parametrize("zipped", [True, False])
def test_what_stands_beside_the_weights_is_passed_over(tmp_path: Path, zipped: bool) -> None:
    """As mmcv and mmengine write them, in the old file format and in the new one."""
    sprung = tmp_path / "sprung"
    weights = OrderedDict(weight=torch.arange(6.0).view(2, 3).t(), half=torch.ones(2).half(), count=torch.tensor(3))
    weights["parameter"] = torch.nn.Parameter(torch.ones(1))
    meta = {"log": Log(), "best": np.float64(0.5), "trap": Trap(sprung), "counts": {Log: 1}}
    torch.save({"meta": meta, "state_dict": weights}, tmp_path / "j.pth", _use_new_zipfile_serialization=zipped)
    state = read_state(tmp_path / "j.pth")
    assert list(state) == ["weight", "half", "count", "parameter"]
    assert torch.equal(state["weight"], weights["weight"])
    assert state["half"].dtype == torch.float16
    assert int(state["count"]) == 3
    assert not sprung.exists()


def test_files_that_are_no_tables_of_tensors(tmp_path: Path) -> None:
    sprung = tmp_path / "sprung"
    torch.save({"weight": torch.zeros(1), "trap": Trap(sprung)}, tmp_path / "trap.pt")
    (tmp_path / "raw.pt").write_bytes(pickle.dumps(Trap(sprung)))
    (tmp_path / "text.pt").write_text("hello")
    (tmp_path / "empty.pt").write_bytes(b"")
    torch.save([1, 2], tmp_path / "list.pt")
    with tarfile.open(tmp_path / "old.pt", "w") as archive:
        archive.add(tmp_path / "text.pt", "storages")
    for name in ("trap.pt", "raw.pt", "text.pt", "empty.pt", "list.pt", "old.pt", "missing.pt"):
        with pytest.raises(UserError, match=name):
            read_state(tmp_path / name)
    assert not sprung.exists()
