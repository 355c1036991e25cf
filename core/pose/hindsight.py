"""People in a recording from the frame in which they come into view, not from the one in which they are first found.

Live, somebody new is shown once it is sure that a person is there. In a recording there is no hurry: the frames are
held for a while, so that whoever is found is also given to the frames before, in which they were followed but not sure
yet; and before these they are followed backwards, for which nothing has to be searched.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator

from core.pose.backend import PoseBackend
from core.pose.blazepose import BlazePose, joints_of
from core.pose.followed import same_person
from core.pose.landmarks import Pose
from core.pose.mirrored import MirroredPose, mirror_image, mirrored_back
from core.skeleton import Joints
from core.types import Frame

_HELD = 60  # frames, and
_HELD_BYTES = 128 * 2**20  # of pictures: 60 frames at 640x360, 46 at 1280x720, 20 at 1920x1080


def detect_with_hindsight(frames: Iterable[Frame], pose: PoseBackend) -> Iterator[tuple[Frame, Joints]]:
    """Every frame with the joints ``(M, 18, 3)`` of the people in it; back ends other than BlazePose know no hindsight.

    Args:
        frames: of one video, in order.
        pose: the estimator.
    """
    if isinstance(pose, MirroredPose):
        found = detect_with_hindsight(map(mirror_image, frames), pose.pose)
        yield from ((mirror_image(frame), mirrored_back(joints, frame)) for frame, joints in found)
    elif isinstance(pose, BlazePose):
        yield from ((frame, joints_of(people, frame)) for frame, people in poses_with_hindsight(frames, pose))
    else:
        yield from ((frame, pose.detect(frame)) for frame in frames)


def poses_with_hindsight(frames: Iterable[Frame], pose: BlazePose) -> Iterator[tuple[Frame, list[Pose]]]:
    """Every frame with everybody's pose, see `detect_with_hindsight`."""
    held: deque[tuple[Frame, list[Pose]]] = deque()
    for frame in frames:
        if held and (len(held) >= _HELD or (len(held) + 1) * frame.image.nbytes > _HELD_BYTES):
            yield held.popleft()
        held.append((frame, pose.poses(frame)))
        for arrival in pose.arrivals:
            _look_back(list(held)[-2::-1], arrival, pose)
    yield from held


def _look_back(before: list[tuple[Frame, list[Pose]]], arrival: list[Pose], pose: BlazePose) -> None:
    """Adds somebody to the frames before the one in which they were shown first, the last of these first."""
    *known, here = arrival
    for frame, people in before:
        there = known.pop() if known else pose.seen_at(frame.image, here.region)
        if there is None or len(people) >= pose.max_people or any(same_person(there, other) for other in people):
            return
        people.append(there)
        here = there
