from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from app.ui.presenters.teach import Tile
from app.ui.views.teach_detail import ExampleDetail
from core.examples.store import Example
from tests.core.examples.motions import motion_of

ACTIONS = ("hop", "jump")


@pytest.fixture
def detail(qtbot: QtBot) -> ExampleDetail:
    out = ExampleDetail()
    qtbot.addWidget(out)
    return out


def tile(trim: tuple[float, float] | None = None) -> Tile:
    return Tile(replace(Example("hop/a"), trim=trim), motion_of(1.0), "looks like jump")


def test_one_example_can_be_trimmed(qtbot: QtBot, detail: ExampleDetail) -> None:
    detail.show_selection([tile((0.5, 1.5))], motion_of(2.0), ACTIONS, "hop")
    assert (detail.start.value(), detail.end.value(), detail.end.maximum()) == (0.5, 1.5, 2.0)
    assert detail.doubt.text() == "Look again: looks like jump"
    with qtbot.waitSignal(detail.trimmed) as told:
        detail.start.setValue(0.8)
        detail.start.editingFinished.emit()
    assert told.args == [0.8, 1.5]
    with qtbot.assertNotEmitted(detail.trimmed):
        detail.end.editingFinished.emit()  # nothing has changed
        detail.end.setValue(0.2)
        detail.end.editingFinished.emit()  # before the beginning


def test_several_can_be_moved_and_deleted_only(qtbot: QtBot, detail: ExampleDetail) -> None:
    detail.show_selection([tile(), tile()], None, ACTIONS, "hop")
    assert not detail.start.isEnabled()
    assert detail.delete.isEnabled()
    assert detail.action.currentText() == "hop"
    with qtbot.waitSignal(detail.relabelled) as told:
        detail.action.textActivated.emit("jump")
    assert told.args == ["jump"]


def test_nothing_selected_nothing_to_do(detail: ExampleDetail) -> None:
    detail.show_selection((), None, ACTIONS, "hop")
    assert not any(widget.isEnabled() for widget in (detail.start, detail.end, detail.action, detail.delete))
