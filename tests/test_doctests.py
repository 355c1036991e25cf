"""The examples in docstrings run, and none stands there that does not."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = {file: file.read_text(encoding="utf-8") for room in ("core", "app") for file in (ROOT / room).rglob("*.py")}
MODULES = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for file, text in SOURCES.items()
    if ">>> " in text
)


@pytest.mark.parametrize("module", MODULES)
def test_examples_of_docstrings_run(module: str) -> None:
    outcome = doctest.testmod(importlib.import_module(module), report=True)
    assert outcome.attempted > 0
    assert outcome.failed == 0


def test_what_is_called_an_example_is_one_that_runs() -> None:
    assert {"core", "core.models"} <= set(MODULES)
    prose = re.compile(r"^ *Examples?::?\n(?!\s*>>> )", re.MULTILINE)
    assert [str(file.relative_to(ROOT)) for file, text in SOURCES.items() if prose.search(text)] == []
