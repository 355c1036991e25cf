"""The page about the papers: what it names is there, and it names every equation, table and figure."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.models import model_arguments
from core.report.plan import read_plan
from core.train import TrainConfig

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "core" / "models" / "PAPERS.md"
DEVIATIONS = PAGE.with_name("README.md")

ROMAN = ("", "I", "II", "III", "IV")
CONTENTS = {  # equations, figures and tables of each paper
    "Heidari and Iosifidis, 2021": (4, 5, [f"table {ROMAN[n]}" for n in range(1, 4)]),
    "Gao et al., 2019": (7, 5, [f"table {n}" for n in range(1, 6)]),
    "Wu, Zhang and Zou, 2022": (9, 7, [f"table {ROMAN[n]}" for n in range(1, 5)]),
}


def sections() -> dict[str, list[list[str]]]:
    """The cells of every row of each paper's table."""
    found: dict[str, list[list[str]]] = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        title = section.partition(":")[0]
        rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
        found[title] = [[cell.strip() for cell in row] for row in rows[1:]]
    return found


def spans(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def cells(column: int) -> Iterator[str]:
    for rows in sections().values():
        for row in rows:
            yield from spans(row[column])


def missing(name: str) -> bool:
    """Whether a dotted name leads to nothing."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            value: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for part in parts[cut:]:
            if not hasattr(value, part):
                return True
            value = getattr(value, part)
        return False
    return True


def test_every_equation_figure_and_table_has_a_row() -> None:
    found = sections()
    assert list(found) == list(CONTENTS)
    for title, (equations, figures, tables) in CONTENTS.items():
        named = [row[0] for row in found[title]]
        wanted = [f"eq. {n}" for n in range(1, equations + 1)] + [f"fig. {n}" for n in range(1, figures + 1)] + tables
        assert [name for name in named if name != "code"] == wanted
        for row in found[title]:
            assert len(row) == 5
            assert bool(spans(row[2])) == bool(spans(row[3])) == (row[1] != "motivation"), row


def test_code_that_is_named_is_there() -> None:
    names = list(cells(2))
    assert len(names) > 40
    for name in names:
        gone = not (ROOT / name).is_file() if "/" in name else missing(name)
        assert not gone, name
    assert missing("core.models.stfnet.NoSuchThing")
    assert missing("core.no_such_module.Thing")


def test_tests_that_are_named_are_there() -> None:
    names = list(cells(3))
    assert len(names) > 40
    for name in names:
        file, _, test = name.partition("::")
        assert re.search(rf"^def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), name


def test_rows_of_results_that_are_named_are_in_the_plan() -> None:
    planned = {f"{data.key}/{row.name}" for data in read_plan(ROOT / "results" / "plan.yaml") for row in data.rows}
    named = list(cells(4))
    assert len(named) > 25
    assert [name for name in named if name not in planned] == []


@pytest.mark.parametrize("page", [PAGE, DEVIATIONS], ids=lambda path: path.name)
def test_links_and_anchors_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8")):
        path, _, anchor = link.partition("#")
        target = page.parent / path
        assert target.is_file(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}, link


def test_settings_that_undo_a_deviation_are_there() -> None:
    known = {*TrainConfig.__dataclass_fields__, *model_arguments("stfnet"), *model_arguments("stbln")}
    rows = DEVIATIONS.read_text(encoding="utf-8").partition("## ST-BLN")[0]
    named = re.findall(r"(\w+): ", " ".join(spans(rows)))
    assert set(named) >= {"convention", "sampling", "places", "norm_each", "coordinates", "decay_all", "normalization"}
    assert set(named) <= known
