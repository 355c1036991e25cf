"""Poses by the networks of MediaPipe's pose model, run directly: everyone in the picture, small people too.

A finder looks for people in the whole picture and in tiles of it (`core.pose.finder`), a few looks a frame. Whoever was
found is followed: the landmarks of one frame say where to cut the crop of the next, as in MediaPipe's own graph
(`mediapipe/modules/pose_landmark/pose_landmark_cpu.pbtxt`). The crops of several people and the looks run side by side.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.pose.finder import Finder
from core.pose.followed import once, part_of, plausible, same_person, steady, strangers, whole
from core.pose.landmarks import Pose, find_pose
from core.pose.network import Crew, Network
from core.pose.person_detector import Detection, find_people
from core.pose.pose_networks import read_networks
from core.pose.region import Region
from core.skeleton import VISIBILITY_THRESHOLD, Joints, kinetics18_from_mediapipe
from core.types import Frame

MAX_PEOPLE = 6
_SURE = 0.5  # how sure the detector must be of somebody in a tile, and the landmark network of whoever is new
_REMEMBERED = 90  # frames for which somebody counts who was seen, but for whom there was no place


@dataclass
class _Follower:
    pose: Pose
    frames: int = 1


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

    name = "BlazePose full"

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
        networks = read_networks(model)
        self._detector, self._landmarker = Network(networks.detector), Network(networks.landmarker)
        self._crew = Crew(threads or min(4, os.cpu_count() or 1))
        self._max_people = max_people
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
        self._others: list[tuple[Region, int]] = []
        self._first = True

    def close(self) -> None:
        """End the threads; the networks go with the object."""
        self._crew.close()

    def detect(self, frame: Frame) -> Joints:
        """The joints ``(M, 18, 3)`` of the M people found, see `core.pose.backend.PoseBackend`."""
        height, width = frame.image.shape[:2]
        return kinetics18_from_mediapipe(self.landmarks(frame), width, height, VISIBILITY_THRESHOLD)

    def landmarks(self, frame: Frame) -> NDArray[np.float32]:
        """All landmarks ``(M, 33, 4)`` of the M people found: x, y in 0..1 of the picture, visibility, presence."""
        height, width = frame.image.shape[:2]
        self._step(frame.image)
        found = np.array([follower.pose.landmarks for follower in self._followers]).reshape(-1, 33, 4)
        found[..., :2] /= (width, height)
        return found.astype(np.float32)

    def _step(self, image: NDArray[np.uint8]) -> None:
        known = [follower.pose.region for follower in self._followers]
        views = self._finder.everywhere(image) if self._first and self._thorough else self._finder.looks(image, known)
        self._first = False
        work: list[Region | tuple[Region]] = [*known, *((view,) for view in views)]
        done = self._crew.map(lambda item: self._look(image, item), work)
        self._follow([pose for pose in done if isinstance(pose, Pose)])
        self._welcome(image, [person for found in done if isinstance(found, list) for person in found])

    def _look(self, image: NDArray[np.uint8], item: Region | tuple[Region]) -> Pose | list[Detection]:
        """One crop of somebody who is followed, or one look for somebody new (a view in a tuple)."""
        if isinstance(item, Region):
            return find_pose(self._landmarker, image, item)
        (view,) = item
        height, width = image.shape[:2]
        all_of_it = view.side >= max(width, height)
        found = find_people(self._detector, image, view, self._confidence if all_of_it else _SURE)
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

    def _welcome(self, image: NDArray[np.uint8], found: list[Detection]) -> None:
        """Follow whoever the landmark network confirms."""
        self._others = [(region, left - 1) for region, left in self._others if left > 1]
        candidates = strangers(found, [follower.pose.region for follower in self._followers])
        poses = self._crew.map(lambda person: self._confirmed(image, person), candidates)
        for pose in poses:
            known = [follower.pose for follower in self._followers]
            if pose is None or any(same_person(pose, other) or part_of(pose, other) for other in known):
                continue
            if len(self._followers) < self._max_people:
                self._followers.append(_Follower(pose))
                self._finder.find()
                self._others = _without(self._others, pose.region)
            else:
                self._remember(pose.region)

    def _confirmed(self, image: NDArray[np.uint8], person: Detection) -> Pose | None:
        """The pose of somebody detected, if two looks agree that there is one; the first of three may be off."""
        height, width = image.shape[:2]
        sure = max(self._confidence, _SURE)
        pose = find_pose(self._landmarker, image, person.region)
        for _ in range(2):
            if pose.presence < self._confidence or not plausible(pose, width, height):
                return None
            before, pose = pose, find_pose(self._landmarker, image, pose.region)
            if min(before.presence, pose.presence) >= sure and steady(before, pose, person.score):
                return before
        return None

    def _remember(self, region: Region) -> None:
        """Somebody for whom there is no place."""
        self._others = [*_without(self._others, region), (region, _REMEMBERED)]


def _without(others: list[tuple[Region, int]], region: Region) -> list[tuple[Region, int]]:
    """Those who are not at the place of a region."""
    return [other for other in others if np.hypot(other[0].x - region.x, other[0].y - region.y) > region.inner]
