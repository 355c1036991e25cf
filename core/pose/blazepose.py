"""Poses by the networks of MediaPipe's pose model, run directly: everyone in the picture, small people too.

A finder looks for people in the whole picture and in tiles of it (`core.pose.finder`), a few looks a frame. Whoever was
found is followed: the landmarks of one frame say where to cut the crop of the next, as in MediaPipe's own graph
(`mediapipe/modules/pose_landmark/pose_landmark_cpu.pbtxt`). The crops of several people and the looks run side by side.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.pose.finder import Finder
from core.pose.followed import change, once, part_of, plausible, same_person, steady, strangers, whole
from core.pose.landmarks import Pose, find_pose
from core.pose.network import Crew, Network
from core.pose.person_detector import Detection, find_people
from core.pose.pose_model import model_size
from core.pose.pose_networks import read_networks
from core.pose.region import Region
from core.skeleton import VISIBILITY_THRESHOLD, Joints, kinetics18_from_mediapipe
from core.types import Frame

MAX_PEOPLE = 6
_SURE = 0.5  # how sure the detector must be of somebody in a tile, and the landmark network of whoever is new
_CLEAR = 0.95  # how sure the landmark network must be, in a frame that counts for a newcomer
_CALM = 0.06  # and how little the pose may have changed since the frame before
_PROOF = 3  # such frames in a row make a newcomer a person
_PATIENCE = 12  # frames within which that must be
_ON_TRIAL = 3  # newcomers at a time
_REMEMBERED = 150  # frames for which somebody counts who was seen, but for whom there was no place


@dataclass
class _Follower:
    pose: Pose
    frames: int = 1


@dataclass
class _Newcomer:
    """Somebody who may be a person, and is followed without being shown until that is sure."""

    poses: list[Pose]
    sure: int = 0  # frames in a row in which it looked like a person


class BlazePose:
    """MediaPipe's pose networks by TFLite, on the processor.

    Args:
        model: a ``.task`` file, see `core.pose.pose_model`.
        max_people: how many people are followed.
        confidence: below it, in 0..1, nobody is found, and whoever is followed is lost.
        threads: how many networks run at once; default as many as there are cores, up to 4.
        thorough: the first frame of a run is searched everywhere, however long it takes: for recordings.

    Raises:
        UserError: ai-edge-litert is missing or does not take the model.
    """

    def __init__(
        self,
        model: Path,
        max_people: int = MAX_PEOPLE,
        confidence: float = 0.3,
        threads: int | None = None,
        thorough: bool = False,
    ) -> None:
        if max_people < 1:
            raise UserError(f"at least 1 person must be looked for, not {max_people}")
        self.name = f"BlazePose {model_size(model)}"
        networks = read_networks(model)
        self._detector, self._landmarker = Network(networks.detector), Network(networks.landmarker)
        self._crew = Crew(threads or min(4, os.cpu_count() or 1))
        self.max_people = max_people
        self._confidence = confidence
        self._thorough = thorough
        self._finder = Finder()
        self.reset()

    @property
    def unfollowed(self) -> int:
        """How many more people were seen lately than are followed."""
        return len(self._others)

    def reset(self) -> None:
        """Forget what was seen: the next frame starts a new run."""
        self._finder.reset()
        self._followers: list[_Follower] = []
        self._newcomers: list[_Newcomer] = []
        self._arrivals: list[list[Pose]] = []
        self._others: list[tuple[Region, int]] = []
        self._first = True

    def close(self) -> None:
        """End the threads; the networks go with the object."""
        self._crew.close()

    def detect(self, frame: Frame) -> Joints:
        """The joints ``(M, 18, 3)`` of the M people found, see `core.pose.backend.PoseBackend`."""
        return joints_of(self.poses(frame), frame)

    def landmarks(self, frame: Frame) -> NDArray[np.float32]:
        """All landmarks ``(M, 33, 4)`` of the M people found: x, y in 0..1 of the picture, visibility, presence."""
        return landmarks_of(self.poses(frame), frame)

    def poses(self, frame: Frame) -> list[Pose]:
        """Everybody found in the next frame."""
        self._arrivals = []
        self._step(frame.image)
        return [follower.pose for follower in self._followers]

    @property
    def arrivals(self) -> list[list[Pose]]:
        """Who was shown in the last frame for the first time: each one's poses up to then, from the first frame on in
        which they were followed without being sure yet."""
        return self._arrivals

    def seen_at(self, image: NDArray[np.uint8], region: Region) -> Pose | None:
        """The person in a region of any picture ``(H, W, 3)``, such as an earlier one; None where nobody is."""
        pose = find_pose(self._landmarker, image, region, self._crew.size)
        return pose if pose.presence >= self._confidence else None

    def _step(self, image: NDArray[np.uint8]) -> None:
        known = [follower.pose.region for follower in self._followers]
        new = [newcomer.poses[-1].region for newcomer in self._newcomers]
        full = len(known) >= self.max_people
        everywhere = self._first and self._thorough
        views = self._finder.everywhere(image) if everywhere else self._finder.looks(image, known, full)
        self._first = False
        work: list[Region | tuple[Region]] = [*known, *new, *((view,) for view in views)]
        done = self._crew.map(lambda item, threads: self._look(image, item, threads), work)
        poses = [pose for pose in done if isinstance(pose, Pose)]
        self._follow(poses[: len(known)])
        self._consider(image, poses[len(known) :])
        self._welcome(image, [person for found in done if isinstance(found, list) for person in found])

    def _look(self, image: NDArray[np.uint8], item: Region | tuple[Region], threads: int) -> Pose | list[Detection]:
        """One crop of somebody who is followed, or one look for somebody new (a view in a tuple)."""
        if isinstance(item, Region):
            return find_pose(self._landmarker, image, item, threads)
        (view,) = item
        height, width = image.shape[:2]
        all_of_it = view.side >= max(width, height)
        found = find_people(self._detector, image, view, self._confidence if all_of_it else _SURE, threads)
        return [person for person in found if whole(person.region, view, width, height)]

    def _follow(self, poses: list[Pose]) -> None:
        """Everybody's pose in this frame; those who are gone, or whom two follow, are let go."""
        for follower, pose in zip(self._followers, poses, strict=True):
            if pose.presence >= self._confidence:
                follower.pose = pose
                follower.frames += 1
            else:
                self._finder.lose(follower.pose.region)
                follower.frames = 0
        there = [follower for follower in self._followers if follower.frames]
        there.sort(key=lambda follower: -follower.frames)  # of two on one person, the older stays
        kept = once([follower.pose for follower in there])
        self._followers = [follower for follower, keep in zip(there, kept, strict=True) if keep]

    def _consider(self, image: NDArray[np.uint8], poses: list[Pose]) -> None:
        """Newcomers who have looked like a person for a while are shown; those who no longer do are forgotten."""
        height, width = image.shape[:2]
        left = []
        for newcomer, pose in zip(self._newcomers, poses, strict=True):
            if pose.presence < self._confidence or not plausible(pose, width, height) or self._known(pose):
                continue
            clear = pose.presence >= _CLEAR and change(newcomer.poses[-1], pose) < _CALM
            newcomer.sure = newcomer.sure + 1 if clear else 0
            newcomer.poses.append(pose)
            if newcomer.sure >= _PROOF:
                self._admit(newcomer.poses)
            elif len(newcomer.poses) <= _PATIENCE:
                left.append(newcomer)
        self._newcomers = left

    def _welcome(self, image: NDArray[np.uint8], found: list[Detection]) -> None:
        """Follow whoever the landmark network confirms."""
        self._others = [(region, left - 1) for region, left in self._others if left > 1]
        known = [follower.pose.region for follower in self._followers]
        candidates = strangers(found, [*known, *(newcomer.poses[-1].region for newcomer in self._newcomers)])
        for pose, sure in self._crew.map(lambda person, threads: self._judged(image, person, threads), candidates):
            if pose is None or self._known(pose):
                continue
            if sure:
                self._admit([pose])
            elif len(self._newcomers) < _ON_TRIAL:
                self._newcomers.append(_Newcomer([pose]))

    def _known(self, pose: Pose) -> bool:
        """Whether a pose is that of somebody who is followed, or a part of it."""
        known = [follower.pose for follower in self._followers]
        return any(same_person(pose, other) or part_of(pose, other) for other in known)

    def _admit(self, poses: list[Pose]) -> None:
        """Somebody is a person for sure: they are followed and shown where there is a place left, else counted."""
        pose = poses[-1]
        if len(self._followers) < self.max_people:
            self._followers.append(_Follower(pose))
            self._arrivals.append(poses)
            self._finder.find()
            self._others = _without(self._others, pose.region)
        else:
            self._remember(pose.region)

    def _judged(self, image: NDArray[np.uint8], person: Detection, threads: int) -> tuple[Pose | None, bool]:
        """The pose of somebody detected, if there may be one, and whether two looks agree that there is.

        The first of three looks may be off.
        """
        height, width = image.shape[:2]
        sure = max(self._confidence, _SURE)
        first = pose = find_pose(self._landmarker, image, person.region, threads)
        for look in range(2):
            if pose.presence < self._confidence or not plausible(pose, width, height):
                return (None if look == 0 else first), False
            before, pose = pose, find_pose(self._landmarker, image, pose.region, threads)
            if min(before.presence, pose.presence) >= sure and steady(before, pose, person.score):
                return before, True
        return pose, False

    def _remember(self, region: Region) -> None:
        """Somebody for whom there is no place."""
        self._others = [*_without(self._others, region), (region, _REMEMBERED)]


def landmarks_of(poses: Sequence[Pose], frame: Frame) -> NDArray[np.float32]:
    """The landmarks ``(M, 33, 4)`` of M poses in a frame: x, y in 0..1 of the picture, visibility, presence."""
    height, width = frame.image.shape[:2]
    found = np.array([pose.landmarks for pose in poses]).reshape(-1, 33, 4)
    found[..., :2] /= (width, height)
    return found.astype(np.float32)


def joints_of(poses: Sequence[Pose], frame: Frame) -> Joints:
    """The joints ``(M, 18, 3)`` of M poses in a frame, as in `core.types.People`."""
    height, width = frame.image.shape[:2]
    return kinetics18_from_mediapipe(landmarks_of(poses, frame), width, height, VISIBILITY_THRESHOLD)


def _without(others: list[tuple[Region, int]], region: Region) -> list[tuple[Region, int]]:
    """Those who are not at the place of a region."""
    return [other for other in others if np.hypot(other[0].x - region.x, other[0].y - region.y) > region.inner]
