"""Examples in, a network out: `fit` for joints in memory, `fit_pack` for a data set."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from core.card import CheckpointInfo
from core.checkpoint import save_checkpoint
from core.data.augment import Augmentation
from core.data.clips import Clip
from core.data.pack import Pack
from core.data.windows import WindowDataset
from core.errors import UserError
from core.models.beside import Beside
from core.models.motion_features import MOMENTS, measure
from core.models.taught import Taught
from core.skeleton import Joints
from core.teaching.background import background_features
from core.teaching.closed_form import HeldOut, Rows, solve
from core.teaching.extending import together, trained_network, window_of

SOMETHING_ELSE = "something else"
"""The last label of a network that was fitted against a background. Examples of this label join the background."""

VIEWS = Augmentation(
    keep=0.85, rotation=15, scale=0.1, shift=0, stretch=0.25, flip=0, noise=0.01, joint_dropout=0.05, frame_dropout=0
)
"""How the views of a clip differ from it. Never mirrored: left and right are for the user to tell apart."""
VIEW_COUNT = 6
LIVE_VIEWS = replace(VIEWS, keep=0.6)
LIVE_COUNT = 2
SHORTEST, LONGEST = 1.6, 2.4  # seconds of the live window
PIECE = 4.0  # seconds; clips of more than two pieces are cut into pieces of at least this length
SURE = 0.5
"""The card's threshold: what scores less is "uncertain"."""


@dataclass(frozen=True)
class TaughtActions:
    """What `fit` returns: a network, its card, and what it is worth.

    Attributes:
        model, info: as of any other network; after the K taught ones, ``info.labels`` may have "something else", or the
            actions of the network beside which they were taught.
        labels: the K taught labels, as they were given, in the order of the network's classes.
        held_out: what was said of each taught clip by networks that were not taught its recording.
        clip_labels: ``(N,)`` the taught clips' indices into ``labels``.
        clips: their names.
        longest: seconds; clips much longer than any taught one are judged by windows.
    """

    model: Taught | Beside
    info: CheckpointInfo
    labels: tuple[Hashable, ...]
    held_out: HeldOut
    clip_labels: NDArray[np.int64]
    clips: tuple[str, ...]
    longest: float

    def scores(
        self, clips: Sequence[Joints], *, fps: float | Sequence[float] = 30.0, times: Sequence[ArrayLike] | None = None
    ) -> NDArray[np.float32]:
        """Probabilities ``(N, K)`` of the taught labels for whole clips; what is missing to 1 is something else.

        Args:
            clips, fps, times: as for `fit`.
        """
        return self.probabilities(pack_clips(clips, [0] * len(clips), fps, times))[:, : len(self.labels)]

    def predict(
        self,
        clips: Sequence[Joints],
        *,
        fps: float | Sequence[float] = 30.0,
        times: Sequence[ArrayLike] | None = None,
        reject: bool = False,
    ) -> list[Hashable]:
        """The most likely taught label of each clip; with ``reject`` the best of the other labels of the card, such as
        "something else", where these are likelier than not.

        Args:
            clips, fps, times: as for `fit`.
        """
        every = self.probabilities(pack_clips(clips, [0] * len(clips), fps, times))
        own, other = every[:, : len(self.labels)], every[:, len(self.labels) :]
        best: list[Hashable] = [self.labels[index] for index in own.argmax(axis=1)]
        if reject and other.shape[1]:
            instead = [self.info.labels[len(self.labels) + index] for index in other.argmax(axis=1)]
            best = [label if sure >= 0.5 else or_ for label, sure, or_ in zip(best, own.sum(1), instead, strict=True)]
        return best

    def probabilities(self, pack: Pack) -> NDArray[np.float32]:
        """Of a data set's clips ``(N, num_classes)``, whole; of clips that last twice as long as any taught one (where
        the network sees a window: half as long again) the mean over windows as long as the live program's."""
        limit = 2 * self.longest if self.info.sampling == "clip" else 1.5 * self.info.seconds
        pieces, owner = cut_long(pack, limit, self.info.seconds)
        windows, _ = WindowDataset(pieces, self.info).__getitems__(range(len(pieces)))
        with torch.inference_mode():
            each = (self.model(windows) / self.info.temperature).softmax(1).numpy()
        out = np.zeros((len(pack), each.shape[1]), np.float64)
        np.add.at(out, owner, each)
        return (out / np.bincount(owner, minlength=len(pack))[:, None]).astype(np.float32)

    def save(self, path: str | Path) -> Path:
        """Writes weights that every command of the program takes as ``--model PATH``; returns the path."""
        path = Path(path)
        path = path if path.suffix == ".safetensors" else path.with_name(path.name + ".safetensors")
        save_checkpoint(path, self.model, replace(self.info, name=path.stem))
        return path


