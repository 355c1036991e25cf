"""Shared by the tests of inference."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def graphs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which graphs of networks are kept, one of each test's own."""
    folder = tmp_path / "graphs"
    monkeypatch.setattr("core.inference.onnx_windows.cached", lambda name: folder / name)
    return folder
