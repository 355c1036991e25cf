"""The folders that the program uses: the user's cache, the bundled weights, the assets."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_CORE = Path(__file__).resolve().parent


def cache_dir() -> Path:
    """The user's cache folder (``SKELAPP_CACHE`` overrides it). Not created here."""
    override = os.environ.get("SKELAPP_CACHE")
    return Path(override) if override else Path(platformdirs.user_cache_dir("skelapp", appauthor=False))


def bundled(folder: str, packaged: Path) -> Path:
    """A folder that lies at the top of a checkout, or inside the package of an installed wheel."""
    checkout = _CORE.parent / folder
    return checkout if checkout.is_dir() else packaged


def weights_dir() -> Path:
    """The folder of the bundled weights."""
    return bundled("weights", _CORE / "weights")


def own_weights_dir() -> Path:
    """The folder of the weights that the user taught by name (``SKELAPP_WEIGHTS`` overrides it). Not created here."""
    override = os.environ.get("SKELAPP_WEIGHTS")
    return Path(override) if override else Path(platformdirs.user_data_dir("skelapp", appauthor=False)) / "weights"


def examples_dir() -> Path:
    """The folder of the examples that the user recorded, one subfolder a set (``SKELAPP_EXAMPLES`` overrides it). Not
    created here."""
    override = os.environ.get("SKELAPP_EXAMPLES")
    return Path(override) if override else Path(platformdirs.user_data_dir("skelapp", appauthor=False)) / "examples"


def assets_dir() -> Path:
    """The folder of the bundled demo clip and pictures."""
    return bundled("assets", _CORE.parent / "app" / "assets")
