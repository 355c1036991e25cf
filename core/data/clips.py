"""A labelled clip, and the data set that cuts training windows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.utils.data import Dataset

from core.data.augment import Augmentation
from core.skeleton import Joints
from core.window import network_input, sample_window


@dataclass(frozen=True)
class Clip:
    """One labelled clip of tracked people.

    Attributes:
        id: the clip's name in its data set.
        label: class index.
        joints: ``(C, T, V, M)`` float32, C = x, y in pixels (y downward), confidence in 0..1; or, where the data are
            3D, C = x, y, z in metres as the camera sees them (x to the right, y downward, z away), confidence. Missing
            joints are zero in all channels; the main person first.
        times: ``(T,)`` increasing seconds of the frames.
        subject: who or which source video: clips of one subject never lie on both sides of a validation split.
        camera: camera number, 0 where there is only one.
        layout: name of the joints' layout, see `core.skeleton.LAYOUTS`.
    """

    id: str
    label: int
    joints: NDArray[np.float32]
    times: NDArray[np.float64]
    subject: str
    camera: int = 0
    layout: str = "kinetics18"

    def person(self, index: int = 0) -> tuple[NDArray[np.float64], Joints]:
        """Times in seconds ``(S,)`` and joints ``(S, V, C)`` of the S frames in which the person was seen."""
        if index >= self.joints.shape[3]:
            return np.zeros(0), np.zeros((0, self.joints.shape[2], len(self.joints)), np.float32)
        joints = np.ascontiguousarray(self.joints[..., index].transpose(1, 2, 0))
        seen = np.flatnonzero((joints[..., -1] > 0).any(axis=1))
        return self.times[seen], joints[seen]


class WindowDataset(Dataset[tuple[Tensor, int]]):
    """Windows of the main person of each clip: ``(C, T, V, 1)`` float32 and the label.

    Without augmentation the window ends where the main person was last seen, as in the live program at the end of a
    file. With augmentation every epoch sees other moments, speeds and views.
    """

    def __init__(
        self, clips: Sequence[Clip], frames: int, rate: float, augmentation: Augmentation | None = None, seed: int = 0
    ) -> None:
        self.clips = clips
        self.frames = frames
        self.rate = rate
        self.augmentation = augmentation
        self.seed = seed
        self.epoch = 0  # with the seed and the index it determines every random choice, so that a run can be resumed
        self._people = [clip.person() for clip in clips]

    def __len__(self) -> int:
        return len(self.clips)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        times, joints = self._people[index]
        if self.augmentation is None:
            window = last_window(times, joints, self.frames, self.rate)
        else:
            random = np.random.default_rng((self.seed, self.epoch, index))
            window = self.augmentation(times, joints, self.frames, self.rate, random)
        return torch.from_numpy(window.transpose(2, 0, 1)[..., None].copy()), self.clips[index].label


def last_window(times: NDArray[np.float64], joints: Joints, frames: int, rate: float) -> Joints:
    """The normalised window ``(frames, V, 3)`` that ends with the last sighting."""
    end = float(times[-1]) if len(times) else 0.0
    return network_input(sample_window(times, joints, end, frames, rate))
