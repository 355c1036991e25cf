"""The public surface: every name is there, and none is paid for before it is used."""

import subprocess
import sys

import pytest

import core
from core.errors import UserError
from core.inference.recognizer import Recognizer
from core.models import create_model

HEAVY = ("PyQt6", "cv2", "lightning", "matplotlib", "mediapipe", "numpy", "safetensors", "scipy", "torch")


def loaded_after(statement: str) -> set[str]:
    """The modules of core, and the heavy ones of others, that a fresh interpreter holds after a statement."""
    code = f"{statement}; import sys; print(*sys.modules)"
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    return {name for name in output.split() if name.split(".")[0] == "core" or name in HEAVY}


@pytest.mark.parametrize(
    ("statement", "modules"),
    [
        ("import core", {"core"}),
        ("from core import UserError", {"core", "core.errors"}),
        ("import core; core.__all__, dir(core), core.__version__", {"core"}),
    ],
)
def test_a_name_loads_no_more_than_it_needs(statement: str, modules: set[str]) -> None:
    assert loaded_after(statement) == modules


def test_networks_and_sources_come_without_one_another() -> None:
    assert loaded_after("from core import create_model") & {"cv2", "mediapipe", "lightning", "core.data"} == set()
    assert loaded_after("from core import open_source") & {"torch", "mediapipe", "core.models"} == set()


def test_every_public_name_is_the_thing_itself() -> None:
    assert core.Recognizer is Recognizer
    assert core.UserError is UserError
    assert core.create_model is create_model
    assert all(callable(getattr(core, name)) for name in core.__all__)
    assert set(core.__all__) <= set(dir(core))


def test_a_name_that_there_is_not() -> None:
    with pytest.raises(AttributeError, match="module 'core' has no attribute 'recogniser'"):
        core.recogniser  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(ImportError):
        from core import nobody  # type: ignore[attr-defined]  # noqa: F401
