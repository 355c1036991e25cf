"""The scores of networks for the clips of a data set, and which clips and views they are for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.card import CheckpointInfo
from core.checkpoint import Checkpoint
from core.data.augment import Augmentation
from core.data.pack import Pack
from core.data.splits import validation_split
from core.data.windows import Batch, WindowDataset
from core.errors import UserError
from core.evaluation.metrics import Metrics, ranks, score
from core.evaluation.predict import predict, predict_by_steps
from core.inference.fusion import fuse
from core.skeleton import mirror


@dataclass(frozen=True)
class Scores:
    """The scores of one network, or of several fused ones, for N clips.

    Attributes:
        name: of the network or the fusion.
        ids: the clips' names.
        labels: ``(N,)`` their classes, as indices into ``classes``.
        classes: names.
        probabilities: ``(N, num_classes)``; where nobody was ever seen all classes are equal.
        seen: ``(N,)`` whether anybody was seen.
        energy: ``(N,)`` as in `core.types.Prediction`, the mean over the views, whatever the temperature; minus
            infinity where nobody was seen. None: not known.
    """

    name: str
    ids: tuple[str, ...]
    labels: NDArray[np.int64]
    classes: tuple[str, ...]
    probabilities: NDArray[np.float32]
    seen: NDArray[np.bool_]
    energy: NDArray[np.float64] | None = None

    def metrics(self) -> Metrics:
        """Metrics over all clips. Those in which no one was seen count as errors."""
        return score(torch.from_numpy(self.probabilities).clamp_min(1e-9).log(), torch.from_numpy(self.labels))

    @property
    def right(self) -> NDArray[np.bool_]:
        """``(N,)`` which clips are classified correctly."""
        return ranks(self.probabilities, self.labels) == 0

    @property
    def predictions(self) -> NDArray[np.int64]:
        """``(N,)`` the best class; -1 where no one was seen."""
        return np.where(self.seen, self.probabilities.argmax(axis=1), -1)


def fuse_scores(name: str, members: Sequence[Scores], weights: NDArray[np.float64], logs: bool = False) -> Scores:
    """Late fusion of several networks' scores for the same clips, see `core.inference.fusion.fuse`."""
    probabilities = fuse(np.stack([each.probabilities for each in members]), weights, logs)
    return replace(members[0], name=name, probabilities=probabilities, energy=None)


def mean_scores(looks: Sequence[Scores]) -> Scores:
    """One network's scores for several extractions of the same clips, averaged over those in which anyone is seen."""
    seen = np.stack([each.seen for each in looks])
    anybody = np.asarray(seen.any(axis=0))
    weights = np.where(anybody, seen, True)[..., None]
    mean = (np.stack([each.probabilities for each in looks]) * weights).sum(axis=0) / weights.sum(axis=0)
    return replace(looks[0], probabilities=mean.astype(np.float32), seen=anybody, energy=None)


def join_scores(parts: Sequence[Scores]) -> Scores:
    """What was said of some clips, and of others after them, under the first one's name."""
    energies = [part.energy for part in parts if part.energy is not None]
    return replace(
        parts[0],
        ids=tuple(name for part in parts for name in part.ids),
        labels=np.concatenate([part.labels for part in parts]),
        probabilities=np.concatenate([part.probabilities for part in parts]),
        seen=np.concatenate([part.seen for part in parts]),
        energy=None if not energies or len(energies) < len(parts) else np.concatenate(energies),
    )


@dataclass(frozen=True)
class Views:
    """Test-time augmentation: the views of each clip whose probabilities are averaged.

    Attributes:
        flip: add the mirror image of each view.
        count: number of windows, evenly spread from the first full one to the last one.
        steps: run frame by frame, see `core.evaluation.predict.predict_by_steps`.
        augmented: number of further windows, augmented at random as in the network's training.
        seed: seed of this augmentation.
    """

    flip: bool = False
    count: int = 1
    steps: bool = False
    augmented: int = 0
    seed: int = 0


