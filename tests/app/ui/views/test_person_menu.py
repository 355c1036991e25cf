from collections.abc import Callable

from PyQt6.QtCore import QPointF
from PyQt6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.player.state import State, Status
from app.ui.presenters.people import PersonMenu
from app.ui.views.person_menu import person_menu
from app.ui.window import MainWindow
from tests.app.fakes import FakeWorld

Until = Callable[[Callable[[Status], bool]], None]


def entries(menu: QMenu) -> dict[str, bool]:
    return {action.text(): action.isEnabled() for action in menu.actions() if not action.isSeparator()}


def below(menu: QMenu, name: str) -> QMenu:
    found = next(action.menu() for action in menu.actions() if action.text() == name)
    assert found is not None
    return found


def test_what_can_be_done_about_a_person(window: MainWindow) -> None:
    taught: list[int] = []

    def menu(about: PersonMenu) -> QMenu:
        return person_menu(window, window.presenter, about, taught.append)

    live = menu(PersonMenu(1))
    assert entries(live) == {
        "Show in the panels": True,
        "Teach this …": True,
        "Who is who can be corrected in files only": False,
    }
    next(action for action in live.actions() if action.text() == "Teach this …").trigger()
    assert taught == [1]
    assert list(entries(menu(PersonMenu(1, possible=True))).values()) == [True, True, True]
    known = menu(PersonMenu(1, (4, 5), (2,), possible=True, analysed=True))
    assert list(entries(below(known, "Is the same person as"))) == ["Person 4", "Person 5"]
    assert list(entries(below(known, "Swap from here on with"))) == ["Person 2"]
    assert entries(known)["Undo the last correction"] is False


def test_swapping_two_people_in_the_window(world: FakeWorld, qtbot: QtBot, window: MainWindow, until: Until) -> None:
    world.add("a.mp4", fps=50.0, count=60)
    presenter = window.presenter
    presenter.open("a.mp4")
    until(lambda status: status.state is State.ENDED)
    presenter.toggle_analysis()
    until(lambda status: status.analysis is not None and status.analysis.done)
    presenter.seek(0.5)
    until(lambda status: status.position == 0.5)
    area = window.picture.area()
    place = QPointF(area.left() + area.width() / 3, area.top() + 0.4 * area.height()).toPoint()
    about = presenter.person_menu(*window.picture._pixel_at(QPointF(place)))
    assert about == PersonMenu(1, (), (2,), possible=True, analysed=True)
    menu = person_menu(window, presenter, about, lambda person: None)
    below(menu, "Swap from here on with").actions()[0].trigger()
    until(lambda status: status.analysis is not None and status.analysis.done)
    qtbot.waitUntil(lambda: shown_at_left(window) == 2)
    run = presenter.player.analysed()
    assert run is not None
    assert run.people(10).joints[0, 0, 0] < run.people(10).joints[1, 0, 0]
    assert run.people(25).joints[0, 0, 0] > run.people(25).joints[1, 0, 0]
    presenter.correct(None)
    qtbot.waitUntil(lambda: shown_at_left(window) == 1)


def shown_at_left(window: MainWindow) -> int:
    shown = window.presenter.shown
    assert shown is not None
    people = shown.result.people
    return people.ids[int(people.joints[:, 0, 0].argmin())]
