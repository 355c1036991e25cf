"""Writes RESULTS.md, the front page: the best results of each data set, and links to the pages with the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from core.evaluation.metrics import Comparison
from core.report.markdown import table
from core.report.page import verdict
from core.report.pictures import SUMMARY, section_picture
from core.report.plan import CORRUPTED
from core.report.rows import Result, best, by_set, published, shared_rows
from core.report.topics import Topic

_OPENING = """\
# Results

Every number on this page is generated from the run records in `results/` by `python -m core.report`. A record holds the
configuration, seed, commit, data digest and weights behind its figures. The page of each data set has the full tables,
and the commands to run them again."""

_BEST = """\
The best row is chosen on the test clips themselves, so its figure is slightly optimistic. The last column is what
others report, and the input they use."""

_LEGEND = """\
## How to read the tables

- **top-1 %, top-5 %, mean class %**: with ±, the mean and standard deviation over the splits (or seeds); with brackets,
  a single run and its 95 % confidence interval (bootstrap over the test clips).
- **ECE**: expected calibration error over 15 bins.
- **operations**: multiply-accumulates for one forward pass on a clip.
- **training**: the median wall time of the runs, on one core of a two-core computer that was also doing other work.
- **difference**: between the two rows, paired clip by clip over all their runs, with a 95 % interval (bootstrap over
  clips) and **p** (permutation test). A clip in the test part of several splits counts once.
- **claim**: what a paper says about this comparison. At p < 0.05 the claim holds here or is contradicted; otherwise it
  is not decided.
- Empty rows have not been run. The commands that fill them are listed below the tables.

[results/README.md](results/README.md) says how to add records."""


def render_front(
    results: Sequence[Result],
    compared: Mapping[str, Mapping[str, Comparison]],
    topics: Sequence[Topic],
    pictures: Mapping[str, str],
) -> str:
    """The text of RESULTS.md.

    Args:
        results: all rows, in the order of the plan.
        compared: of each data set, by key, as `comparisons` finds them.
        topics: what was measured besides.
        pictures: paths, from this page, of pictures by name, as `draw` makes them.
    """
    lines = [_OPENING, *_summary(results, pictures), *_data_sets(results, compared)]
    for topic in topics:
        lines += ["", f"## {topic.title}", "", f"{topic.headline} [More](results/{topic.key}/README.md)"]
    return "\n".join([*lines, "", _LEGEND]) + "\n"


def _summary(results: Sequence[Result], pictures: Mapping[str, str]) -> list[str]:
    """The best row of each data set beside what others report, and the rows that all these data sets share."""
    sets = published(results)
    if not sets:
        return []
    found = best(results)
    tops = []
    for key, own in sets.items():
        top1 = f"{100 * found[key]['top1']:.1f}" if found[key]["runs"] else ""
        tops.append([_link(own[0]), top1, found[key]["what"], own[0].data.published])
    shared = [[row[0].row.what, *map(_top1, row)] for row in shared_rows(results)]
    lines = ["", "## In short", "", _BEST, "", *table(["data set", "best top-1 %", "by", "published"], tops)]
    if SUMMARY in pictures:
        lines += ["", "The rows that all of these data sets share (blue: single networks, orange: fusions):", ""]
        lines += [f"![Top-1 of every network on every data set]({pictures[SUMMARY]})"]
    lines += ["", *table(["network, top-1 %", *(own[0].data.title for own in sets.values())], shared)]
    for key, own in sets.items():
        picture = section_picture(key, CORRUPTED)
        if picture in pictures:
            lines += [
                "",
                f"Robustness to corrupted clips, {_link(own[0])}:",
                "",
                f"![{CORRUPTED}]({pictures[picture]})",
            ]
    return lines


def _data_sets(results: Sequence[Result], compared: Mapping[str, Mapping[str, Comparison]]) -> list[str]:
    """A line for each page: the best row, and what became of the papers' claims."""
    found = best(results)
    rows = []
    for key, own in by_set(results).items():
        top1 = f"{100 * found[key]['top1']:.1f}" if found[key]["runs"] else "not run"
        rows.append([_link(own[0]), str(len(own)), top1, _claims(own, compared[key])])
    note = "Each page has the full tables, with the papers' claims tested clip by clip:"
    return ["", "## Data sets", "", note, "", *table(["page", "rows", "best top-1 %", "claims of the papers"], rows)]


def _claims(own: Sequence[Result], compared: Mapping[str, Comparison]) -> str:
    """How many claims hold, are contradicted, or are not decided: ``holds 5, contradicted 1, not decided 9``."""
    told = Counter(verdict(result.row.claim, compared.get(result.row.name)).partition(": ")[2] for result in own)
    verdicts = ("holds", "not contradicted", "contradicted", "not decided")
    return ", ".join(f"{each} {told[each]}" for each in verdicts if told[each])


def _link(result: Result) -> str:
    return f"[{result.data.title}](results/{result.data.key}/README.md)"


def _top1(result: Result) -> str:
    return f"{100 * result.mean('top-1'):.1f}" if result.complete else ""