def fit(
    clips: Sequence[Joints],
    labels: Sequence[Hashable],
    *,
    fps: float | Sequence[float] = 30.0,
    times: Sequence[ArrayLike] | None = None,
    recordings: Sequence[Hashable] | None = None,
    something_else: bool = True,
    beside: str | Path | None = None,
    name: str = "my-actions",
    title: str = "",
) -> TaughtActions:
    """Teaches a network own actions from a few examples of each, in closed form: there is nothing to wait for.

    Example:
        >>> body = np.ones((40, 18, 3), np.float32) * np.arange(18)[:, None] % (70, 90, 2) + 1
        >>> up = body + np.linspace(0, 50, 40)[:, None, None] * (np.arange(18) == 4)[:, None] * (0, -1, 0)
        >>> side = body + np.linspace(0, 50, 40)[:, None, None] * (np.arange(18) == 7)[:, None] * (1, 0, 0)
        >>> taught = fit([up, side], ["up", "side"], fps=25)
        >>> taught.predict([side, up], fps=25)
        ['side', 'up']

    ``taught.save("my-actions.safetensors")`` writes weights for ``skelapp --model my-actions.safetensors``.

    Args:
        clips: one ``(T, 18, 3)`` array an example: x and y in pixels (y downward) and confidence of the kinetics18
            joints (`core.skeleton.KINETICS18`); missing joints have confidence 0. ``(M, T, 18, 3)`` shows M people who
            do it together. T and M may differ.
        labels: what each shows, two or more different ones; with `SOMETHING_ELSE` among them one is enough beside it.
        fps: frames per second, of all clips or of each.
        times: increasing seconds ``(T,)`` of each clip's frames, instead of ``fps``.
        recordings: which recording, or which person, each clip is from; clips of one are left out together where the
            network is measured on examples it does not know. None: each is its own.
        something_else: also tell the actions from the bundled background, as a last class.
        beside: a trained network of one person's joints, such as ``stfnet-joint``, by name or path: the result knows
            its actions too, in place of "something else".
        name, title: for the card.

    Raises:
        ValueError: arrays of another shape, not finite, or without anybody; or lists of different lengths.
        UserError: too few actions, or the bundled background cannot be read.
    """
    if len(labels) != len(clips) or (recordings is not None and len(recordings) != len(clips)):
        raise ValueError(f"{len(clips)} clips need as many labels and recordings")
    names = sorted(dict.fromkeys(labels), key=lambda label: (str(label) == SOMETHING_ELSE, str(label)))
    index = {label: place for place, label in enumerate(names)}
    subjects = None if recordings is None else [str(recording) for recording in recordings]
    pack = pack_clips(clips, [index[label] for label in labels], fps, times, subjects)
    pack = replace(pack, classes=tuple(str(label) for label in names))
    taught = fit_pack(pack, something_else, name, title, people=pack.rows.shape[1], beside=beside)
    return replace(taught, labels=tuple(label for label in names if str(label) != SOMETHING_ELSE))


