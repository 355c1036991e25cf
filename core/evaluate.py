"""How good weights are: ``python -m core.evaluate WEIGHTS --data FOLDER [--predictions OUT.csv] [--json]``."""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from core.checkpoint import find_weights, read_info, save_info
from core.cli import run_command
from core.data.clips import Clip
from core.data.jhmdb import JHMDB_CLASSES, read_jhmdb
from core.errors import UserError
from core.metrics import Metrics, score
from core.recognizer import Recognizer
from core.types import People


@dataclass(frozen=True)
class ClipScores:
    """What a recogniser says at the end of each clip.

    Attributes:
        clips: N of them.
        probabilities: ``(N, num_classes)``; where nobody was ever seen all classes are equal.
        seen: ``(N,)`` whether anybody was seen.
    """

    clips: list[Clip]
    probabilities: np.ndarray
    seen: np.ndarray

    def metrics(self) -> Metrics:
        """Figures over all clips; those in which nobody was seen count as any other."""
        labels = torch.tensor([clip.label for clip in self.clips])
        return score(torch.from_numpy(self.probabilities).clamp_min(1e-9).log(), labels)


def judge(recognizer: Recognizer, clips: list[Clip]) -> ClipScores:
    """Feeds each clip's main person to the recogniser, frame by frame, and takes what it says at the last one.

    This is the live program's own path: only that the network runs once, at the end.
    """
    classes = len(recognizer.labels)
    probabilities = np.full((len(clips), classes), 1 / classes, np.float32)
    seen = np.zeros(len(clips), bool)
    for row, clip in enumerate(clips):
        scores = last_scores(recognizer, clip)
        if scores is not None:
            probabilities[row], seen[row] = scores, True
    return ClipScores(clips, probabilities, seen)


def last_scores(recognizer: Recognizer, clip: Clip) -> np.ndarray | None:
    """Probabilities ``(num_classes,)`` at the main person's last sighting; None where nobody was seen."""
    times, joints = clip.person()
    if len(times) == 0:
        return None
    recognizer.reset()
    for time, person in zip(times[:-1], joints[:-1], strict=True):
        recognizer.remember(People(person[None], (1,)), float(time))
    return recognizer.push(People(joints[-1:], (1,)), float(times[-1]))[0].scores


def write_predictions(path: Path, result: ClipScores) -> None:
    """One row a clip: its name, its class, the best class, and every class's probability."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["clip", "label", "prediction", *JHMDB_CLASSES])
        for clip, scores, seen in zip(result.clips, result.probabilities, result.seen, strict=True):
            best = JHMDB_CLASSES[int(scores.argmax())] if seen else ""
            table.writerow([clip.id, JHMDB_CLASSES[clip.label], best, *(f"{value:.6f}" for value in scores)])


def main() -> None:
    """Entry point of ``python -m core.evaluate``."""
    parser = argparse.ArgumentParser(prog="python -m core.evaluate", description="How good weights are.")
    parser.add_argument("weights", help="a bundled model's name or a .safetensors file")
    parser.add_argument("--data", type=Path, required=True, help="folder with landmarks33.npz and splits/")
    parser.add_argument("--split", type=int, default=1, help="official split, 1 to 3 (default 1)")
    parser.add_argument("--subset", default="test", choices=("train", "test"))
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    parser.add_argument("--predictions", type=Path, help="write one row a clip to this CSV file")
    parser.add_argument("--save", action="store_true", help="also write the figures into the weights file's card")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    arguments = parser.parse_args()

    recognizer = Recognizer.from_weights(arguments.weights, arguments.device, explain=False)
    if recognizer.labels != JHMDB_CLASSES:
        raise UserError(
            f"{arguments.weights} was trained for other classes than JHMDB's 21; evaluate it on its own data"
        )
    clips = read_jhmdb(arguments.data, arguments.split, arguments.subset)
    result = judge(recognizer, clips)
    if arguments.predictions:
        write_predictions(arguments.predictions, result)
    scores = result.metrics().figures()
    if arguments.save:
        path = find_weights(arguments.weights)
        info = read_info(path)
        where = f"split {arguments.split} {arguments.subset}"
        added = {f"{where} {name}": round(value, 4) for name, value in scores.items()}
        save_info(path, replace(info, scores={**info.scores, **added}))
    figures: dict[str, object] = {
        "weights": recognizer.info.name,
        "split": arguments.split,
        "subset": arguments.subset,
        "nobody seen": int((~result.seen).sum()),
        **scores,
    }
    if arguments.json:
        print(json.dumps(figures))
    else:
        for key, value in figures.items():
            print(f"{key:12} {value:.4f}" if isinstance(value, float) else f"{key:12} {value}")


if __name__ == "__main__":
    run_command(main)
