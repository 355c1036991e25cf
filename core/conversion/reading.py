"""Opens PyTorch checkpoints of other people without running any code in them."""

from __future__ import annotations

import pickle
import tarfile
from collections import OrderedDict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor

from core.errors import UserError

State = dict[str, Tensor]

_WRAPPERS = ("state_dict", "model_state_dict", "model")
_BUILDERS = frozenset({"_rebuild_tensor_v2", "_rebuild_tensor", "_rebuild_parameter"})


class _Nothing:
    """Stands for whatever a file holds beside tensors, such as the logs of a training: takes anything, does nothing."""

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __call__(self, *_: object, **__: object) -> _Nothing:
        return self

    def __setstate__(self, _: object) -> None:
        pass

    def __setitem__(self, _: object, __: object) -> None:
        pass

    def append(self, _: object) -> None:
        pass

    def extend(self, _: object) -> None:
        pass

    def add(self, _: object) -> None:
        pass


class _Unpickler(pickle.Unpickler):
    """Finds tensors and ordered dictionaries; everything else is `_Nothing`."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if module == "torch._utils" and name in _BUILDERS:
            return getattr(torch._utils, name)
        if module == "torch" and name.endswith("Storage") and isinstance(getattr(torch, name, None), type):
            return getattr(torch, name)
        if (module, name) == ("torch.storage", "UntypedStorage"):
            return torch.UntypedStorage
        return _Nothing


def _load(file: Any, **options: Any) -> Any:
    return _Unpickler(file, **options).load()


_PICKLES = SimpleNamespace(Unpickler=_Unpickler, load=_load, __name__="pickle")


def read_state(path: Path) -> State:
    """The tensors of a PyTorch checkpoint, opened without running any code in it.

    Wrappers (``{"state_dict": ...}``) and the ``module.`` of DataParallel are taken off; what stands beside the
    tensors, such as the settings and logs that mmcv and mmengine write, is passed over.

    Raises:
        UserError: no such file, not a checkpoint, or one without a table of tensors.
    """
    if not path.is_file():
        raise UserError(f"{path}: no such file")
    if tarfile.is_tarfile(path):
        raise UserError(f"{path} is a checkpoint of PyTorch 0.1, which is not read; save it again with a newer one")
    try:
        content: Any = torch.load(path, map_location="cpu", weights_only=False, pickle_module=_PICKLES)
    except Exception as error:  # a damaged file makes the unpickler fail in any way
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UserError(f"{path} cannot be read as a checkpoint of plain tensors ({first})") from error
    for wrapper in _WRAPPERS:
        if isinstance(content, dict) and isinstance(content.get(wrapper), dict):
            content = content[wrapper]
    if not isinstance(content, dict) or not content or not all(isinstance(v, Tensor) for v in content.values()):
        raise UserError(f"{path} holds no table of tensors; give the file that torch.save(model.state_dict()) made")
    return {str(key).removeprefix("module."): value for key, value in content.items()}
