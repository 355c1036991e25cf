"""Networks that load beside the running one."""

import numpy as np
import pytest

from app.player.model_loader import warm_up
from app.player.player import Player
from app.player.state import State
from core.inference.recognizer import Recognizer
from core.types import People
from tests.app.fakes import FakeWorld, card, wait_for
from tests.app.player.fakes import Watcher
from tests.core.fakes import random_model, small_info


def test_swaps_the_network_while_playing(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=100.0, count=100000)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    world.may_load.clear()
    player.load_model("fake-b")
    assert player.status().loading_model == "fake-b"
    shown = len(watcher.seen)
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > shown + 5)  # the picture goes on
    assert watcher.seen[-1].info == world.cards[0]
    world.may_load.set()
    wait_for(lambda: watcher.poll() is State.PLAYING and watcher.seen[-1].info == world.cards[1])
    assert len(watcher.seen[-1].result.predictions[0].scores) == 7
    assert player.status().loading_model == ""


def test_bad_weights_keep_the_old_network(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=100.0, count=100000)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.load_model("nonsense.txt")
    wait_for(lambda: watcher.poll() is State.PLAYING and bool(watcher.messages))
    assert watcher.messages == [
        "nonsense.txt is not a weights file; weights are .safetensors made by core.train. Fake A stays in use."
    ]
    assert player.status().model == world.cards[0]


def test_the_last_network_asked_for_wins(world: FakeWorld, player: Player) -> None:
    wait_for(lambda: player.status().model is not None)
    world.may_load.clear()
    player.load_model("fake-b")
    player.load_model("fake-a")
    player.load_model("fake-b")
    player.load_model("nonsense")
    player.load_model("fake-a")
    world.may_load.set()
    wait_for(lambda: player.status().loading_model == "")
    assert player.status().model == world.cards[0]
    assert player.take_messages() == []


def test_a_network_taught_meanwhile_is_listed(world: FakeWorld, player: Player) -> None:
    wait_for(lambda: player.status().model is not None)
    assert [info.name for info in player.status().models] == ["fake-a", "fake-b"]
    world.cards.append(card("mine", "Mine"))
    player.load_model("mine")
    wait_for(lambda: player.status().weights == "mine")
    assert [info.name for info in player.status().models] == ["fake-a", "fake-b", "mine"]


def test_a_source_waits_for_the_first_network(world: FakeWorld) -> None:
    world.add("a.mp4", fps=20.0, count=3)
    player = Player(world.services())
    watcher = Watcher(player)
    player.start("nonsense")
    player.open("a.mp4")
    watcher.until(State.FAILED)
    player.load_model("fake-b")
    watcher.until(State.ENDED)
    assert watcher.seen[0].result.frame.index == 0  # nothing was skipped meanwhile
    assert player.close()


def test_a_network_that_takes_shares_of_the_picture_warms_up_and_forgets_it() -> None:
    info = small_info(coordinates="picture")
    recognizer = Recognizer(random_model(info), info)
    warm_up(recognizer)
    person = np.full((1, 18, 3), 0.5, np.float32)
    first = recognizer.push(People(person, (1,)), 0.0, (640, 480))[0]
    assert first.held == pytest.approx(1 / info.rate)  # nothing of the warm-up is left in the window
