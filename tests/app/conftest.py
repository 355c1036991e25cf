"""Fixtures of the program's tests."""

from __future__ import annotations

import pytest

from tests.app.fakes import FakeWorld


@pytest.fixture
def world() -> FakeWorld:
    """Fake sources, pose and networks; add sources to it, and give its services to a player."""
    return FakeWorld()