def fit_pack(
    pack: Pack,
    something_else: bool = True,
    name: str = "my-actions",
    title: str = "",
    people: int = 1,
    beside: str | Path | None = None,
) -> TaughtActions:
    """The same for a data set of 2D kinetics18 skeletons; a class "something else" in it joins the background.

    Args:
        pack: the clips; their subjects are the recordings.
        something_else, name, title, beside: as for `fit`.
        people: of how many people in each clip the action is to be learned, the main person first.

    Raises:
        UserError: other skeletons, clips without anybody, too few actions, or no network to teach them beside.
    """
    if beside is not None and (people > 1 or not something_else):
        raise UserError("actions are taught beside a trained network for one person, and against the background")
    if (pack.layout, pack.coordinates) != ("kinetics18", 2):
        raise UserError(f"{pack.title} has {pack.coordinates}D {pack.layout} skeletons; teaching needs 2D kinetics18")
    other = np.array([plain_name(pack.classes[label]) == SOMETHING_ELSE for label in pack.labels], bool)
    pack, elsewhere = pack.only(np.flatnonzero(~other)), pack.only(np.flatnonzero(other))
    used = np.unique(pack.labels)
    if len(used) + (something_else or len(elsewhere) > 0) < 2:
        raise UserError("there is nothing to tell apart: show at least two actions, or one and something else")
    pack = replace(pack, labels=np.searchsorted(used, pack.labels), classes=tuple(pack.classes[i] for i in used))
    _, unusable = usable(pack)
    for clip, why in unusable.items():
        raise UserError(f"{clip}: {why}; leave this example out")
    seconds = float(np.clip(np.median(durations(pack)), SHORTEST, LONGEST))
    info = CheckpointInfo(
        name=name,
        title=title or name,
        model="taught",
        model_args={},
        layout="kinetics18",
        stream="joint",
        frames=MOMENTS,
        rate=MOMENTS / seconds,
        labels=(*pack.classes, SOMETHING_ELSE) if something_else or len(elsewhere) else pack.classes,
        sampling="clip",
        people=people,
        min_seconds=round(seconds / 2, 3),
        threshold=SURE,
        data=f"{len(pack)} taught examples",
    )
    trained = None if beside is None else trained_network(beside, pack.classes)
    info = info if trained is None else window_of(info, trained.info)
    pieces, owner = cut_long(pack, 2 * PIECE, PIECE)
    rows = _rows(pieces, owner, info)
    recordings = np.unique(pack.subjects, return_inverse=True)[1]
    foreign = _background(elsewhere, info, something_else) if SOMETHING_ELSE in info.labels else None
    alone = trained is None
    model: Taught | Beside
    model, held_out = solve(rows, len(pack.classes), torch.from_numpy(recordings), foreign, leave_actions_out=alone)
    info = replace(info, model_args={"examples": len(model.examples), "something_else": foreign is not None})
    if trained is not None:
        model, info = together(model, info, trained)
    taught = TaughtActions(model, info, pack.classes, held_out, pack.labels, pack.ids, float(durations(pieces).max()))
    return replace(taught, info=replace(info, scores=_figures(taught), recognised=_recognised(taught)))


def usable(pack: Pack) -> tuple[Pack, dict[str, str]]:
    """The clips that can be taught, and why each of the others cannot."""
    seen = np.asarray((pack.rows[..., 1] > pack.rows[..., 0]).any(axis=1))
    why = {clip: "nobody is seen in it" for clip, some in zip(pack.ids, seen, strict=True) if not some}
    return pack.only(np.flatnonzero(seen)), why


def pack_clips(
    clips: Sequence[Joints],
    labels: Sequence[int],
    fps: float | Sequence[float] = 30.0,
    times: Sequence[ArrayLike] | None = None,
    subjects: Sequence[str] | None = None,
) -> Pack:
    """Arrays as a data set; what they must be says `fit`.

    Raises:
        ValueError: they are not; the message names the clip.
    """
    if not len(clips):
        raise ValueError("no clips")
    rates = [float(fps)] * len(clips) if isinstance(fps, int | float | np.number) else [float(rate) for rate in fps]
    if len(rates) != len(clips) or (times is not None and len(times) != len(clips)):
        raise ValueError(f"{len(clips)} clips need as many values of fps or times")
    out = []
    for number, (clip, label, rate) in enumerate(zip(clips, labels, rates, strict=True)):
        joints = np.asarray(clip, np.float32)
        if joints.ndim not in (3, 4) or joints.shape[-2:] != (18, 3) or 0 in joints.shape:
            raise ValueError(f"clip {number} has the shape {joints.shape}; it is to be (T, 18, 3) or (M, T, 18, 3)")
        if not np.isfinite(joints).all():
            raise ValueError(f"clip {number} holds values that are not finite; a missing joint is zero")
        joints = joints[None] if joints.ndim == 3 else joints
        joints = np.where(joints[..., 2:] > 0, joints, 0)
        moments = np.arange(joints.shape[1]) / max(rate, 1e-9)
        if times is not None:
            moments = np.asarray(times[number], np.float64)
        if not rate > 0 or moments.shape != joints.shape[1:2] or (np.diff(moments) <= 0).any():
            raise ValueError(f"clip {number}: fps is to be positive, times ({joints.shape[1]},) and increasing")
        name = f"clip {number}"
        subject = name if subjects is None else subjects[number]
        out.append(Clip(name, label, joints.transpose(3, 1, 2, 0), moments, subject))
    return Pack.of(out)


