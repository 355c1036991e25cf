"""The page "What it knows"."""

from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.ui.texts import knowledge as texts
from app.ui.views import theme
from app.ui.views.knowledge_page import KnowledgePage, span
from app.ui.window import MainWindow
from tests.app.fakes import card


def test_one_card_an_action_and_another_network(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    page = KnowledgePage(parent, None, theme.DARK, None)
    assert (page.heading.text(), page.cards) == (texts.NO_NETWORK, [])
    page.show_card(card())
    assert sorted(each.action.name for each in page.cards) == sorted(card().labels)
    page.show_card(replace(card(), title="Other", labels=("jump", "run"), recognised={"run": 0.9, "jump": 0.1}))
    assert page.heading.text() == "Other"
    assert [each.accessibleName() for each in page.cards] == ["run, 90% recognised", "jump, 10%: often missed"]


def test_figures_move_and_rest_at_the_end(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    page = KnowledgePage(parent, replace(card(), labels=("walk", "juggle")), theme.LIGHT, None)
    walk = next(each for each in page.cards if each.action.name == "walk")
    walk.resize(140, 140)
    walk.grab()  # from now on it is laid out
    walk.show_pose(3)
    first = walk.grab().toImage()
    walk.show_pose(20)
    assert walk.grab().toImage() != first
    walk.show_pose(39)
    last = walk.grab().toImage()
    walk.show_pose(45)
    assert walk.grab().toImage() == last
    walk.show_pose(53)  # anew
    assert walk.grab().toImage() == first


def test_the_page_for_own_actions_is_one_click_away_where_it_is_there(qtbot: QtBot) -> None:
    parent, asked = QWidget(), []
    qtbot.addWidget(parent)
    teach = QAction("Teach", parent)
    teach.triggered.connect(lambda: asked.append(1))
    page = KnowledgePage(parent, card(), theme.DARK, teach)
    (button,) = [each for each in page.findChildren(QPushButton) if each.text() == texts.TEACH]
    button.click()
    assert asked == [1]


def test_the_whole_motion_fits() -> None:
    motion = np.zeros((2, 18, 3), np.float32)
    motion[0, 3], motion[1, 4] = (-1, -2, 1), (3, 1, 1)
    motion[1, 5] = 9, 9, 0  # not seen
    left, top, width, height = span(motion)
    assert (left, top) == (-1.25, -2.25)
    assert (left + width, top + height) == (pytest.approx(3.1), pytest.approx(1.1))


def test_help_and_the_tag_open_it(qtbot: QtBot, window: MainWindow) -> None:
    window.picture.tag_clicked.emit()
    (page,) = window.findChildren(KnowledgePage)
    assert page.isVisible()
    assert window.commands.knows in window.menus.models.actions()
    page.close()
    window.commands.knows.trigger()
    assert page.isVisible()
    assert window.findChildren(KnowledgePage) == [page]
