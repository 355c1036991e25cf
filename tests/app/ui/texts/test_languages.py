"""Every text has its translation, with the same placeholders, and a window in another language shows no English."""

import importlib
import pkgutil
import re
import string
from dataclasses import asdict, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QAbstractButton, QDockWidget, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.player.player import Player
from app.ui import texts
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import WindowPresenter
from app.ui.texts import commands, languages, messages, picture
from app.ui.texts.languages import _FORMS, LANGUAGES, chosen_language, constants, merged, pairs, said, use
from app.ui.window import MainWindow
from core.errors import UserError
from core.sources import open_source
from tests.app.fakes import FakeWorld

_MODULES = [
    importlib.import_module(f"app.ui.texts.{each.name}")
    for each in pkgutil.iter_modules(texts.__path__)
    if not each.ispkg and each.name != "languages"
]

_ENGLISH = {module: constants(module) for module in _MODULES}


def flat(value: Any, path: str = "") -> dict[str, str]:
    """All texts in a constant, by where they stand; shortcuts and numbers are none."""
    if isinstance(value, str):
        return {path: value}
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, dict):
        items: Any = [(key, each) for key, each in value.items() if key != "shortcut"]
    else:
        items = enumerate(value) if isinstance(value, tuple | list) else ()
    return {place: text for key, each in items for place, text in flat(each, f"{path}.{key}").items()}


def placeholders(text: str) -> list[tuple[str, str]]:
    """Names and formats that are filled in, sorted."""
    return sorted((name, form or "") for _, name, form, _ in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("english", _MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_text_has_its_translation_with_the_same_placeholders(english: ModuleType, language: str) -> None:
    found = dict(pairs(language))
    assert english in found, f"add a module of this name to app/ui/texts/{LANGUAGES[language]}/"
    missing, wrong = [], []
    for name, value in constants(english).items():
        if not hasattr(found[english], name):
            missing.append(name)
            continue
        translated = flat(merged(value, getattr(found[english], name)), name)
        own = {".".join(place.split(".")[:2]) for place in flat(getattr(found[english], name), name)}
        for place, text in flat(value, name).items():
            same = text == translated[place] and re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}", text)
            if same or (isinstance(value, dict) and ".".join(place.split(".")[:2]) not in own):
                missing.append(place)
            elif placeholders(text) != placeholders(translated[place]):
                wrong.append(place)
    assert (missing, wrong) == ([], [])


def test_german_texts_keep_shortcuts(german: None) -> None:
    assert commands.COMMANDS["open"] == commands.CommandText(
        "Datei öffnen …", "Ctrl+O", "Ein Video oder eine Skelettdatei abspielen"
    )
    assert picture.UNCERTAIN == "unsicher"


def test_a_german_window_shows_no_english(
    german: None, qtbot: QtBot, world: FakeWorld, preferences: Preferences
) -> None:
    """The proof: texts are looked up when they are shown, none is kept from before."""
    english = {text for module, kept in _ENGLISH.items() for text in flat(list(kept.values())).values() if " " in text}
    english -= {text for module in _MODULES for text in flat(list(constants(module).values())).values()}
    presenter = WindowPresenter(Player(world.services()), preferences)
    window = MainWindow(presenter)
    qtbot.addWidget(window)
    for command in (window.commands.settings, window.commands.knows, window.commands.guide):
        command.trigger()
    shown = {action.text() for action in window.findChildren(QAction)}
    shown |= {action.toolTip().partition("  (")[0] for action in window.findChildren(QAction)}
    for kind in (QLabel, QAbstractButton):
        shown |= {widget.text() for widget in window.findChildren(kind)}  # type: ignore[type-var]
    shown |= {widget.toolTip() for widget in window.findChildren(QWidget)}
    shown |= {dock.windowTitle() for dock in window.findChildren(QDockWidget)}
    assert {"Einstellungen …", "Textgröße", "Wie sicher es ist", "Warum"} & shown
    assert english & shown == set()
    window.close()


@pytest.mark.parametrize(
    ("setting", "system", "language"),
    [("en", "de_DE.UTF-8", "en"), ("de", "en_GB", "de"), ("system", "de_AT.UTF-8", "de"), ("system", "fr_FR", "en")],
)
def test_the_setting_comes_before_the_system(
    monkeypatch: pytest.MonkeyPatch, setting: str, system: str, language: str
) -> None:
    monkeypatch.setenv("LC_ALL", system)
    assert chosen_language(setting) == language


def test_what_is_not_translated_stays_english() -> None:
    assert merged({"a": "one", "b": "two"}, {"a": "eins"}) == {"a": "eins", "b": "two"}
    command = commands.CommandText("Go", "G", "Go there")
    assert merged(command, ("Gehe", "Gehe dorthin")) == commands.CommandText("Gehe", "G", "Gehe dorthin")
    use("en")
    assert picture.UNCERTAIN == "uncertain"
    assert commands in dict(languages.pairs("de"))


def test_sentences_from_below_the_window_are_translated_with_their_values(german: None) -> None:
    missing = "/a/b (1).mp4 does not exist; give a video file, a camera number (0, 1, ...) or a stream address"
    assert said(missing).startswith("/a/b (1).mp4 gibt es nicht; geben Sie ein Video")
    assert said("o.csv cannot be written (No space left)") == "o.csv kann nicht geschrieben werden (No space left)"
    assert said("0.4 s long, the others of its action 1.7 s") == "0,4 s lang, die anderen dieser Handlung 1,7 s"
    assert said("x.npz: row 3 is odd") == "Meldung auf Englisch: x.npz: row 3 is odd"


def test_sentences_from_below_the_window_stay_as_they_are_in_english(tmp_path: Path) -> None:
    for text in ("there is no camera 7; they are numbered from 0", "x.npz: row 3 is odd"):
        assert said(text) == text
    with pytest.raises(UserError) as raised:
        open_source(str(tmp_path / "none.mp4"))
    assert any(form.fullmatch(str(raised.value)) for _, form in _FORMS)  # the form is the one that is really said


@pytest.mark.parametrize("key", sorted(messages.SENTENCES))
def test_each_sentence_is_really_said_below_the_window(key: str) -> None:
    """A sentence that was reworded there must be reworded here, or it would be English again."""
    fixed = max(re.split(r"\{\w+\}", _ENGLISH[messages]["SENTENCES"][key]), key=len)
    paths = [path for room in ("core", "app/player", "app/output") for path in Path(room).rglob("*.py")]
    sources = [re.sub(r'"\n *f?"', "", path.read_text()) for path in paths]  # one text over two lines
    assert any(fixed in source for source in sources), fixed
