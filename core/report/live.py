"""Two sections of RESULTS.md about the bundled weights in use: what their confidence means, and what the program says
of real videos. From the records of ``python -m core.calibrate --record`` and ``python -m app.survey``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from core.calibrate import KEEP
from core.errors import UserError
from core.report.markdown import table

_UNCERTAINTY = """\
## When the networks are uncertain

Made by `python -m core.calibrate`. Temperature and threshold are found without the test clips and without any unknown
action: on what siblings (the same networks, trained on other splits) say of clips that are new to them; {keep} of their
right answers reach the threshold. Then, on the test part of split 1: calibration error (ECE) before and after, the
share of clips whose best class reaches the threshold, and how many of those are right. Strangers are {strangers}:
annotated joints of actions that no network here knows. AUROC: how often a recognised clip of a known action scores
higher than one of an unknown action."""

_VIDEOS = """\
## What the program says of real videos

Made by `python -m app.survey VIDEOS`: `{network}` with its own settings, the shares of everything that was said of
anybody in the video, and the surest moment of the most frequent label. None of these people was seen in training, and
hardly any does one of the actions that the network knows: what counts is that it does not pretend to."""


def read_json(folder: Path) -> list[dict[str, Any]]:
    """The records in a folder, by file name; none where there is no such folder.

    Raises:
        UserError: a file is not JSON.
    """
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            found.append(json.loads(path.read_text(encoding="utf-8")))
        except ValueError as error:
            raise UserError(f"{path} is not a record ({error}); write it again") from error
    return found


def render_uncertainty(records: Sequence[dict[str, Any]]) -> str:
    """The section on calibration; empty without records."""
    if not records:
        return ""
    strangers = next((record["strangers"] for record in records if record["strangers"]), "not there")
    head = ["network", "temperature", "ECE before", "ECE", "threshold", "kept", "right of these"]
    head += ["strangers rejected", "AUROC"]
    rows = [
        [
            record["network"], f"{record['temperature']:.2f}", f"{record['ece before']:.3f}", f"{record['ece']:.3f}",
            f"{record['threshold']:.2f}", *(_percent(record[name]) for name in ("kept", "right", "strangers rejected")),
            "" if record["auroc"] is None else f"{record['auroc']:.3f}",
        ]
        for record in records
    ]  # fmt: skip
    lines = [_UNCERTAINTY.format(strangers=strangers, keep=_percent(KEEP)), "", *table(head, rows)]
    for novel in (record["novel"] for record in records if record["novel"]):
        lines += [
            "",
            f"Nearer to what the networks know: a sibling that was trained without some of the classes. At a threshold "
            f"found in the same way {_percent(novel['kept'])} of the new clips of known actions stay, "
            f"{_percent(novel['right'])} of them right, and {_percent(novel['rejected'])} of the clips of those "
            f"classes are rejected; AUROC {novel['auroc']:.3f}.",
        ]
        break
    return "\n".join(lines) + "\n"


def render_videos(records: Sequence[dict[str, Any]], comments: Path, pictures: str) -> str:
    """The section on videos; empty without records.

    Args:
        records: of `app.survey`.
        comments: YAML, by the videos' names: what they show, a comment, and the licence of the picture.
        pictures: folder of the pictures, as written into the text.

    Raises:
        UserError: a video without a comment.
    """
    if not records:
        return ""
    told = yaml.safe_load(comments.read_text(encoding="utf-8")) if comments.is_file() else {}
    missing = [record["video"] for record in records if record["video"] not in told]
    if missing:
        raise UserError(f"{comments} says nothing of {', '.join(missing)}")
    head = ["video", "shows", "frames with somebody", "said", "uncertain", "comment"]
    opening = _VIDEOS.format(network=records[0]["network"])
    rows = []
    for record in records:
        note = told[record["video"]]
        said = ", ".join(f"{label} {_percent(share)}" for label, share in record["said"].items() if share >= 0.02)
        image = f"![{note['shows']}]({pictures}/{record['picture']['file']})"
        rows.append([
            f"{image}<br>{record['video']}, {record['picture']['seconds']:g} s ({note['license']})", note["shows"],
            _percent(record["with somebody"]), said or "nothing", _percent(record["uncertain"]), note["comment"],
        ])  # fmt: skip
    return "\n".join([opening, "", *table(head, rows)]) + "\n"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"
