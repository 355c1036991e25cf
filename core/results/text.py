"""RESULTS.md."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import UserError
from core.results.plan import commands
from core.results.rows import Result

_OPENING = """\
# Results

Made by `python -m core.results` from the run records in `results/`; nothing here is typed by hand. A record names the
configuration, seed, commit, data digest and weights behind each figure. Top-1 with ± is the mean and standard
deviation over the splits (or seeds); with brackets it is one run and the 95 % interval of chance in the choice of its
test clips (bootstrap). ECE is the expected calibration error over 15 bins. Empty rows have not been run; below each
table stand the commands that fill them, DATA being the folder of the data set."""


def render(results: Sequence[Result], plots: dict[str, str]) -> str:
    """The text of RESULTS.md.

    Args:
        results: all rows, in the order of the plan.
        plots: paths of pictures by name, as `draw` makes them.
    """
    lines = [_OPENING]
    for data in dict.fromkeys(result.data.key for result in results):
        own = [result for result in results if result.data.key == data]
        lines += ["", f"## {own[0].data.title}", "", own[0].data.about]
        for name in (data, f"{data}_classes"):
            if name in plots:
                lines += ["", f"![{own[0].data.title}]({plots[name]})"]
        for section in dict.fromkeys(result.row.section for result in own):
            if section:
                lines += ["", f"### {section}"]
            lines += ["", *_table([result for result in own if result.row.section == section])]
        lines += _commands(own)
    return "\n".join(lines) + "\n"


def _table(results: Sequence[Result]) -> list[str]:
    paper = any(result.row.paper for result in results)
    head = ["network", "top-1 %", "top-5 %", "mean class %", "ECE", "parameters", "runs", *(["paper"] if paper else [])]
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    for result in results:
        cells = [result.row.what, *_figures(result), *([result.row.paper] if paper else [])]
        lines.append(f"| {' | '.join(cells)} |".replace("|  ", "| "))
    return lines


def _figures(result: Result) -> list[str]:
    records = result.all()
    if not records:
        return [""] * 6
    deviation = result.deviation("top-1")
    if deviation is not None:
        spread = f" ± {100 * deviation:.1f}"
    else:
        spread = f" ({100 * records[0].interval[0]:.1f} to {100 * records[0].interval[1]:.1f})"
    needed = len(result.data.runs)
    have = sum(bool(each) for each in result.records.values())
    parameters = sum(network["parameters"] for network in records[0].networks)
    return [
        f"{100 * result.mean('top-1'):.1f}{spread}",
        f"{100 * result.mean('top-5'):.1f}",
        f"{100 * result.mean('mean class'):.1f}",
        f"{result.mean('ece'):.3f}",
        f"{parameters / 1e6:.2f} M",
        str(len(records)) if have == needed else f"{have} of {needed} splits",
    ]


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
    own = [result for result in results if result.data.key == key]
    if not own:
        keys = dict.fromkeys(result.data.key for result in results)
        raise UserError(f"no data set is called {key!r}; there are {', '.join(keys)}")
    wanted = [
        commands(result.data, result.row, split)
        for result in own
        for split, records in result.records.items()
        if not records
    ]
    return [line for each in wanted for line in (each.train, each.evaluate) if line]
