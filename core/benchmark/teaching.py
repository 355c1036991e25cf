"""``python -m core.benchmark teaching --data DATA...``: actions taught by a few examples, against other ways.

For every number of examples, in every draw, so many clips of each action are taught and others are recognised:

* ``others``: by other people. Where the data set names subjects, half of them, drawn anew, teach and the rest are
  tested; else its first official split holds (Penn Action); else the clips that were not taught are tested;
* ``same``: by the same person, one drawn anew each time; their clips that were not taught are tested.

Methods: ``taught`` (`core.teaching`), ``dtw`` (nearest example by dynamic time warping of the same joints,
dtaidistance), ``mean`` (nearest class mean of a bundled network's features, cosine), ``tuned`` (the default network,
trained on with these examples; minutes a draw, so only where it is asked for). 3D skeletons are seen in 2D views, by a
camera that is drawn anew for every person. AUROC: half of the actions are taught, and how well clips of these are told
from clips of the others by the belief that they show any of the taught ones.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from core.checkpoint import DEFAULT, load_checkpoint
from core.data.clips import Clip
from core.data.pack import Pack
from core.data.readers.recognise import read_dataset
from core.data.windows import WindowDataset, in_coordinates
from core.errors import UserError
from core.models.motion_features import MOMENTS, body_joints
from core.streams import prepare
from core.teaching import fit_pack
from core.teaching.fine_tune import fine_tuned_on_all

Predict = Callable[[Pack, Pack], NDArray[np.int64]]
_MOST_TESTED = 300  # clips a draw, drawn at random
_FOCAL, _WIDTH, _HEIGHT = 600.0, 640.0, 480.0  # of the camera that sees 3D skeletons, pixels


@dataclass(frozen=True)
class Cell:
    """One number of the table, over all draws.

    Attributes:
        data, who, method: what was asked. examples: of each action.
        accuracy: mean over the draws, 0..1.
        low, high: 95 % interval of this mean, by resampling the draws.
        seconds: processor time of one draw's teaching, mean.
        auroc: see above; NaN for other methods than ``taught``.
    """

    data: str
    who: str
    method: str
    examples: int
    accuracy: float
    low: float
    high: float
    seconds: float
    auroc: float


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="data sets, one person each or the first")
    parser.add_argument("--examples", type=int, nargs="+", default=[1, 5, 10, 20], help="of each action (1 5 10 20)")
    parser.add_argument("--methods", nargs="+", default=["taught", "dtw", "mean"], choices=list(METHODS))
    parser.add_argument("--who", nargs="+", default=["others", "same"], choices=["others", "same"])
    parser.add_argument("--draws", type=int, default=20, help="(default 20)")
    parser.add_argument("--angle", type=float, default=20.0, help="how far a camera stands aside, degrees (20)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="figures as JSON")


def run(arguments: argparse.Namespace) -> None:
    """Measures and prints."""
    if "dtw" in arguments.methods and importlib.util.find_spec("dtaidistance") is None:
        raise UserError("dtw needs dtaidistance; pip install 'skelapp[dev]', or leave it out of --methods")
    cells = [cell for path in arguments.data for cell in table(path, arguments)]
    if arguments.json:
        print(json.dumps([{**asdict(cell), "auroc": _plain(cell.auroc)} for cell in cells]))
        return
    for cell in cells:
        more = "" if np.isnan(cell.auroc) else f", AUROC {cell.auroc:.2f}"
        print(
            f"{cell.data}, {cell.who}, {cell.examples} examples, {cell.method}: {100 * cell.accuracy:.1f} % "
            f"({100 * cell.low:.1f} to {100 * cell.high:.1f}), {cell.seconds:.2f} s{more}"
        )


def table(path: Path, arguments: argparse.Namespace) -> Iterator[Cell]:
    """The cells of one data set."""
    clips = load_views(path, arguments.angle, arguments.seed)
    for who in arguments.who:
        for examples in arguments.examples:
            draws = list(draw(clips, who, examples, arguments.draws, arguments.seed))
            for method in arguments.methods if draws else ():
                right, seconds, apart = [], [], []
                for taught, asked, _ in draws:
                    start = time.process_time()
                    predict = METHODS[method](taught)
                    seconds.append(time.process_time() - start)
                    right.append(float(np.mean(predict(asked) == asked.labels)))
                for number, (taught, asked, random) in enumerate(draws):
                    if method == "taught" and number < 10:
                        apart.append(novelty(taught, asked, random))
                mean, low, high = interval(np.array(right))
                auroc = float(np.nanmean(apart)) if apart and not np.isnan(apart).all() else float("nan")
                yield Cell(clips.title, who, method, examples, mean, low, high, float(np.mean(seconds)), auroc)


def load_views(path: Path, angle: float, seed: int = 0) -> Pack:
    """A data set's clips as 2D kinetics18 skeletons, 3D ones as a camera sees them."""
    dataset = read_dataset(path)
    clips = (clip if len(clip.joints) == 3 else seen_by_camera(clip, angle, seed) for clip in dataset.clips(True))
    with_people = (clip.in_layout("kinetics18") for clip in clips if (clip.joints[-1] > 0).any())
    return replace(Pack.of(with_people, dataset.labels, dataset.splits), title=dataset.format)


