from dataclasses import replace

import pytest
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.player.player import Player
from app.player.state import Status
from app.ui.views.model_menu import ModelMenu
from tests.app.fakes import FakeWorld, card

CARDS = (
    replace(card("net-joint"), stream="joint"),
    replace(card("net-bone"), stream="bone"),
    replace(card("plain"), model="stgcn"),
)


@pytest.fixture
def status(world: FakeWorld) -> Status:
    return replace(Player(world.services()).status(), models=CARDS, model=CARDS[0], weights="net-joint")


def entries(menu: QMenu) -> dict[str, QAction]:
    """All entries with what is below them."""
    found = {}
    for action in menu.actions():
        below = action.menu()
        found |= entries(below) if below is not None else {action.text(): action}
    return found


def test_networks_fusions_and_devices_are_chosen(qtbot: QtBot, status: Status) -> None:
    menu, chosen = QMenu(), []
    qtbot.addWidget(menu)
    load = QAction("Load")
    filled = ModelMenu(menu, (load,), chosen.append, chosen.append)
    filled.show_status(status, "auto")
    found = entries(menu)
    names = [name for name in found if name]
    assert names == [
        "joint", "bone", "joint + bone (2 streams)", "ST-GCN · joint", "Load", "Automatic", "CPU", "CUDA (NVIDIA)",
        "MPS (Apple)",
    ]  # fmt: skip
    assert [name for name in names if found[name].isChecked()] == ["joint", "Automatic"]
    for name in ("joint + bone (2 streams)", "ST-GCN · joint", "CPU"):
        found[name].trigger()
    assert chosen == ["net-joint+net-bone", "plain", "cpu"]


def test_a_fusion_in_use_is_checked_and_a_file_is_listed(qtbot: QtBot, status: Status) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    load = QAction("Load")
    filled = ModelMenu(menu, (load,), print, print)
    fused = replace(CARDS[0], name="net-joint+net-bone", title="both")
    filled.show_status(replace(status, model=fused), "cpu")
    found = entries(menu)
    assert [name for name in found if found[name].isChecked()] == ["joint + bone (2 streams)", "CPU"]
    filled.show_status(replace(status, model=replace(card("mine"), title="Mine")), "cpu")
    found = entries(menu)
    assert found["Mine"].isChecked()
    assert not found["Mine"].isEnabled()


def test_without_weights_it_says_so(qtbot: QtBot, status: Status) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    load = QAction("Load")
    filled = ModelMenu(menu, (load,), print, print)
    filled.show_status(replace(status, models=(), model=None, loading_model="x"), "auto")
    assert "reading the list …" in entries(menu)
    filled.show_status(replace(status, models=(), model=None, loading_model=""), "auto")
    assert "no weights found" in entries(menu)
