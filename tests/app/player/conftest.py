"""A player of fake sources, and who looks at it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.player.player import Player
from tests.app.fakes import FakeWorld
from tests.app.player.fakes import Watcher


@pytest.fixture
def player(world: FakeWorld) -> Iterator[Player]:
    player = Player(world.services())
    player.start(None)
    yield player
    assert player.close()


@pytest.fixture
def watcher(player: Player) -> Watcher:
    return Watcher(player)
