"""``skelapp --doctor``: what there is on this computer, what is broken, and what to do about it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.crash_report import reports
from app.diagnostics import versions
from core.errors import UserError
from core.paths import cache_dir, cached, log_dir, own_weights_dir

_TEST, _LONGEST = 3.0, 30.0  # seconds of the self-test: as a rule, and where a computer is slow
_FRAMES = 24  # of it at least, of 12 a second: a network wants to see a second or so
_FLUENT = 10.0  # frames a second, below which live recognition is no fun
_ROOM = 500  # MB on the disk below which recordings end soon


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        what: a word or two. found: in a sentence.
        remedy: what to do, where something is wrong; empty where nothing is.
        broken: the program cannot do its work like this.
    """

    what: str
    found: str
    remedy: str = ""
    broken: bool = False


Check = Callable[[], Iterator[Finding]]


def run_doctor(checks: tuple[Check, ...] | None = None) -> int:
    """Prints all findings. Returns 1 where something is broken, else 0."""
    print("\n".join(versions()), end="\n\n", flush=True)
    broken = 0
    for check in _CHECKS if checks is None else checks:
        for finding in _all(check):
            broken += finding.broken
            mark = "BROKEN" if finding.broken else "note" if finding.remedy else "ok"
            print(f"{mark:7}{finding.what}: {finding.found}")
            if finding.remedy:
                print(f"{'':7}-> {finding.remedy}", flush=True)
    print(f"\n{broken} broken" if broken else "\nnothing is broken")
    return 1 if broken else 0


def _all(check: Check) -> Iterator[Finding]:
    try:
        yield from check()
    except UserError as error:
        yield Finding(check.__name__.strip("_"), str(error).partition(";")[0], str(error), broken=True)
    except Exception as error:  # whatever is wrong with an installation
        kind = f"{type(error).__name__}: {error}"
        yield Finding(check.__name__.strip("_"), kind, "install the program anew: pip install --force-reinstall", True)


def _display() -> Iterator[Finding]:
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in names):
        yield Finding("display", "none", "the window needs one; without, use --headless")
    else:
        yield Finding("display", next((f"{name}={os.environ[name]}" for name in names if name in os.environ), "there"))
    try:
        from PyQt6 import QtWidgets
    except ImportError as error:
        yield Finding(
            "Qt", str(error), "Debian, Ubuntu: apt-get install libegl1 libgl1 libxkbcommon-x11-0 libxcb-cursor0", True
        )
    else:
        yield Finding("Qt", f"loads ({QtWidgets.__name__})")


def _devices() -> Iterator[Finding]:
    import torch

    yield Finding("processor", f"{os.cpu_count()} cores, {torch.get_num_threads()} threads")
    if torch.cuda.is_available():
        yield Finding("CUDA", torch.cuda.get_device_name(0))
    if torch.backends.mps.is_available():
        yield Finding("MPS", "there")


def _cameras() -> Iterator[Finding]:
    from core.video.cameras import list_cameras

    found = ", ".join(f"{camera.number} {camera.name}" for camera in list_cameras())
    yield Finding("cameras", found or "none", "" if found else "plug one in; files and streams need none")


def _codecs() -> Iterator[Finding]:
    import av

    there = [name for name in ("libx264", "mpeg4") if name in av.codecs_available]
    remedy = "" if "libx264" in there else "recordings need one of these: pip install --force-reinstall av"
    yield Finding("video encoders", ", ".join(there) or "none", remedy, broken=not there)


def _networks() -> Iterator[Finding]:
    from core.checkpoint import DEFAULT, list_weights, load_checkpoint

    cards = list_weights()
    if not cards:
        yield Finding("networks", "none", "install the program anew, or name a file with --model", broken=True)
        return
    yield Finding("networks", f"{len(cards)}: {', '.join(card.name for card in cards)}")
    for card in cards:
        if card.name == DEFAULT:
            load_checkpoint(card.name)
    strays = {path.stem for path in own_weights_dir().glob("*.safetensors")} - {card.name for card in cards}
    if strays:
        yield Finding("own networks", f"cannot be read: {', '.join(sorted(strays))}", "teach or train them again")


def _places() -> Iterator[Finding]:
    cache = cached("doctor").parent
    room = shutil.disk_usage(cache).free >> 20
    if cache != cache_dir():
        yield Finding("cache", f"{cache_dir()} cannot be written", "set SKELAPP_CACHE to another folder")
    else:
        yield Finding("cache", f"{cache}, {room} MB free", "" if room > _ROOM else "make room on this disk")
    kept = reports()
    yield Finding("log", str(log_dir() / "skelapp.log"))
    if kept:
        yield Finding("crashes", f"{len(kept)} reports, the last one {kept[-1]}", "send that file with a bug report")


def _pose_model() -> Iterator[Finding]:
    from core.pose.backend import NAMES, choose_backend
    from core.pose.pose_model import FILE_NAME

    backend = choose_backend()
    missing = "ai-edge-litert is not installed: pip install ai-edge-litert, where it has wheels"
    yield Finding("people found by", NAMES[backend], "" if backend == "blazepose" else missing)
    named = os.environ.get("SKELAPP_POSE_MODEL")
    path = Path(named) if named else cached(FILE_NAME)
    if path.is_file():
        yield Finding("pose model", str(path))
    elif named:
        yield Finding("pose model", f"{path} does not exist", "correct SKELAPP_POSE_MODEL, or unset it", broken=True)
    else:
        yield Finding("pose model", "not fetched yet", "it is fetched at the first start, which needs a network")


def _self_test() -> Iterator[Finding]:
    """The drawn figure through the whole chain, as fast as it goes."""
    from app.pipeline import Analyser, load_recognizer
    from core.checkpoint import DEFAULT
    from core.pose.backend import open_pose
    from core.pose.pose_model import FILE_NAME
    from core.sources import open_source

    with contextlib.ExitStack() as stack:
        fetched = bool(os.environ.get("SKELAPP_POSE_MODEL")) or cached(FILE_NAME).is_file()
        figure = f"synthetic:fps=12&frames=900&joints={int(not fetched)}"
        source = stack.enter_context(contextlib.closing(open_source(figure)))
        pose = stack.enter_context(contextlib.closing(open_pose(2))) if fetched else None
        analyser = stack.enter_context(contextlib.closing(Analyser(pose, load_recognizer(DEFAULT, "auto"))))
        frames = seen = judged = 0
        seconds, began = 0.0, time.perf_counter()
        while seconds < (_TEST if frames >= _FRAMES else _LONGEST) and (frame := source.read()) is not None:
            result = analyser(frame)
            frames += 1
            seen += bool(result.people.ids)
            judged += any(prediction.state != "warming_up" for prediction in result.predictions)
            seconds = time.perf_counter() - began
    how = f"with {pose.name}" if pose else "without pose estimation"
    broken = seen < frames / 2 or not judged
    remedy = "nobody is found, or nothing said of them: report this with the lines above" if broken else ""
    if not broken and frames / seconds < _FLUENT:
        remedy = "that is slow for a camera: end other programs, or choose a smaller picture"
    yield Finding(
        "self-test",
        f"{frames / seconds:.1f} frames a second {how}, somebody found in {seen} of {frames}, judged in {judged}",
        remedy,
        broken,
    )


_CHECKS: tuple[Check, ...] = (_display, _devices, _cameras, _codecs, _networks, _places, _pose_model, _self_test)
