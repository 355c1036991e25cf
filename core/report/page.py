"""Writes the page of a data set, ``results/KEY/README.md``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan, nan

from core.errors import UserError
from core.evaluation.metrics import Comparison
from core.report.markdown import table
from core.report.pictures import section_picture
from core.report.plan import commands
from core.report.rows import Result, by_section, by_set

_LEGEND = "[All results](../../RESULTS.md) · [how to read the tables](../../RESULTS.md#how-to-read-the-tables)"


def render_page(own: Sequence[Result], compared: Mapping[str, Comparison], pictures: Mapping[str, str]) -> str:
    """The text of a data set's page: what it is, its pictures, a table a section, the commands.

    Args:
        own: all rows of one data set, in the order of the plan.
        compared: as `comparisons` finds them.
        pictures: paths, from this page, of pictures by name, as `draw` makes them.
    """
    data, whats = own[0].data, {result.row.name: result.row.what for result in own}
    lines = [f"# {data.title}", "", _LEGEND, "", data.about]
    for name in (data.key, f"{data.key}_classes"):
        if name in pictures:
            lines += ["", f"![{data.title}]({pictures[name]})"]
    for section, rows in by_section(own).items():
        if section:
            lines += ["", f"## {section}"]
            picture = section_picture(data.key, section)
            if picture in pictures:
                lines += ["", f"![{section}]({pictures[picture]})"]
        lines += ["", *_table(rows, compared, whats)]
    return "\n".join([*lines, *_commands(own)]) + "\n"


def _table(results: Sequence[Result], compared: Mapping[str, Comparison], whats: Mapping[str, str]) -> list[str]:
    """The rows of one section; ``whats`` says by name what the rows are that they are compared with."""
    paper = any(result.row.paper for result in results)
    against = any(result.row.against for result in results)
    head = ["network", "top-1 %", "top-5 %", "mean class %", "ECE", "parameters", "operations", "training", "runs"]
    claims = any(result.row.claim for result in results)
    head += (["difference", "p"] if against else []) + (["claim"] if claims else []) + (["paper"] if paper else [])
    rows = []
    for result in results:
        cells = [result.row.what, *_figures(result)]
        comparison = compared.get(result.row.name)
        if against:
            cells += _difference(comparison, whats.get(result.row.against, ""))
        if claims:
            cells.append(verdict(result.row.claim, comparison))
        if paper:
            cells.append(result.row.paper)
        rows.append(cells)
    return table(head, rows)


def _figures(result: Result) -> list[str]:
    records = result.all()
    if not records:
        return [""] * 8
    deviation = result.deviation("top-1")
    if deviation is not None:
        spread = f" ± {100 * deviation:.1f}"
    else:
        spread = f" ({100 * records[0].interval[0]:.1f} to {100 * records[0].interval[1]:.1f})"
    needed = len(result.data.splits)
    have = sum(bool(each) for each in result.records.values())
    networks = records[0].networks
    parameters, macs = (sum(each.get(name, nan) for each in networks) for name in ("parameters", "macs"))
    return [
        f"{100 * result.mean('top-1'):.1f}{spread}",
        f"{100 * result.mean('top-5'):.1f}",
        f"{100 * result.mean('mean class'):.1f}",
        f"{result.mean('ece'):.3f}",
        f"{parameters / 1e6:.2f} M",
        "" if isnan(macs) else f"{macs / 1e6:.0f} M",
        "" if isnan(result.minutes) else f"{result.minutes:.1f} min",
        str(len(records)) if have == needed else f"{have} of {needed} splits",
    ]


def _difference(comparison: Comparison | None, other: str) -> list[str]:
    """In points with its interval, and p; blank without a row to compare with, or without records of both."""
    if comparison is None:
        return ["", ""]
    low, high = 100 * comparison.low, 100 * comparison.high
    p = "< 0.001" if comparison.p < 0.001 else f"{comparison.p:.3f}"
    return [f"{100 * comparison.difference:+.1f} ({low:+.1f} to {high:+.1f}) to {other}", p]


def verdict(claim: str, comparison: Comparison | None) -> str:
    """Whether what a paper claims of a row is so here: ``higher: holds``. A difference counts at p < 0.05."""
    if not claim or comparison is None:
        return ""
    told = comparison.p < 0.05
    if claim == "as good":
        return f"{claim}: {'contradicted' if told and comparison.difference < 0 else 'not contradicted'}"
    if not told:
        return f"{claim}: not decided"
    return f"{claim}: {'holds' if (comparison.difference > 0) == (claim == 'higher') else 'contradicted'}"


def _commands(own: Sequence[Result]) -> list[str]:
    """How the rows were made, and what fills those that are incomplete: the commands of the first split."""
    empty = [result for result in own if not result.complete]
    made = [result for result in own if result.complete]
    lines = ["", "## Commands", "", *_about_commands(own[0])]
    for title, chosen in (("To fill the empty rows", empty), ("How the rows were made", made)):
        if chosen:
            lines += ["", f"<details><summary>{title}</summary>", "", "```sh"]
            lines += _first_split(chosen)
            lines += ["```", "", "</details>"]
    return lines


def _about_commands(result: Result) -> list[str]:
    data = result.data
    first, *others = (f"`{split}`" for split in data.splits)
    swap = f" For the other splits, put {' or '.join(others)} in place of {first}." if others else ""
    return [
        f"DATA is the folder of the data set.{swap} `python -m core.report --missing {data.key}` prints the commands "
        "for all rows and splits without a record."
    ]


def _first_split(results: Sequence[Result]) -> list[str]:
    each = (commands(result.data, result.row, result.data.splits[0]) for result in results)
    return [line for command in each for line in (command.train, command.evaluate) if line]


def missing(results: Sequence[Result], key: str) -> list[str]:
    """The commands, every split, of the rows of one data set that have no record yet.

    Raises:
        UserError: no such data set.
    """
    sets = by_set(results)
    if key not in sets:
        raise UserError(f"no data set is called {key!r}; there are {', '.join(sets)}")
    wanted = [
        commands(result.data, result.row, split)
        for result in sets[key]
        for split, records in result.records.items()
        if not records
    ]
    return [line for each in wanted for line in (each.train, each.evaluate) if line]
