"""Numbers as the language in use writes them. Files keep the decimal point, whatever the window says."""

from __future__ import annotations

from numbers import Real
from string import Formatter
from typing import Any

MARKS = {".": ".", "%": "%", "-": "−"}


def number(value: float, form: str = "") -> str:
    """A number for the eye; ``form`` as of `format`, such as ``.2f``."""
    return "".join(MARKS.get(sign, sign) for sign in format(value, form))


class Text(str):
    """A translated text: `format` writes numbers with the marks of the language in use."""

    def format(self, *args: Any, **kwargs: Any) -> str:
        """As `str.format`."""
        return _numbers.vformat(str(self), args, kwargs)


class _Numbers(Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec and isinstance(value, Real):
            return number(value, format_spec)  # type: ignore[arg-type]
        return str(super().format_field(value, format_spec))


_numbers = _Numbers()
