"""The ``skelapp`` command: starts the window, or with ``--headless`` processes sources without one."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from core import __version__
from core.cli import guard, leave, polite_signals
from core.errors import UserError
from core.paths import assets_dir


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message}; see skelapp --help")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = _Parser(
        prog="skelapp",
        description="Recognises what people do in a video, from their skeletons, and shows why.",
        epilog="Exit status: 0; 2 after an error; 3 where a camera or stream stopped delivering pictures; 130 where a "
        "file was interrupted. Environment: SKELAPP_CACHE, SKELAPP_POSE_MODEL, SKELAPP_POSE_SOURCE (auto, google, "
        "wheel).",
    )
    parser.add_argument(
        "source",
        nargs="*",
        metavar="SOURCE",
        help="a video file, a camera number (0, 1, ...), a stream address, a skeleton file (.jsonl, .json), "
        "a folder of videos, or synthetic: (a drawn figure); with --headless several of them",
    )
    parser.add_argument(
        "--model",
        metavar="NAME",
        help="a bundled network (see --list-models) or a .safetensors file; fused networks: NAME+NAME or "
        "NAME*0.6+NAME*0.4",
    )
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto", help="where it runs")
    parser.add_argument(
        "--max-people", type=int, metavar="N", help="people to look for (default 6 with blazepose, 2 with mediapipe)"
    )
    parser.add_argument(
        "--pose",
        choices=("auto", "blazepose", "mediapipe"),
        default="auto",
        help="what finds the people: blazepose, which sees smaller people, is faster and reports nothing to Google "
        "(the default where it can be installed), or mediapipe",
    )
    parser.add_argument("--headless", action="store_true", help="no window; needs a SOURCE or --demo")
    parser.add_argument(
        "--hop",
        type=float,
        metavar="SECONDS",
        help="headless, files: time between two predictions for the same person; 0: predict at every frame (default: "
        "one frame at the network's own rate)",
    )
    parser.add_argument(
        "--engine",
        choices=("auto", "windows", "steps"),
        default="auto",
        help="headless: run networks on whole windows or frame by frame; auto: windows for files, and for cameras "
        "whatever is faster",
    )
    parser.add_argument("--record", type=Path, metavar="OUT.mp4", help="write the annotated video")
    parser.add_argument(
        "--export",
        type=Path,
        metavar="OUT",
        help="write one row per frame (.jsonl, .csv), or Kinetics-Skeleton (.json); for several sources, --record, "
        "--export and --segments take a folder, or a file name that contains {name}",
    )
    parser.add_argument(
        "--segments",
        type=Path,
        metavar="OUT",
        help="headless: write who does what, and when: a table (.csv), .json, or subtitles (.srt)",
    )
    parser.add_argument(
        "--summary",
        type=Path,
        metavar="OUT.csv",
        help="headless: write one table of what everybody did in all sources, how long and how often",
    )
    parser.add_argument("--demo", action="store_true", help="play the bundled clip")
    parser.add_argument("--list-models", action="store_true", help="list the bundled networks")
    parser.add_argument(
        "--doctor", action="store_true", help="say what there is on this computer, what is broken, and what to do"
    )
    parser.add_argument("--version", action="version", version=f"skelapp {__version__}")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point. Returns the exit code: 0, 2 after ``skelapp: error: ...``, 3 where a camera or stream ended by
    itself, 130 where a file was interrupted."""
    return guard(lambda: _run(argv))


def _run(argv: Sequence[str] | None) -> int:
    arguments = parser().parse_args(argv)
    if arguments.list_models:
        return _list_models()
    if arguments.doctor:
        from app.doctor import run_doctor

        return run_doctor()
    sources = _check(arguments)
    if arguments.headless:
        return _run_headless(arguments, sources)
    return _run_window(arguments, sources[0] if sources else None)


def _check(arguments: argparse.Namespace) -> list[str]:
    """The sources, after everything has been refused that can be refused before anything is opened."""
    sources: list[str] = arguments.source
    if arguments.demo and sources:
        raise UserError("give a SOURCE or --demo, not both")
    if arguments.demo:
        sources = [str(assets_dir() / "demo.mp4")]
    if not sources and (arguments.headless or arguments.record or arguments.export):
        raise UserError("give a SOURCE (a video file, a camera number, a stream address) or --demo")
    if not arguments.headless and (arguments.segments or arguments.summary):
        raise UserError("--segments and --summary need --headless; in the window, Ctrl+Shift+S exports the segments")
    if len(sources) > 1 and not arguments.headless:
        raise UserError(f"the window shows one source, not {len(sources)}; add --headless to analyse several")
    if arguments.max_people is not None and not 1 <= arguments.max_people <= 20:
        raise UserError(f"--max-people takes 1 to 20, not {arguments.max_people}")
    if arguments.hop is not None and not 0 <= arguments.hop <= 10:
        raise UserError(f"--hop takes 0 to 10 seconds, not {arguments.hop:g}")
    for output in (arguments.record, arguments.export):
        for source in sources:
            if output and output.exists() and Path(source).exists() and output.samefile(source):
                raise UserError(f"{output} is the source; write to another file")
    return sources


def _list_models() -> int:
    from core.card import card_lines
    from core.checkpoint import list_weights

    for info in list_weights():
        print("\n    ".join((info.name, *card_lines(info))))
    return 0


def _run_headless(arguments: argparse.Namespace, sources: list[str]) -> int:
    from app.headless.run import run_headless
    from core.pose.backend import usual_people

    for number in polite_signals():  # finish the files as on Ctrl-C
        signal.signal(number, signal.default_int_handler)
    return run_headless(
        sources,
        arguments.model,
        arguments.device,
        arguments.max_people or usual_people(arguments.pose),
        arguments.record,
        arguments.export,
        arguments.hop,
        arguments.engine,
        arguments.pose,
        arguments.segments,
        arguments.summary,
    )


def _run_window(arguments: argparse.Namespace, source: str | None) -> int:
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in displays):
        raise UserError("there is no display for a window; use --headless")
    try:
        from app.ui.main import run_window
    except ImportError as error:
        raise UserError(
            f"the window cannot be opened ({error}); install the missing library or use --headless"
        ) from error
    record, export = arguments.record, arguments.export
    if source is not None and (record or export):
        from app.headless.jobs import plan

        (job,) = plan([source], record, export)
        record, export = job.record, job.export
    return run_window(
        source,
        arguments.model,
        arguments.device,
        arguments.max_people,
        record,
        export,
        arguments.pose,
    )


def program() -> NoReturn:
    """What the installed ``skelapp`` starts: `main`, and the end of the process."""
    from app.crash_report import reporting

    with reporting():
        code = main()
    leave(code)


if __name__ == "__main__":
    program()
