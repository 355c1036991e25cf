"""The language of the window's texts. English ones are written in this room, those of other languages below it.

A language is a package beside `german`, named in `LANGUAGES`: for each module of this room one of the same name, with
the same constants. A translator leaves shortcuts alone: of a command, a setting or a panel the texts stand in a tuple,
in the order of the dataclass. What is not translated stays English.
"""

from __future__ import annotations

import importlib
import locale
import os
import pkgutil
import re
from dataclasses import fields, is_dataclass, replace
from string import Formatter
from types import ModuleType
from typing import Any

from app.ui import texts
from app.ui.texts import messages, numbers

LANGUAGES = {"de": "german"}
"""The package of each language, by the code that settings and systems use."""


def chosen_language(setting: str) -> str:
    """The code of a language: of the setting ``system`` that of the system, where there is a translation, else en."""
    if setting != "system":
        return setting
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    code = (spoken or locale.getlocale()[0] or "en")[:2].lower()
    return code if code in LANGUAGES else "en"


def use(language: str) -> None:
    """Show texts in a language from now on; what is on the screen stays. Done once, before the window is made.

    Args:
        language: ``en``, or one of `LANGUAGES`.
    """
    if language not in LANGUAGES:
        return
    for english, other in pairs(language):
        for name, value in constants(english).items():
            if hasattr(other, name):
                setattr(english, name, merged(value, getattr(other, name)))


def said(text: str) -> str:
    """A sentence that was worded below the window, in English, in the language in use.

    It is known by its form; of one whose form is not in `messages.SENTENCES` the user is told that it is English.
    """
    for key, form in _FORMS:
        match = form.fullmatch(text)
        if match is not None:
            return messages.SENTENCES[key].format(**{name: _value(text) for name, text in match.groupdict().items()})
    return messages.IN_ENGLISH.format(text=text)


def _value(text: str) -> str:
    return numbers.number(float(text), ".1f") if re.fullmatch(r"\d+\.\d", text) else text


def _form(sentence: str) -> re.Pattern[str]:
    parts = (
        re.escape(before) + (f"(?P<{name}>.+)" if name else "") for before, name, _, _ in Formatter().parse(sentence)
    )
    return re.compile("".join(parts), re.DOTALL)


_FORMS = [
    (key, _form(sentence)) for key, sentence in messages.SENTENCES.items()
]  # before any language takes their place


def pairs(language: str) -> list[tuple[ModuleType, ModuleType]]:
    """Every module of English texts with its translation, where there is one."""
    package = LANGUAGES[language]
    names = [each.name for each in pkgutil.iter_modules(texts.__path__) if not each.ispkg and each.name != "languages"]
    found = []
    for name in names:
        try:
            other = importlib.import_module(f"{texts.__name__}.{package}.{name}")
        except ModuleNotFoundError:
            continue
        found.append((importlib.import_module(f"{texts.__name__}.{name}"), other))
    return found


def constants(module: ModuleType) -> dict[str, Any]:
    """The texts of a module by their names."""
    return {name: value for name, value in vars(module).items() if name.isupper()}


def merged(english: Any, other: Any) -> Any:
    """The translation in the form of the English text: entries that it lacks stay English, and so do shortcuts."""
    if isinstance(english, dict) and isinstance(other, dict):
        return {key: merged(value, other[key]) if key in other else value for key, value in english.items()}
    if is_dataclass(english) and not isinstance(english, type) and isinstance(other, tuple):
        names = [item.name for item in fields(english) if item.name != "shortcut"]
        return replace(english, **dict(zip(names, other, strict=False)))
    if isinstance(english, tuple) and isinstance(other, dict):  # dataclasses, by their first entry
        return tuple(merged(each, other.get(getattr(each, fields(each)[0].name), ())) for each in english)
    if isinstance(english, tuple) and isinstance(other, tuple) and len(english) == len(other):
        return tuple(merged(value, new) for value, new in zip(english, other, strict=True))
    return numbers.Text(other) if isinstance(other, str) else other
