"""A labelled clip."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.skeleton import Joints, get_layout, in_layout


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

    def in_layout(self, layout: str) -> Clip:
        """The same skeletons in another layout, see `core.skeleton.in_layout`.

        Raises:
            ValueError: there is no such layout.
        """
        joints = self.joints.transpose(1, 3, 2, 0)  # (C, T, V, M) -> (T, M, V, C)
        changed = in_layout(joints, get_layout(self.layout), get_layout(layout))
        return replace(self, joints=np.ascontiguousarray(changed.transpose(3, 0, 2, 1)), layout=layout)