def seen_by_camera(clip: Clip, angle: float, seed: int) -> Clip:
    """A 3D clip in pixels, as a pinhole camera sees it from 2.5 to 4 m, up to ``angle`` degrees aside and 8 above or
    below; the same for all clips of a subject."""
    random = np.random.default_rng((seed, *clip.subject.encode()))
    yaw, pitch = np.deg2rad(random.uniform(-1, 1, 2) * (angle, 8))
    distance = random.uniform(2.5, 4)
    place, there = clip.joints[:3].astype(np.float64), clip.joints[3] > 0
    x, y, z = place - place[:, there].mean(axis=1)[:, None, None, None]
    x, z = np.cos(yaw) * x - np.sin(yaw) * z, np.sin(yaw) * x + np.cos(yaw) * z
    y, z = np.cos(pitch) * y - np.sin(pitch) * z, np.sin(pitch) * y + np.cos(pitch) * z
    depth = np.maximum(z + distance, 0.5)
    pixels = np.stack((_FOCAL * x / depth + _WIDTH / 2, _FOCAL * y / depth + _HEIGHT / 2, there)) * there
    return replace(clip, joints=pixels.astype(np.float32))


def draw(
    clips: Pack, who: str, examples: int, draws: int, seed: int
) -> Iterator[tuple[Pack, Pack, np.random.Generator]]:
    """What is taught and what is asked, draw after draw; nothing where the data set does not allow it."""
    subjects = np.array(clips.subjects)
    people = sorted(set(clips.subjects))
    known = len(people) < len(clips) / 2
    for number in range(draws):
        random = np.random.default_rng((seed, examples, number))
        order = random.permutation(people)
        if who == "same":
            if not known:
                return
            teaching = asked = subjects == order[0]
        elif known:
            teaching = np.isin(subjects, order[: (len(people) + 1) // 2])
            asked = ~teaching
        elif clips.splits:
            train = next(iter(clips.splits.values()))["train"]
            teaching = np.array([name in train for name in clips.ids])
            asked = ~teaching
        else:
            teaching = asked = np.ones(len(clips), bool)
        chosen = [
            random.permutation(np.flatnonzero(teaching & (clips.labels == label)))[:examples]
            for label in np.unique(clips.labels)
        ]
        shown = np.concatenate(chosen)
        rest = np.setdiff1d(np.flatnonzero(asked), shown)
        if not len(rest) or min(map(len, chosen)) < examples:
            return  # so many examples there are not
        yield clips.only(shown), clips.only(random.permutation(rest)[:_MOST_TESTED]), random


def interval(values: NDArray[np.float64], repeats: int = 2000) -> tuple[float, float, float]:
    """Mean, and 95 % interval of the mean by resampling."""
    random = np.random.default_rng(0)
    means = values[random.integers(0, len(values), (repeats, len(values)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(values.mean()), float(low), float(high)


def novelty(taught: Pack, asked: Pack, random: np.random.Generator) -> float:
    """AUROC of half of the actions, taught, against the other half."""
    labels = np.unique(taught.labels)
    own = random.permutation(labels)[: (len(labels) + 1) // 2]
    network = fit_pack(taught.only(np.flatnonzero(np.isin(taught.labels, own))), people=people_in(taught))
    belief = network.probabilities(asked)[:, :-1].sum(axis=1)
    known = np.isin(asked.labels, own)
    if known.all() or not known.any():
        return float("nan")
    ahead = (belief[known][:, None] > belief[~known]) + (belief[known][:, None] == belief[~known]) / 2
    return float(ahead.mean())


def people_in(clips: Pack) -> int:
    """How many people there are in most clips."""
    return max(int(np.median((clips.rows[..., 1] > clips.rows[..., 0]).sum(axis=1))), 1)


def _taught(shown: Pack) -> Callable[[Pack], NDArray[np.int64]]:
    network = fit_pack(shown, people=people_in(shown))
    used = np.unique(shown.labels)
    return lambda asked: used[network.probabilities(asked)[:, : len(used)].argmax(axis=1)]


def _warped(shown: Pack) -> Callable[[Pack], NDArray[np.int64]]:
    from dtaidistance import dtw_ndim  # type: ignore[import-untyped]

    known = _series(shown)

    def predict(asked: Pack) -> NDArray[np.int64]:
        far = [[dtw_ndim.distance_fast(one, other, window=MOMENTS // 4) for other in known] for one in _series(asked)]
        return shown.labels[np.argmin(far, axis=1)]

    return predict


def _class_mean(shown: Pack) -> Callable[[Pack], NDArray[np.int64]]:
    features = _network_features(shown)
    used = np.unique(shown.labels)
    means = np.stack([features[shown.labels == label].mean(axis=0) for label in used])
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    return lambda asked: used[(_network_features(asked) @ means.T).argmax(axis=1)]


def _tuned(shown: Pack) -> Callable[[Pack], NDArray[np.int64]]:
    model, info = fine_tuned_on_all(shown)
    used = np.unique(shown.labels)

    @torch.inference_mode()
    def predict(asked: Pack) -> NDArray[np.int64]:
        windows, _ = WindowDataset(asked, info).__getitems__(range(len(asked)))
        return used[model(prepare(windows, info))[:, : len(used)].argmax(1).numpy()]

    return predict


METHODS: dict[str, Callable[[Pack], Callable[[Pack], NDArray[np.int64]]]] = {
    "taught": _taught,
    "dtw": _warped,
    "mean": _class_mean,
    "tuned": _tuned,
}


def _series(clips: Pack) -> list[NDArray[np.float64]]:
    """Each clip as ``(MOMENTS, 26)``: the joints that teaching looks at too."""
    card = replace(load_checkpoint(DEFAULT).info, frames=MOMENTS, sampling="clip", people=1)
    windows, _ = WindowDataset(clips, card).__getitems__(range(len(clips)))
    position, _ = body_joints(windows[..., 0])
    return [np.ascontiguousarray(each) for each in position.flatten(2).double().numpy()]


@torch.inference_mode()
def _network_features(clips: Pack) -> NDArray[np.float32]:
    """What the default network's last layer is fed, ``(N, channels)``, of whole clips."""
    checkpoint = load_checkpoint(DEFAULT)
    info = replace(checkpoint.info, sampling="clip")
    windows, _ = WindowDataset(clips, info).__getitems__(range(len(clips)))
    found: list[torch.Tensor] = []
    layer = checkpoint.model.classifier.linear  # type: ignore[union-attr]
    hook = layer.register_forward_pre_hook(lambda _, given: found.append(given[0]))  # type: ignore[union-attr]
    checkpoint.model(prepare(in_coordinates(windows, info), info))
    hook.remove()
    return found[0].numpy()


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else value
