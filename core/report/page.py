"""RESULTS.md."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, nan

from core.errors import UserError
from core.evaluation.metrics import Comparison
from core.report.markdown import table
from core.report.pictures import section_picture
from core.report.plan import commands
from core.report.rows import Result, best, by_section, by_set

_OPENING = """\
# Results

Made by `python -m core.report` from the run records in `results/`; nothing here is typed by hand. A record names the
configuration, seed, commit, data digest and weights behind each figure. Top-1 with ± is the mean and standard
deviation over the splits (or seeds); with brackets it is one run and the 95 % interval of chance in the choice of its
test clips (bootstrap). ECE is the expected calibration error over 15 bins. Operations are multiply-accumulates for one
look at a clip. Training is wall time on one core of a two-core computer that also did other things, the median of the
runs. Differences are paired, clip by clip, over all runs of both rows, a clip that several splits judge counting once,
with a 95 % interval (bootstrap over clips) and p (permutation test); "claim" is what a paper says of the row, so
compared: at p < 0.05 it holds here or is contradicted. Empty rows have not been run; below each table stand the
commands that fill them, DATA being the folder of the data set."""


def render(results: Sequence[Result], plots: dict[str, str]) -> str:
    """The text of RESULTS.md.

    Args:
        results: all rows, in the order of the plan.
        plots: paths of pictures by name, as `draw` makes them.
    """
    lines = [_OPENING, *_summary(results)]
    for data, own in by_set(results).items():
        lines += ["", f"## {own[0].data.title}", "", own[0].data.about]
        for name in (data, f"{data}_classes"):
            if name in plots:
                lines += ["", f"![{own[0].data.title}]({plots[name]})"]
        for section, rows in by_section(own).items():
            if section:
                lines += ["", f"### {section}"]
                picture = section_picture(data, section)
                if picture in plots:
                    lines += ["", f"![{section}]({plots[picture]})"]
            lines += ["", *_table(rows, own)]
        lines += _commands(own)
    return "\n".join(lines) + "\n"


def _summary(results: Sequence[Result]) -> list[str]:
    """The best row of each data set beside what others report, and the rows that all these data sets have in common."""
    sets = {key: own for key, own in by_set(results).items() if own[0].data.published}
    if not sets:
        return []
    found = best(results)
    tops = []
    for key, own in sets.items():
        top1 = f"{100 * found[key]['top1']:.1f}" if found[key]["runs"] else ""
        tops.append([own[0].data.title, top1, found[key]["what"], own[0].data.published])
    columns = [{result.row.name: result for result in own} for own in sets.values()]
    shared = [
        [result.row.what, *(_top1(column[name]) for column in columns)]
        for name, result in columns[0].items()
        if all(name in column for column in columns)
    ]
    note = "Which row is best is told by the same test clips, which flatters it a little. Blank: not run."
    return [
        *("", "## In short", "", note, ""),
        *table(["data set", "best top-1 %", "by", "published"], tops),
        "",
        *table(["network, top-1 %", *(own[0].data.title for own in sets.values())], shared),
    ]


def _top1(result: Result) -> str:
    return f"{100 * result.mean('top-1'):.1f}" if result.complete else ""


def _table(results: Sequence[Result], own: Sequence[Result]) -> list[str]:
    """The rows of one section; ``own`` are all of the data set, where those they are compared with are found."""
    paper = any(result.row.paper for result in results)
    compared = any(result.row.against for result in results)
    head = ["network", "top-1 %", "top-5 %", "mean class %", "ECE", "parameters", "operations", "training", "runs"]
    claims = any(result.row.claim for result in results)
    head += (["difference", "p"] if compared else []) + (["claim"] if claims else []) + (["paper"] if paper else [])
    by_name = {result.row.name: result for result in own}
    rows = []
    for result in results:
        cells = [result.row.what, *_figures(result)]
        other = by_name.get(result.row.against)
        comparison = result.compare(other) if other is not None else None
        if compared:
            cells += _difference(comparison, other)
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
    needed = len(result.data.runs)
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


def _difference(comparison: Comparison | None, other: Result | None) -> list[str]:
    """In points with its interval, and p; blank without a row to compare with, or without records of both."""
    if comparison is None or other is None:
        return ["", ""]
    low, high = 100 * comparison.low, 100 * comparison.high
    p = "< 0.001" if comparison.p < 0.001 else f"{comparison.p:.3f}"
    return [f"{100 * comparison.difference:+.1f} ({low:+.1f} to {high:+.1f}) to {other.row.what}", p]


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


def _commands(results: Sequence[Result]) -> list[str]:
    """What fills the incomplete rows, and how the others were made: the commands of the first split."""
    lines: list[str] = []
    for title, chosen in (
        ("To fill the empty rows", [result for result in results if not result.complete]),
        ("How the rows were made", [result for result in results if result.complete]),
    ):
        if chosen:
            lines += [
                "",
                f"<details><summary>{title}</summary>",
                "",
                "```sh",
                *_first_split(chosen),
                "```",
                "",
                "</details>",
            ]
    return lines


def _first_split(results: Sequence[Result]) -> list[str]:
    data = results[0].data
    first, *others = data.runs
    lines = []
    if others:
        lines.append(
            "# " + ", ".join(f"{split}: {data.runs[split]}" for split in others) + f" instead of {data.runs[first]}"
        )
    for result in results:
        command = commands(data, result.row, first)
        lines += [line for line in (command.train, command.evaluate) if line]
    return lines


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