def score_clips(checkpoint: Checkpoint, clips: Pack, views: Views = Views(), device: str = "cpu") -> Scores:
    """Probabilities of all clips, at the card's temperature.

    Args:
        checkpoint: the network and its card.
        clips: of the card's layout; their classes are found in the card by name.
        views: mirror images and further windows; every one of them counts the same.
        device: cpu, cuda or mps.

    Raises:
        UserError: the clips do not suit the network: layout, coordinates or classes; it cannot run frame by frame; or
            its card does not say how its training windows were changed.
    """
    info = checkpoint.info
    labels = card_labels(clips, info)
    if views.count > 1 and info.sampling != "time":
        raise UserError(f"{info.name} sees whole clips; --views is for networks that see the last {info.seconds:g} s")
    model = checkpoint.model.to(device)
    total = np.zeros((len(clips), len(info.labels)), np.float64)
    energies = []
    for windows in _looks(clips, info, views):
        logits, _ = predict_by_steps(model, windows, info) if views.steps else predict(model, windows, info, device)
        total += (logits / info.temperature).softmax(dim=1).numpy()
        energies.append(logits.double().logsumexp(dim=1).numpy())
    probabilities = (total / total.sum(axis=1, keepdims=True)).astype(np.float32)
    rows = clips.rows[:, : info.people]
    seen = np.asarray((rows[..., 1] > rows[..., 0]).any(axis=1))
    probabilities[~seen] = 1 / len(info.labels)
    energy = np.where(seen, np.mean(energies, axis=0), -np.inf)
    return Scores(info.name, clips.ids, labels, info.labels, probabilities, seen, energy)


def _looks(clips: Pack, info: CheckpointInfo, views: Views) -> Iterator[WindowDataset]:
    """The clips' windows in one view after another."""
    for view in range(views.count):
        cut = earlier(clips, info, view / max(views.count - 1, 1))
        yield WindowDataset(cut, info)
        if views.flip:
            yield _Mirrored(cut, info)
    if views.augmented:
        changes = _training_changes(info)
        for view in range(views.augmented):
            windows = WindowDataset(clips, info, changes, views.seed)
            windows.epoch = view  # the changes are others in every epoch
            yield windows


def _training_changes(info: CheckpointInfo) -> Augmentation:
    """How the windows were changed that the network was trained on."""
    told: Any = info.training.get("augmentation")
    known = {each.name for each in fields(Augmentation)}
    if not isinstance(told, dict) or any(value and name not in known for name, value in told.items()):
        raise UserError(f"{info.name} does not say how its training windows were changed; leave out --augmented-views")
    return Augmentation(**{name: value for name, value in told.items() if name in known})


class _Mirrored(WindowDataset):
    """The windows seen in a mirror."""

    def __getitems__(self, indices: Sequence[int]) -> Batch:
        windows, labels = super().__getitems__(indices)
        joints = windows.permute(0, 4, 2, 3, 1).numpy()  # (B, C, T, V, M) -> (B, M, T, V, C)
        return torch.from_numpy(mirror(joints, self.layout)).permute(0, 4, 2, 3, 1).contiguous(), labels


def earlier(clips: Pack, info: CheckpointInfo, share: float) -> Pack:
    """The clips cut off before their end: share 0 not at all, 1 after the first full window; short clips stay whole."""
    if share == 0 or len(clips.track.times) == 0:
        return clips
    rows = clips.rows.copy()
    times = clips.track.times
    for people in rows:
        there = [(first, last) for first, last in people if last > first]
        if there:
            start, end = min(times[first] for first, _ in there), max(times[last - 1] for _, last in there)
            cut = end - share * max(end - start - info.seconds, 0.0)
            for person in people:
                person[1] = person[0] + np.searchsorted(times[person[0] : person[1]], cut + 1e-9)
    return replace(clips, rows=rows)


