"""The menu of a person in the picture: follow them, correct who they are."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtWidgets import QMenu, QWidget

from app.ui.presenters.people import PersonMenu
from app.ui.presenters.presenter import WindowPresenter
from app.ui.texts import person as texts
from app.ui.texts.teach import TEACH_THIS


def person_menu(
    parent: QWidget, presenter: WindowPresenter, about: PersonMenu, teach: Callable[[int], object]
) -> QMenu:
    """The menu, ready to be shown; ``teach`` opens the page for own actions about a person."""
    menu = QMenu(parent)
    menu.addSection(texts.PERSON.format(person=about.person))
    _add(menu, texts.FOLLOW, lambda: presenter.follow(about.person))
    _add(menu, TEACH_THIS, lambda: teach(about.person))
    if not about.possible:
        _add(menu, texts.NOT_LIVE, None)
        return menu
    if not about.analysed:
        _add(menu, texts.ANALYSE_FIRST, presenter.toggle_analysis)
        return menu
    _add_others(menu, texts.SAME_AS, about.same, lambda other: presenter.merge(about.person, other))
    _add_others(menu, texts.SWAP_WITH, about.here, lambda other: presenter.swap(about.person, other))
    _add(menu, texts.UNDO, (lambda: presenter.correct(None)) if about.corrections else None)
    return menu


def _add(menu: QMenu, text: str, do: Callable[[], object] | None) -> None:
    action = menu.addAction(text)
    if action is None:
        return
    action.setEnabled(do is not None)
    if do is not None:
        action.triggered.connect(lambda: do())


def _add_others(menu: QMenu, text: str, others: tuple[int, ...], do: Callable[[int], object]) -> None:
    below = menu.addMenu(text)
    if below is None:
        return
    below.setEnabled(bool(others))
    for other in others:
        _add(below, texts.PERSON.format(person=other), lambda other=other: do(other))  # type: ignore[misc]
