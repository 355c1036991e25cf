"""The windows on which networks are trained and evaluated, a whole batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from core.card import CheckpointInfo
from core.data.augment import Augmentation
from core.data.clips import Clip
from core.data.pack import Pack
from core.errors import UserError
from core.skeleton import Joints, get_layout
from core.window import MAX_GAP, align, in_picture, normalise, normalise_running, resample

PICTURES = {"Kinetics-Skeleton": (340, 256), "packed arrays": (340, 256)}
"""Width and height of the pictures to which the pixels of a data set refer, by its title, where they are known."""

Batch = tuple[Tensor, Tensor]


class WindowDataset(Dataset[Batch]):
    """Windows ``(B, C, T, V, M)`` float32 of clips, as a network's card requires them, and their labels ``(B,)``.

    A card that samples by ``time`` gets the last ``frames / rate`` seconds up to the last sighting, as the live program
    does at the end of a file; one that samples by ``clip`` gets the whole clip in ``frames`` frames. With augmentation
    every epoch sees other moments, speeds and views; seed, epoch and index determine them, so that a run can be resumed
    and shared among processes.

    Everything is done for a whole batch at once: `DataLoader` hands lists of indices to `__getitems__`; give it
    ``collate_fn=identity_collate``.

    Raises:
        UserError: the clips' layout or coordinates are not what the card says.
    """

    def __init__(
        self,
        clips: Pack | Sequence[Clip],
        info: CheckpointInfo,
        augmentation: Augmentation | None = None,
        seed: int = 0,
    ) -> None:
        self.pack = clips if isinstance(clips, Pack) else Pack.of(clips)
        if (self.pack.layout, self.pack.coordinates) != (info.layout, info.dimensions):
            raise UserError(
                f"{info.name} wants {info.dimensions}D {info.layout} skeletons; "
                f"{self.pack.title} has {self.pack.coordinates}D {self.pack.layout}"
            )
        if info.coordinates == "picture" and self.pack.title not in PICTURES:
            raise UserError(
                f"{info.name} takes shares of the picture, whose size {self.pack.title} does not tell; "
                f"known is that of {', '.join(PICTURES)}"
            )
        if info.coordinates == "aligned" and info.layout != "ntu25":
            raise UserError(f"coordinates: aligned is for the skeletons of NTU RGB+D, not for {info.layout}")
        self.info = info
        self.layout = get_layout(info.layout)
        self.augmentation = augmentation
        self.seed = seed
        self.epoch = 0
        M = info.people
        rows = self.pack.rows[:, :M]
        self._rows = np.pad(rows, ((0, 0), (0, M - rows.shape[1]), (0, 0)))

    def __len__(self) -> int:
        return len(self.pack)

    def __getitem__(self, index: int) -> Batch:
        windows, labels = self.__getitems__([index])
        return windows[0], labels[0]

    def __getitems__(self, indices: Sequence[int]) -> Batch:
        """Windows ``(B, C, T, V, M)`` and labels ``(B,)``."""
        chosen = np.asarray(indices)
        rows = self._rows[chosen]
        random = [np.random.default_rng((self.seed, self.epoch, int(index))) for index in indices]
        if self.augmentation is None:
            windows = self._normalise(self._sample(rows, np.ones(len(chosen))))
        else:
            low, high, speed = self.augmentation.cut(*self._extent(rows), random)
            windows = self._normalise(self._sample(self._between(rows, low, high), speed))
            windows = self.augmentation.change(windows, self.layout, random)
        tensor = torch.from_numpy(windows).permute(0, 4, 2, 3, 1).contiguous()  # (B, M, T, V, C) -> (B, C, T, V, M)
        return in_coordinates(tensor, self.info), torch.from_numpy(self.pack.labels[chosen])

    def _normalise(self, windows: Joints) -> Joints:
        """Windows ``(B, M, T, V, C)`` in the card's coordinates; in body units where `in_coordinates` does the rest."""
        if self.info.coordinates == "picture":
            return in_picture(windows, *PICTURES[self.pack.title])
        if self.info.coordinates == "aligned":
            return align(windows, every_frame=self.info.convention != "pyskl")
        return normalise(windows, self.layout)

    def _extent(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """First and last sighting ``(B,)`` of anyone, in seconds; both zero where no one was seen."""
        times = self.pack.track.times
        some = rows[..., 1] > rows[..., 0]
        if len(times) == 0:
            return np.zeros(len(rows)), np.zeros(len(rows))
        first = np.where(some, times[rows[..., 0].clip(0, len(times) - 1)], np.inf).min(axis=1)
        last = np.where(some, times[(rows[..., 1] - 1).clip(0)], -np.inf).max(axis=1)
        anybody = some.any(axis=1)
        return np.where(anybody, first, 0.0), np.where(anybody, last, 0.0)

    def _between(
        self, rows: NDArray[np.int64], low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> NDArray[np.int64]:
        """The rows between two times; all rows if there are none between."""
        inside = rows.copy()
        for b, people in enumerate(rows):
            for m, (first, last) in enumerate(people):
                times = self.pack.track.times[first:last]
                inside[b, m] = first + np.searchsorted(times, (low[b] - 1e-9, high[b] + 1e-9))
            if (inside[b, :, 0] >= inside[b, :, 1]).all():
                inside[b] = people
        return inside

    def _sample(self, rows: NDArray[np.int64], speed: NDArray[np.float64]) -> Joints:
        """Windows ``(B, M, T, V, C)`` of the sightings in these rows, played at so many times their speed."""
        B, M, T = len(rows), self.info.people, self.info.frames
        first, last = self._extent(rows)
        if self.info.sampling == "clip":
            wanted = first[:, None] + (last - first)[:, None] * np.linspace(0, 1, T)
            step = (last - first) / max(T - 1, 1)
            gap = np.full(B, MAX_GAP)
        elif self.info.sampling == "repeat":
            wanted = first[:, None] + repeated(last - first, T, self.info.rate)
            step = np.full(B, 1 / self.info.rate)
            gap = np.full(B, MAX_GAP)
        else:
            step = speed / self.info.rate
            wanted = last[:, None] - step[:, None] * np.arange(T - 1, -1, -1)
            gap = MAX_GAP * speed
        each = (np.repeat(values, M, axis=0) for values in (wanted, step / 2, gap))
        out = resample(self.pack.track, rows[..., 0].reshape(-1), rows[..., 1].reshape(-1), *each)
        return out.reshape(B, M, *out.shape[1:])


def repeated(length: NDArray[np.float64], frames: int, rate: float) -> NDArray[np.float64]:
    """Which moments, in seconds from the first one ``(B, frames)``, of clips that last ``length`` ``(B,)`` seconds.

    A clip of at most so many frames is played again and again; of a longer one its frames are taken at equal distances.
    """
    have = np.round(length * rate).astype(np.int64)[:, None] + 1
    number = np.arange(frames)[None]
    return np.where(have <= frames, number % have, (2 * number + 1) * have // (2 * frames)) / rate


def in_coordinates(windows: Tensor, info: CheckpointInfo) -> Tensor:
    """Windows in body units ``(B, C, T, V, M)`` in those of a card: what was normalised before makes no difference."""
    if info.coordinates != "running":
        return windows
    running = normalise_running(windows.permute(0, 4, 2, 3, 1).cpu().numpy(), get_layout(info.layout))
    return torch.from_numpy(running).permute(0, 4, 2, 3, 1).contiguous().to(windows.device)


def identity_collate(batch: Any) -> Any:
    """Returns the batch as `WindowDataset` made it; nothing is left to collate."""
    return batch
