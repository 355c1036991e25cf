"""Writes the pages and pictures of results from the run records: ``python -m core.report [--check | --json | ...]``.

The pages are RESULTS.md; ``results/DATA_SET/README.md``, from ``results/DATA_SET/records.jsonl`` and the rows and
commands in ``results/plan.yaml``; and ``results/TOPIC/README.md``, from ``results/TOPIC/*.json``. See
``results/README.md`` for how to add records.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.cli import run_command
from core.errors import UserError
from core.evaluation.plots import save_figure
from core.evaluation.records import read_records, sorted_records
from core.report.front import render_front
from core.report.page import missing, render_page
from core.report.pictures import drawings
from core.report.plan import RECORDS, DataSet, read_plan
from core.report.rows import Result, best, by_set, collect, comparisons
from core.report.topics import read_topics


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m core.report", description="Writes the pages of results from the run records."
    )
    parser.add_argument("--records", type=Path, default=Path("results"), help="folder with plan.yaml (default results)")
    parser.add_argument(
        "-o", "--out", type=Path, default=Path("RESULTS.md"), help="the front page (default RESULTS.md)"
    )
    parser.add_argument(
        "--assets", type=Path, default=Path("assets/docs"), help="folder for the pictures (default assets/docs)"
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--json", action="store_true", help="print the best figure of each data set and write nothing")
    what.add_argument("--check", action="store_true", help="fail if a page does not match the records")
    what.add_argument("--missing", metavar="KEY", help="print the commands that fill the empty rows of a data set")
    return parser


def main() -> None:
    """Entry point of ``python -m core.report``."""
    arguments = parser().parse_args()
    plan = read_plan(arguments.records / "plan.yaml")
    results = collect(plan, arguments.records)
    if arguments.json:
        print(json.dumps(best(results), ensure_ascii=False, indent=1))
        return
    if arguments.missing:
        print("\n".join(missing(results, arguments.missing)))
        return
    figures = drawings(results)
    pictures = {name: arguments.assets / "results" / f"{name}.png" for name in figures}
    files = make_pages(results, pictures, arguments) | _sorted_files(plan, arguments.records)
    if arguments.check:
        check(files, list(pictures.values()))
        return
    for name, draw in figures.items():
        save_figure(draw(), pictures[name])
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"wrote {arguments.out}, the pages in {arguments.records}, and {len(figures)} pictures")


def make_pages(
    results: Sequence[Result], pictures: Mapping[str, Path], arguments: argparse.Namespace
) -> dict[Path, str]:
    """The text of every page, by its path; ``pictures`` by name."""
    pages: dict[Path, str] = {}
    sets = by_set(results)
    compared = {key: comparisons(own) for key, own in sets.items()}
    for key, own in sets.items():
        page = arguments.records / key / "README.md"
        pages[page] = render_page(own, compared[key], {name: _seen(path, page) for name, path in pictures.items()})
    topics = read_topics(
        arguments.records, list(sets), _seen(arguments.assets, arguments.records / "topic" / "README.md")
    )
    pages |= {arguments.records / topic.key / "README.md": topic.page for topic in topics}
    seen = {name: _seen(path, arguments.out) for name, path in pictures.items()}
    return {arguments.out: render_front(results, compared, topics, seen), **pages}


def check(files: Mapping[Path, str], pictures: Sequence[Path]) -> None:
    """Whether the files are what the records say, and the pictures there.

    Raises:
        UserError: they are not.
    """
    for path, text in files.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            raise UserError(f"{path} is not what the records say; run python -m core.report")
    for path in pictures:
        if not path.is_file():
            raise UserError(f"{path} is missing; run python -m core.report")


def _sorted_files(plan: Sequence[DataSet], folder: Path) -> dict[Path, str]:
    """The files of records as they should be: by name, none twice. Evaluations only append to them."""
    paths = [folder / data.key / RECORDS for data in plan]
    return {path: sorted_records(read_records(path)) for path in paths if path.is_file()}


def _seen(path: Path, page: Path) -> str:
    """A path as it is written into a page."""
    return Path(os.path.relpath(path, page.parent)).as_posix()


if __name__ == "__main__":
    run_command(main)
