"""Shared by all tests: no screen, no network but the package index, nothing of the user's own settings."""

from __future__ import annotations

import os

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("SKELAPP_POSE_SOURCE", "wheel")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # a worker a processor: more threads only wait for one another


@pytest.fixture(autouse=True)
def _packs_in_a_folder_of_their_own(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What tests read as data sets does not end up in the user's cache."""
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setattr("core.data.pack.cached", lambda name: folder / name)
    monkeypatch.setenv("SKELAPP_WEIGHTS", str(folder / "weights"))
    monkeypatch.setenv("SKELAPP_CORRECTIONS", str(folder / "corrections"))
