"""Imports go one way. The rules of the house, held by reading the imports of every module."""

from __future__ import annotations

import ast
import graphlib
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# The rooms, from the ground up: a room imports from lower floors only.
FLOORS = (
    {
        "core.ahead",
        "core.errors",
        "core.paths",
        "core.priority",
        "core.skeleton",
        "core.explanation",
        "core.distributed",
        "core.labels",
        "core.latent",
    },
    {"core.guards", "core.angles", "core.example_motions"},
    {"core.card"},
    {"core.cli", "core.types", "core.graph", "core.streams", "core.window"},
    {"core.models", "core.tracking", "core.video", "core.counting"},
    {"core.checkpoint", "core.conversion", "core.streaming", "core.synthetic", "core.info"},
    {"core.data", "core.export"},
    {"core.convert", "core.inference", "core.pose", "core.sources", "core.examples"},
    {"core.evaluation"},
    {"core.teaching"},
    {"core.train", "core.evaluate", "core.extract", "core.calibrate", "core.explain", "core.companion"},
    {"core.benchmark", "core.teach"},
    {"core.report"},
    {"app.ui.texts", "app.settings", "app.memory"},
    {"app.pipeline"},
    {"app.offline"},
    {"app.player"},
    {"app.diagnostics", "app.output"},
    {"app.headless", "app.ui.presenters", "app.crash_report"},
    {"app.survey", "app.ui.views", "app.doctor", "app.ui.qt_language"},
    {"app.ui.outputs", "app.ui.teach"},
    {"app.ui.window"},
    {"app.ui.main", "app.ui.screenshots", "app.benchmark"},
    {"app.cli"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
QT = {"PyQt6", "PySide6", "pyqtgraph"}


@lru_cache
def modules() -> dict[str, Path]:
    """Every module of the project with its file."""
    files = [file for top in ("core", "app") for file in sorted((ROOT / top).rglob("*.py"))]
    names = {".".join(file.relative_to(ROOT).with_suffix("").parts): file for file in files}
    return {name.removesuffix(".__init__"): file for name, file in names.items()}


@lru_cache
def imports(module: str) -> frozenset[str]:
    """What a module imports, wherever in it: modules of the project, and the names of other packages."""
    found = set()
    for node in ast.walk(ast.parse(modules()[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            assert node.module is not None
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in modules() else node.module for name in inside}
    return frozenset(found - {module})


def room(module: str) -> str:
    """``core.data.readers.ntu`` lies in ``core.data``; the window's rooms lie one level further down."""
    return ".".join(module.split(".")[: 3 if module.startswith("app.ui.") else 2])


def between_rooms() -> Iterator[tuple[str, str]]:
    for module in modules():
        for other in imports(module):
            if other in modules() and room(other) != room(module) and other != "core":
                yield module, other


def test_every_room_has_a_floor() -> None:
    assert {room(module) for module in modules()} - {"core", "app", "app.ui"} == set(FLOOR)


def test_imports_go_down() -> None:
    """`core` itself is the public surface above all rooms of core; only its version is taken from it."""
    against = [
        f"{module} imports {other}"
        for module, other in between_rooms()
        if room(module) in FLOOR and FLOOR[room(module)] <= FLOOR[room(other)]
    ]
    assert against == []


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {
        module: [other for other in imports(module) if other in modules() and other != "core"] for module in modules()
    }
    graphlib.TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("module", [name for name in modules() if name.startswith("core")])
def test_core_knows_neither_the_program_nor_qt(module: str) -> None:
    assert not {name for name in imports(module) if name.split(".")[0] in {"app", *QT}}
    text = modules()[module].read_text(encoding="utf-8")
    assert not re.search(r"""["']-m["'],\s*f?["']app\b|import_module\(\s*f?["']app\b""", text)


def test_networks_need_torch_only() -> None:
    allowed = {"__future__", "collections", "copy", "dataclasses", "functools", "inspect", "math", "typing", "torch"}
    for module in (name for name in modules() if name.startswith("core.models")):
        outside = {name.split(".")[0] for name in imports(module) if name not in modules()}
        assert outside <= allowed, module


def test_data_and_video_do_not_know_each_other() -> None:
    pairs = {(room(module), room(other)) for module, other in between_rooms()}
    assert ("core.data", "core.video") not in pairs
    assert ("core.video", "core.data") not in pairs


def test_presenters_have_no_widgets() -> None:
    for module in (name for name in modules() if name.startswith("app.ui.presenters")):
        found = {name for name in imports(module) if name.split(".")[0] in QT}
        assert found <= {"PyQt6.QtCore"}, module
