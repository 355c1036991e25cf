"""The folders that the program uses: the user's cache, the bundled weights, the assets."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import platformdirs

_CORE = Path(__file__).resolve().parent


def cache_dir() -> Path:
    """The user's cache folder (``SKELAPP_CACHE`` overrides it). Not created here."""
    override = os.environ.get("SKELAPP_CACHE")
    return Path(override) if override else _of_user(platformdirs.user_cache_dir)


def cached(name: str) -> Path:
    """Where a file or folder of the cache lies, or is to be put.

    That is in `cache_dir`, unless it is not there and cannot be made there: then in a folder that goes with the
    program, which is said once on standard error.
    """
    usual = cache_dir() / name
    with contextlib.suppress(OSError):
        if usual.exists():
            return usual
    with contextlib.suppress(OSError):
        usual.parent.mkdir(parents=True, exist_ok=True)
        if os.access(usual.parent, os.W_OK | os.X_OK):
            return usual
    return _spare(f"{cache_dir()} cannot be written; set SKELAPP_CACHE to another folder") / name


def store_file(content: bytes, path: Path) -> None:
    """Write a file so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="partial-") as folder:
        partial = Path(folder) / path.name
        partial.write_bytes(content)
        partial.replace(path)


def home_dir() -> Path:
    """The user's home folder; where a user has none, the folder for temporary files."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(tempfile.gettempdir())


def log_dir() -> Path:
    """The folder of the log and of crash reports, in the cache. Not created here."""
    return cache_dir() / "log"


def _of_user(where: Callable[..., str]) -> Path:
    """A folder as `platformdirs` names it, of a user who may have no home."""
    try:
        return Path(where("skelapp", appauthor=False))
    except (RuntimeError, KeyError, OSError):
        return _spare("this user has no home folder; set HOME, or SKELAPP_CACHE and SKELAPP_WEIGHTS") / where.__name__


@lru_cache(maxsize=1)
def _spare(why: str) -> Path:
    print(f"skelapp: warning: {why}: what is made there is kept until the program ends", file=sys.stderr)
    folder = Path(tempfile.mkdtemp(prefix="skelapp-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def bundled(folder: str, packaged: Path) -> Path:
    """A folder that lies inside the package of an installed wheel, or at the top of a checkout.

    Beside an installed package, where the checkout's would be, lie those of others.
    """
    return packaged if packaged.is_dir() else _CORE.parent / folder


def weights_dir() -> Path:
    """The folder of the bundled weights."""
    return bundled("weights", _CORE / "weights")


def own_weights_dir() -> Path:
    """The folder of the weights that the user taught by name (``SKELAPP_WEIGHTS`` overrides it). Not created here."""
    override = os.environ.get("SKELAPP_WEIGHTS")
    return Path(override) if override else _of_user(platformdirs.user_data_dir) / "weights"


def examples_dir() -> Path:
    """The folder of the examples that the user recorded, one subfolder a set (``SKELAPP_EXAMPLES`` overrides it). Not
    created here."""
    override = os.environ.get("SKELAPP_EXAMPLES")
    return Path(override) if override else Path(platformdirs.user_data_dir("skelapp", appauthor=False)) / "examples"


def corrections_dir() -> Path:
    """The folder of the user's corrections of who is who, one file a video (``SKELAPP_CORRECTIONS`` overrides it). Not
    created here."""
    override = os.environ.get("SKELAPP_CORRECTIONS")
    return Path(override) if override else _of_user(platformdirs.user_data_dir) / "corrections"


def assets_dir() -> Path:
    """The folder of the bundled demo clip and pictures."""
    return bundled("assets", _CORE.parent / "app" / "assets")
