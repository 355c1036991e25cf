"""Corrupts clips to measure robustness: lost joints, noise, a lower frame rate. Seeded."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

import numpy as np

from core.data.clips import Clip
from core.data.pack import Pack


@dataclass(frozen=True)
class Degradation:
    """How clips are corrupted. The default leaves them unchanged.

    Attributes:
        drop_joints: probability, 0..1, that a joint of a person is missing for the whole clip.
        noise: standard deviation of the noise, independent for each joint and frame, as a share of the person's extent.
        rate: maximum frames per second; 0 keeps all frames.
        seed: seed of the random choices, which depend on the clip's id but not on the other clips.
    """

    drop_joints: float = 0.0
    noise: float = 0.0
    rate: float = 0.0
    seed: int = 0

    def __call__(self, clip: Clip) -> Clip:
        """The corrupted clip."""
        random = np.random.default_rng((self.seed, zlib.crc32(clip.id.encode())))
        if self.rate:
            clip = lower_rate(clip, self.rate)
        if self.noise:
            clip = add_noise(clip, self.noise, random)
        if self.drop_joints:
            clip = drop_joints(clip, self.drop_joints, random)
        return clip


def drop_joints(clip: Clip, probability: float, random: np.random.Generator) -> Clip:
    """Drops each joint of each person for the whole clip with this probability: sets it to zero in all channels."""
    V, M = clip.joints.shape[2:]
    keep = random.random((V, M)) >= probability
    return replace(clip, joints=clip.joints * keep.astype(np.float32))


def add_noise(clip: Clip, share: float, random: np.random.Generator) -> Clip:
    """Adds normal noise to every coordinate of the joints that are present. Confidences are unchanged.

    Its standard deviation is a share of the person's extent, which is the longest side of the box around the joints,
    the median over the frames in which at least two joints are present.
    """
    joints = clip.joints.copy()
    for person in range(joints.shape[3]):
        places, present = joints[:-1, ..., person], joints[-1, ..., person] > 0  # (C, T, V), (T, V)
        high = np.where(present, places, -np.inf).max(axis=2)
        low = np.where(present, places, np.inf).min(axis=2)
        enough = present.sum(axis=1) >= 2
        if enough.any():
            extent = float(np.median((high - low)[:, enough].max(axis=0)))
            places += random.normal(0, share * extent, places.shape) * present
    return replace(clip, joints=joints)


def lower_rate(clip: Clip, rate: float) -> Clip:
    """The frames that a camera of ``rate`` frames per second would have taken: the first one of each 1 / rate."""
    slot = np.floor((clip.times - clip.times[:1]) * rate + 1e-6)
    keep = np.diff(slot, prepend=-1) > 0
    return replace(clip, joints=np.ascontiguousarray(clip.joints[:, keep]), times=clip.times[keep])


def degrade_pack(clips: Pack, degradation: Degradation) -> Pack:
    """Corrupts all clips of a pack."""
    worse = Pack.of((degradation(clip_of(clips, index)) for index in range(len(clips))), clips.classes, clips.splits)
    return replace(worse, title=clips.title, digest=clips.digest)


def clip_of(clips: Pack, index: int) -> Clip:
    """Turns one clip of a pack back into frames, without the frames in which no one was seen."""
    people = [(int(first), int(last)) for first, last in clips.rows[index]]
    times = np.unique(np.concatenate([clips.track.times[first:last] for first, last in people]))
    V, C = clips.track.joints.shape[1:]
    joints = np.zeros((C, len(times), V, len(people)), np.float32)
    for person, (first, last) in enumerate(people):
        frames = np.searchsorted(times, clips.track.times[first:last])
        joints[..., person][:, frames] = clips.track.joints[first:last].transpose(2, 0, 1)
    return Clip(
        clips.ids[index], int(clips.labels[index]), joints, times, clips.subjects[index], int(clips.cameras[index]),
        clips.layout,
    )  # fmt: skip
