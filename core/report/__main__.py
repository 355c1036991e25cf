"""RESULTS.md and its plots from the run records: ``python -m core.report [--json | --check | --missing KEY]``.

Every figure comes from the records in ``results/``; which rows there are, and what fills them, says
``results/plan.yaml``. What confidence means comes from ``results/uncertainty/``, what the program says of videos from
``results/videos/`` with the comments in ``results/videos.yaml``, figures of speed from ``results/speed/``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core.cli import run_command
from core.errors import UserError
from core.evaluation.plots import save_figure
from core.report.live import read_json, render_uncertainty, render_videos
from core.report.page import missing, render
from core.report.pictures import draw
from core.report.plan import read_plan
from core.report.rows import best, collect
from core.report.speed import read_speeds, render_speed


def main() -> None:
    """Entry point of ``python -m core.report``."""
    parser = argparse.ArgumentParser(prog="python -m core.report", description="RESULTS.md from the run records.")
    parser.add_argument("--records", type=Path, default=Path("results"), help="folder with plan.yaml (default results)")
    parser.add_argument("-o", "--out", type=Path, default=Path("RESULTS.md"), help="default RESULTS.md")
    parser.add_argument("--assets", type=Path, default=Path("assets"), help="where the pictures go (default assets)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--json", action="store_true", help="print the best figure of each data set; write nothing")
    what.add_argument("--check", action="store_true", help="fail where RESULTS.md is not what the records say")
    what.add_argument("--missing", metavar="KEY", help="print the commands that fill a data set's empty rows")
    arguments = parser.parse_args()
    results = collect(read_plan(arguments.records / "plan.yaml"), arguments.records)
    if arguments.json:
        print(json.dumps(best(results), ensure_ascii=False, indent=1))
        return
    if arguments.missing:
        print("\n".join(missing(results, arguments.missing)))
        return
    figures = draw(results)
    paths = {name: arguments.assets / f"results_{name}.png" for name in figures}
    text = render(results, {name: path.as_posix() for name, path in paths.items()})
    more = (
        render_uncertainty(read_json(arguments.records / "uncertainty")),
        render_videos(
            read_json(arguments.records / "videos"), arguments.records / "videos.yaml",
            (arguments.assets / "videos").as_posix(),
        ),
        render_speed(read_speeds(arguments.records / "speed")),
    )  # fmt: skip
    text = "\n".join((text, *filter(None, more)))
    if arguments.check:
        if not arguments.out.is_file() or arguments.out.read_text(encoding="utf-8") != text:
            raise UserError(f"{arguments.out} is not what the records say; run python -m core.report")
        return
    for name, figure in figures.items():
        save_figure(figure, paths[name])
    arguments.out.write_text(text, encoding="utf-8")
    print(f"wrote {arguments.out} and {len(figures)} pictures")


if __name__ == "__main__":
    run_command(main)