def card_labels(clips: Pack, info: CheckpointInfo) -> NDArray[np.int64]:
    """The clips' classes as indices into the card's labels, found by name; by number where the data give no names.

    Raises:
        UserError: a class that the network does not know.
    """
    used = np.unique(clips.labels)
    if clips.classes == info.labels:
        return clips.labels
    if all(name == f"class {number}" for number, name in enumerate(clips.classes)):
        places = {int(label): int(label) for label in used if 0 <= label < len(info.labels)}
    else:
        index = {_plain(name): place for place, name in enumerate(info.labels)}
        names = {int(label): _plain(clips.classes[label]) for label in used}
        places = {label: index[name] for label, name in names.items() if name in index}
    unknown = [clips.classes[label] for label in used if int(label) not in places]
    if unknown:
        shown = ", ".join(unknown[:5]) + (", ..." if len(unknown) > 5 else "")
        raise UserError(f"{info.name} does not know {len(unknown)} of the {len(used)} classes of the clips: {shown}")
    return np.array([places[int(label)] for label in clips.labels], np.int64)


def _plain(name: str) -> str:
    return name.lower().replace("_", " ").strip()


def trained_on(info: CheckpointInfo) -> tuple[str, float, int, str]:
    """What a card was trained with: split, validation share and seed, digest of the data; "" what is unknown."""
    record: dict[str, Any] = info.training
    split = record.get("split", "")
    data = record.get("data")
    return (
        f"split {split}" if isinstance(split, int) else str(split),
        float(record.get("validation", 0.0)),
        int(record.get("validation_seed", record.get("seed", 0))),
        str(data.get("digest", "")) if isinstance(data, dict) else "",
    )


def validation_part(clips: Pack, cards: Sequence[CheckpointInfo]) -> Pack:
    """The clips that were held out of the training of all these networks: where fusion weights may be looked for.

    Args:
        clips: the whole data set.
        cards: of the networks, trained on it.

    Raises:
        UserError: a network was trained without a validation part, they had different ones, or on other data.
    """
    told = {info.name: trained_on(info) for info in cards}
    for name, (split, share, _, digest) in told.items():
        if not split or share == 0:
            raise UserError(
                f"{name} was trained without a validation part: weights found on clips it knows would mean nothing; "
                "use --fuse equal or give the weights"
            )
        if digest and digest != clips.digest:
            raise UserError(f"{name} was trained on other data than --data: its validation part is not there")
    if len(set(told.values())) > 1:
        raise UserError(f"{' and '.join(told)} held out different clips; train them with one split, share and seed")
    split, share, seed, _ = next(iter(told.values()))
    held = validation_split(clips if split == "all" else clips.part(split, "train"), share, seed)[1]
    if not len(held):
        raise UserError(f"no clip was held out of the training of {' and '.join(told)}")
    return held


def unknown_to(clips: Pack, own: CheckpointInfo, other_split: CheckpointInfo) -> Pack:
    """The clips that ``own`` was trained on and ``other_split`` never saw: where it may be asked for the other.

    Raises:
        UserError: they are not the same network on two splits of these data.
    """
    (split, *_), (other, *_) = trained_on(own), trained_on(other_split)
    same = (own.model, own.model_args, own.stream, own.labels) == (
        other_split.model, other_split.model_args, other_split.stream, other_split.labels,
    )  # fmt: skip
    if not same or split == other:
        raise UserError(
            f"{other_split.name} is not a cross-split model of {own.name}: the same network, trained on another split"
        )
    train, test = clips.splits.get(split, {}).get("train"), clips.splits.get(other, {}).get("test")
    if not train or not test:
        raise UserError(f"{clips.title} lacks {split} or {other}, which the networks were trained on")
    asked = train & test
    return clips.only([index for index, name in enumerate(clips.ids) if name in asked])
