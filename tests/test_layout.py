"""Tests mirror the source: each lies where its module lies, and takes its helpers from fakes, not from other tests."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"

# Tests of several modules at once. This list only shrinks.
OF_SEVERAL = {
    "app/ui/test_flows.py",  # what a user does, through the whole window
    "app/ui/test_keyboard.py",  # the same by keys alone
    "core/test_identity.py",  # tracking and clothes on drawn scenes
    "core/data/readers/test_damage.py",  # every reader on damaged files
    "core/data/readers/test_limits.py",  # every reader on files that ask for too much
    "core/models/test_learning.py",  # every network learns
}


def _mirrors(test: Path) -> bool:
    """``test_x.py`` tests ``x.py``, ``x/`` or ``__x__.py`` in the same room, or the room x itself."""
    name, room = test.stem.removeprefix("test_"), ROOT / test.parent
    return any(path.exists() for path in (room / f"{name}.py", room / name, room / f"__{name}__.py")) or (
        name == room.name and room.is_dir()
    )


def test_every_test_lies_where_its_module_lies() -> None:
    rooms = [file.relative_to(TESTS) for folder in ("app", "core") for file in (TESTS / folder).rglob("test_*.py")]
    assert len(rooms) > 100
    assert {test.as_posix() for test in rooms if not _mirrors(test)} == OF_SEVERAL


def test_no_test_imports_another_one() -> None:
    imported = {
        f"{file.relative_to(TESTS)} imports {name}"
        for file in TESTS.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in _names(node)
        if name.startswith("tests.") and any(part.startswith("test_") for part in name.split("."))
    }
    assert not imported


def _names(node: ast.AST) -> list[str]:
    """Full names of what a node imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{'tests.' if node.level else ''}{node.module or ''}.{alias.name}" for alias in node.names]
    return []
