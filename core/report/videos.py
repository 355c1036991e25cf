"""The table of ``results/videos``: what the program says of real videos, from records of ``python -m app.survey``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from core.errors import UserError
from core.report.markdown import percent, table

COMMENTS = "comments.yaml"
_HEAD = ["video", "content", "frames with someone", "predicted", "uncertain", "comment"]


def video_tables(records: Mapping[str, Any], folder: Path, pictures: str) -> list[str]:
    """A row a video.

    Args:
        records: of `app.survey`.
        folder: where `COMMENTS` lies: by the videos' names what they show, a comment, and the picture's licence.
        pictures: folder of the documentation's pictures, as written into the text.

    Raises:
        UserError: a video without a comment.
    """
    path = folder / COMMENTS
    notes = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    missing = [record["video"] for record in records.values() if record["video"] not in notes]
    if missing:
        raise UserError(f"{path} says nothing of {', '.join(missing)}")
    return table(_HEAD, [_row(record, notes[record["video"]], pictures) for record in records.values()])


def _row(record: Mapping[str, Any], note: Mapping[str, str], pictures: str) -> list[str]:
    said = ", ".join(f"{label} {percent(share)}" for label, share in record["said"].items() if share >= 0.02)
    picture = record["picture"]
    image = f"![{note['shows']}]({pictures}/videos/{picture['file']})"
    return [
        f"{image}<br>{record['video']}, {picture['seconds']:g} s ({note['license']})", note["shows"],
        percent(record["with somebody"]), said or "nothing", percent(record["uncertain"]), note["comment"],
    ]  # fmt: skip
