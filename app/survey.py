"""What the program predicts for videos, with one frame of each: ``python -m app.survey VIDEOS... -o results/videos``.

Runs ``skelapp --headless VIDEO --record --export`` for each video and counts the predictions in the rows of the export.
``python -m core.report`` makes a table of the records, with the comments in ``results/videos/comments.yaml``.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.headless.run import run_headless
from core.cli import run_command
from core.data.readers.videos import SUFFIXES
from core.data.rows import FrameRow, PersonRow, read_rows
from core.errors import UserError
from core.evaluation.records import current_commit
from core.video.opencv import cv2

_HEAD = [0, 14, 15, 16, 17]  # nose, eyes, ears
_SHOULDERS = [2, 5]
_HEIGHT = 320  # pixels of a picture
_QUALITY = 80  # of its JPEG file


def judged(rows: Sequence[FrameRow]) -> Iterator[tuple[int, PersonRow]]:
    """Frame and person of every prediction, that is, wherever a person's window held enough."""
    for row in rows:
        for person in row.people:
            if person.state != "warming_up" and person.actions:
                yield row.frame, person


def account(rows: Sequence[FrameRow]) -> dict[str, Any]:
    """Summarises the rows of an export, in shares of all predictions for all people.

    Returns:
        Frames, the share of them with someone, how many people there were, the predicted labels with their
        shares, the most frequent first, and the share that was uncertain.
    """
    said = Counter(person.actions[0][0] if person.state == "ok" else "" for _, person in judged(rows))  # "": uncertain
    total = max(said.total(), 1)
    return {
        "frames": len(rows),
        "with somebody": sum(bool(row.people) for row in rows) / max(len(rows), 1),
        "people": len({person.id for row in rows for person in row.people}),
        "said": {label: count / total for label, count in said.most_common() if label},
        "uncertain": said[""] / total,
    }


def telling_frame(rows: Sequence[FrameRow], said: dict[str, float]) -> int:
    """The frame with the best score of the most frequent label; if there is no label, with the best score of all."""
    most = next(iter(said), None)
    scores = {
        frame: person.actions[0][1]
        for frame, person in judged(rows)
        if most is None or (person.state == "ok" and person.actions[0][0] == most)
    }
    return max(scores, key=lambda frame: scores[frame]) if scores else len(rows) // 2


def hide_faces(image: NDArray[np.uint8], people: Sequence[NDArray[np.float64]]) -> None:
    """Blurs heads in place, because the people in the pictures did not ask to be shown.

    Args:
        image: ``(H, W, 3)``.
        people: of each the 18 joints ``[x, y, confidence]`` in pixels.
    """
    for person in people:
        joints = np.array(person, np.float64)
        head = joints[_HEAD][joints[_HEAD, 2] > 0, :2]
        if not len(head):
            continue
        shoulders = joints[_SHOULDERS]
        width = np.linalg.norm(shoulders[0, :2] - shoulders[1, :2]) if (shoulders[:, 2] > 0).all() else 0.0
        x, y = head.mean(axis=0)
        radius = round(max(1.2 * np.ptp(head, axis=0).max(), 0.4 * width, 8))
        left, top = max(round(x) - radius, 0), max(round(y) - radius, 0)
        part = image[top : max(round(y) + radius, 0), left : max(round(x) + radius, 0)]
        if part.size:
            part[:] = cv2.GaussianBlur(part, (0, 0), radius / 3)


def picture(video: Path, index: int, people: Sequence[NDArray[np.float64]], out: Path) -> None:
    """Writes one frame of a video, the heads of these people blurred, made smaller, as JPEG.

    Raises:
        UserError: the video has no such frame, or the picture cannot be written.
    """
    capture = cv2.VideoCapture(str(video))
    found, image = capture.read()
    for _ in range(index):
        found, image = capture.read()
    capture.release()
    if not found:
        raise UserError(f"{video} has no frame {index}")
    shown: NDArray[np.uint8] = np.array(image, np.uint8)
    hide_faces(shown, people)
    height, width = shown.shape[:2]
    small = cv2.resize(shown, (round(width * _HEIGHT / height), _HEIGHT), interpolation=cv2.INTER_AREA)
    out.parent.mkdir(parents=True, exist_ok=True)
    if not cv2.imwrite(str(out), small, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY]):
        raise UserError(f"{out} cannot be written")


def tell(video: Path, weights: str | None, out: Path, pictures: Path) -> dict[str, Any]:
    """Runs the program on one video and writes ``OUT/NAME.json`` and ``PICTURES/NAME.jpg``; returns the record."""
    with tempfile.TemporaryDirectory() as folder:
        drawn, export = Path(folder) / "drawn.mp4", Path(folder) / "rows.jsonl"
        run_headless(str(video), weights, "auto", 2, drawn, export)
        rows = list(read_rows(export.read_text(encoding="utf-8").splitlines()))
        side_car = json.loads(export.with_name(f"{export.name}.meta.json").read_text(encoding="utf-8"))
        found = account(rows)
        at = telling_frame(rows, found["said"])
        there = [person.joints for person in rows[at].people]
        picture(drawn, at, there, pictures / f"{video.stem}.jpg")
    record = {
        "video": video.name,
        "network": side_car["model"]["name"],
        "threshold": side_car["window"]["threshold"],
        **{name: round(value, 4) if isinstance(value, float) else value for name, value in found.items()},
        "said": {label: round(share, 4) for label, share in found["said"].items()},
        "picture": {"file": f"{video.stem}.jpg", "seconds": round(rows[at].time, 2)},
        "commit": current_commit(),
    }
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(record, indent=1, ensure_ascii=False)
    (out / f"{video.stem}.json").write_text(text + "\n", encoding="utf-8")
    return record


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m app.survey", description="Records what the program predicts for videos."
    )
    parser.add_argument("videos", nargs="+", type=Path, help="video files, or folders of them")
    parser.add_argument(
        "-o", "--out", type=Path, default=Path("results/videos"), help="folder for the records (default results/videos)"
    )
    parser.add_argument(
        "--pictures",
        type=Path,
        default=Path("assets/docs/videos"),
        help="folder for the frames (default assets/docs/videos)",
    )
    parser.add_argument("--model", help="as for skelapp (default: the first bundled network)")
    return parser


def main() -> None:
    """Entry point of ``python -m app.survey``."""
    arguments = parser().parse_args()
    files = [
        file
        for path in arguments.videos
        for file in ([path] if path.is_file() else sorted(path.rglob("*")))
        if file.suffix.lower() in SUFFIXES
    ]
    if not files:
        raise UserError(f"no video among {', '.join(map(str, arguments.videos))}")
    for file in files:
        record = tell(file, arguments.model, arguments.out, arguments.pictures)
        said = ", ".join(f"{label} {share:.0%}" for label, share in list(record["said"].items())[:4])
        print(f"{record['video']}: {said or 'nothing'}; uncertain {record['uncertain']:.0%}")


if __name__ == "__main__":
    run_command(main)