def cut_long(pack: Pack, limit: float, piece: float) -> tuple[Pack, NDArray[np.int64]]:
    """Clips that last longer than ``limit`` seconds as equal pieces of at least ``piece``; and each one's clip."""
    rows, owner, times = [], [], pack.track.times
    for index, (people, length) in enumerate(zip(pack.rows, durations(pack), strict=True)):
        count = max(int(length / piece), 1) if length > limit else 1
        there = [times[first:last] for first, last in people]
        start = min((seen[0] for seen in there if len(seen)), default=0.0)
        for number in range(count):
            edges = start + length * np.array((number, number + 1)) / count + np.array((-1e-9, 1e-9))
            cut = [first + np.searchsorted(seen, edges) for (first, _), seen in zip(people, there, strict=True)]
            rows.append(np.stack(cut) if count > 1 else people)
            owner.append(index)
    chosen = np.array(owner)
    return replace(pack.only(chosen), rows=np.stack(rows)), chosen


def plain_name(label: str) -> str:
    """A class name for comparison: ``Something_Else`` is "something else"."""
    return label.lower().replace("_", " ").replace("-", " ").strip()


def durations(pack: Pack) -> NDArray[np.float64]:
    """Seconds ``(N,)`` from the first sighting of anybody to the last."""
    times = pack.track.times
    out = np.zeros(len(pack))
    for index, people in enumerate(pack.rows):
        there = [(times[first], times[last - 1]) for first, last in people if last > first]
        if there:
            out[index] = max(end for _, end in there) - min(start for start, _ in there)
    return out


def _rows(pack: Pack, owner: NDArray[np.int64], info: CheckpointInfo) -> Rows:
    """Features of every person of every view of every clip."""
    live = replace(info, sampling="time")
    sets = [WindowDataset(pack, info)]
    sets += [WindowDataset(pack, info, VIEWS, seed) for seed in range(VIEW_COUNT)]
    sets += [WindowDataset(pack, live, LIVE_VIEWS, VIEW_COUNT + seed) for seed in range(LIVE_COUNT)]
    parts = []
    for number, dataset in enumerate(sets):
        windows, labels = dataset.__getitems__(range(len(pack)))
        features, known, clip = _measured(windows)
        parts.append(
            (features, known, labels[clip], torch.from_numpy(owner)[clip], torch.full((len(clip),), number == 0))
        )
    return Rows(*(torch.cat(values) for values in zip(*parts, strict=True)))


def _measured(windows: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Features ``(P, F)`` and which are known, of the P people present in windows ``(B, 3, T, 18, M)``, and whose each
    row is, ``(P,)``."""
    people = windows.permute(0, 4, 1, 2, 3)
    clip, place = torch.nonzero((people[:, :, 2] > 0).flatten(2).any(2), as_tuple=True)
    return (*measure(people[clip, place]), clip)


def _background(elsewhere: Pack, info: CheckpointInfo, bundled: bool) -> tuple[Tensor, Tensor]:
    """Features ``(B, F)`` of the bundled background and of the user's own, and which are known."""
    parts = [background_features()] if bundled else []
    if len(elsewhere):
        pieces, _ = cut_long(elsewhere, 2 * info.seconds, info.seconds)
        windows, _ = WindowDataset(pieces, info).__getitems__(range(len(pieces)))
        parts.append(_measured(windows)[:2])
    return torch.cat([features for features, _ in parts]), torch.cat([known for _, known in parts])


def _recognised(taught: TaughtActions) -> dict[str, float]:
    """How often clips of each action are recognised whose recording was not taught."""
    scores, labels = taught.held_out.scores.numpy(), taught.clip_labels
    asked = ~np.isnan(scores[:, 0])
    right = np.nan_to_num(scores).argmax(axis=1) == labels
    found = {str(name): right[asked & (labels == index)] for index, name in enumerate(taught.labels)}
    return {name: float(each.mean()) for name, each in found.items() if len(each)}


def _figures(taught: TaughtActions) -> dict[str, float]:
    """What the card says: how often clips are recognised whose recording was not taught."""
    asked = ~torch.isnan(taught.held_out.scores[:, 0])
    if not asked.any():
        return {}
    right = taught.held_out.scores.argmax(1)[asked] == torch.from_numpy(taught.clip_labels)[asked]
    return {"left out top-1": float(right.float().mean()), "left out clips": float(asked.sum())}
