"""Stand-ins for everything that is slow: a source, a pose back end, a network. People walk, their truth is known."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from app.player.services import Services
from core.card import CheckpointInfo
from core.errors import UserError
from core.skeleton import Joints
from core.types import Frame, FrameResult, People, Prediction, Timing
from core.video.cameras import Camera

SIZE = (320, 240)
LABELS = ("wave", "clap", "throw", "walk", "sit", "stand")

# A standing person, in heights of the body around its neck.
_POSE = np.array(
    [(0, -0.15), (0, 0), (-0.12, 0), (-0.16, 0.15), (-0.17, 0.3), (0.12, 0), (0.16, 0.15), (0.17, 0.3), (-0.08, 0.35),
     (-0.09, 0.55), (-0.1, 0.78), (0.08, 0.35), (0.09, 0.55), (0.1, 0.78), (-0.03, -0.18), (0.03, -0.18),
     (-0.06, -0.16), (0.06, -0.16)],
    np.float32,
)  # fmt: skip


def card(name: str = "fake-a", title: str = "Fake A", labels: tuple[str, ...] = LABELS) -> CheckpointInfo:
    """The card of a network that was never trained."""
    return CheckpointInfo(
        name=name, title=title, model="stfnet", model_args={}, layout="kinetics18", stream="joint", frames=30,
        rate=15.0, labels=labels,
    )  # fmt: skip


def joints_at(time: float, people: int = 2, size: tuple[int, int] = SIZE) -> Joints:
    """``(people, 18, 3)``: people side by side, the first one waving."""
    joints = np.zeros((people, 18, 3), np.float32)
    width, height = size
    for person in range(people):
        centre = ((person + 1) / (people + 1) + 0.02 * math.sin(time + person)) * width
        joints[person, :, 0] = centre + _POSE[:, 0] * 0.7 * height
        joints[person, :, 1] = 0.3 * height + _POSE[:, 1] * 0.7 * height
        joints[person, :, 2] = 0.9
    lift = math.sin(6 * time)
    joints[0, 3, :2] = joints[0, 2, :2] + np.array((-0.1, -0.02)) * height
    joints[0, 4, :2] = joints[0, 3, :2] + np.array((-0.04 * lift, -0.12)) * height
    joints[-1, 17] = 0  # one joint is missing
    return joints


@dataclass
class FakeSource:
    """Ten frames a second of grey, the frame's number in the first pixel."""

    uri: str
    live: bool = False
    fps: float = 10.0
    count: int = 20
    size: tuple[int, int] = SIZE
    warnings: list[str] = field(default_factory=list)
    lost_at: int | None = None
    with_joints: bool = False
    closed: bool = False
    opened: int = 0
    index: int = 0

    @property
    def name(self) -> str:
        return self.uri.rsplit("/", 1)[-1]

    @property
    def frame_count(self) -> int | None:
        return None if self.live else self.count

    @property
    def duration(self) -> float | None:
        return None if self.live else self.count / self.fps

    def read(self) -> Frame | None:
        if self.lost_at is not None and self.index >= self.lost_at:
            raise UserError(f"{self.name}: the camera was unplugged; plug it in and open it again")
        if self.index >= self.count and not self.live:
            return None
        image = np.full((self.size[1], self.size[0], 3), 90, np.uint8)
        image[0, 0] = self.index % 256
        time = self.index / self.fps
        joints = joints_at(time, size=self.size) if self.with_joints else None
        frame = Frame(self.index, time, image, joints)
        self.index += 1
        return frame

    def seek(self, time: float) -> None:
        self.index = min(self.count, math.ceil(time * self.fps - 1e-6))

    def close(self) -> None:
        self.closed = True


class FakePose:
    """Finds the people of `joints_at` in any picture."""

    name = "fake pose"

    def __init__(self) -> None:
        self.closed = False
        self.resets = 0
        self.searched = 0  # pictures
        self.unfollowed = 0

    def detect(self, frame: Frame) -> Joints:
        self.searched += 1
        return joints_at(frame.time, size=(frame.image.shape[1], frame.image.shape[0]))

    def reset(self) -> None:
        self.resets += 1

    def close(self) -> None:
        self.closed = True


class FakeRecognizer:
    """Person 1 does the first action, person 2 is uncertain, the first half second everyone warms up."""

    def __init__(self, info: CheckpointInfo, device: str = "cpu") -> None:
        self.info = info
        self.device = device
        self.evidence_hop: float | None = 0.5
        self._since: dict[int, float] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        return self.info.labels

    def reset(self) -> None:
        self._since.clear()

    def for_file(self) -> FakeRecognizer:
        return self.fork()

    def fork(self) -> FakeRecognizer:
        return FakeRecognizer(self.info, self.device)

    def observe(self, people: People, time: float) -> None:
        for person in people.ids:
            self._since.setdefault(person, time)

    def push(self, people: People, time: float, size: tuple[int, int] | None = None) -> tuple[Prediction, ...]:
        return tuple(self._predict(person, time) for person in people.ids)

    def explain(self, people: People, time: float, size: tuple[int, int] | None = None) -> tuple[Prediction, ...]:
        """With evidence for the right wrist."""
        said = self.push(people, time)
        evidence = np.eye(18, dtype=np.float32)[4]
        return tuple(
            replace(each, evidence=evidence, evidence_label=int(each.scores.argmax()), evidence_time=time)
            for each in said
        )

    def _predict(self, person: int, time: float) -> Prediction:
        held = time - self._since.setdefault(person, time) + 1 / self.info.rate
        classes = len(self.labels)
        logits = np.array([1.5 * math.sin(time * 0.9 + k * 1.7 + person) for k in range(classes)])
        logits[(person - 1) % classes] += 4.0 if person == 1 else 0.6
        scores = np.exp(logits) / np.exp(logits).sum()
        frames, joint, channel = np.arange(10), np.arange(18), np.arange(64)
        focus = np.clip(0.35 + 0.3 * np.sin(joint + 2 * time), 0, 1)
        focus[[3, 4]] = 0.8, 1.0
        gate = 0.5 + 0.3 * np.sin(channel[:, None] * 0.9 + frames[None] * 0.5 + 2 * time)
        feature_map = np.abs(np.sin(frames[:, None] * 0.3 + joint[None] + time)) * (1 + frames[:, None] / 10)
        parts = np.exp(2 * np.sin(joint[:, None] * 1.3 + np.arange(6)[None] * 2.1 + time))
        pairs = np.exp(2 * np.sin(joint[:, None] * 2.3 + joint[None] * 1.1 + time))
        state = "warming_up" if held < 0.5 else ("ok" if scores.max() > 0.55 else "uncertain")
        return Prediction(
            id=person, state=state, held=held, needed=0.5,
            scores=scores.astype(np.float32),
            focus=focus.astype(np.float32),
            gate=gate.astype(np.float32),
            relations=tuple((m / m.sum(axis=1, keepdims=True)).astype(np.float32) for m in (pairs, parts)),
            feature_map=feature_map.astype(np.float32),
            latency=0.004,
        )  # fmt: skip


class FakeAnalyser:
    """As `app.pipeline.Analyser`, with a tracker that knows who is who."""

    def __init__(self, pose: FakePose | None, recognizer: FakeRecognizer, max_people: int) -> None:
        self.pose, self.recognizer, self.max_people = pose, recognizer, max_people
        self.background = False

    def __call__(self, frame: Frame) -> FrameResult:
        return self.recognise(self.track(self.find(frame)))

    def find(self, frame: Frame) -> tuple[Frame, Joints]:
        return frame, frame.joints if frame.joints is not None or self.pose is None else self.pose.detect(frame)

    def track(self, found: tuple[Frame, Joints]) -> FrameResult:
        frame, joints = found
        joints = joints[: self.max_people]
        return FrameResult(frame, People(joints, tuple(range(1, len(joints) + 1))), (), Timing(0.01, 0.001, 0.004))

    def recognise(self, tracked: FrameResult) -> FrameResult:
        return replace(tracked, predictions=self.recognizer.push(tracked.people, tracked.frame.time))

    def recognise_all(self, tracked: Sequence[FrameResult], staying: object) -> list[FrameResult]:
        return [self.recognise(result) for result in tracked]

    def reset(self) -> None:
        if self.pose is not None:
            self.pose.reset()
        self.recognizer.reset()

    def resume(self, people: People, time: float) -> None:
        if self.pose is not None:
            self.pose.reset()

    def close(self) -> None:
        pass


class FakeWorld:
    """What the services of a player open, and what became of it."""

    def __init__(self) -> None:
        self.sources: dict[str, FakeSource] = {}
        self.pose = FakePose()
        self.cards = [card(), card("fake-b", "Fake B", (*LABELS[::-1], "jump"))]
        self.may_load = threading.Event()  # cleared: loading a network takes for ever
        self.may_load.set()
        self.pose_error = ""
        self.cameras = (Camera(0, "Integrated"), Camera(2, "C920"))
        self.unplugged: set[str] = set()  # sources that cannot be opened now
        self.opened_beside = threading.Event()  # a source was opened while it was open
        self.people_looked_for: list[int] = []  # one entry each time the pose back end was opened
        self.looked_for_whole: list[bool] = []  # likewise: for a file as a whole

    def services(self) -> Services:
        return Services(
            self._open_source,
            self._open_pose,
            lambda: self.cards,
            self._load,
            FakeAnalyser,
            self._list,
            lambda: self.cameras,
        )  # type: ignore[arg-type]

    def _list(self, uri: str) -> tuple[str, ...]:
        below = tuple(sorted(name for name in self.sources if name.startswith(f"{uri}/")))
        return below or (uri,)

    def add(self, uri: str, **arguments: object) -> FakeSource:
        """A source that `open` finds under this name."""
        self.sources[uri] = FakeSource(uri, **arguments)  # type: ignore[arg-type]
        return self.sources[uri]

    def _open_source(self, uri: str) -> FakeSource:
        if uri not in self.sources:
            raise UserError(f"{uri}: no such file; check the name")
        if uri in self.unplugged:
            raise UserError(f"{uri}: not there")
        source = self.sources[uri]
        if source.opened and not source.closed:
            self.opened_beside.set()
            return replace(source, index=0)  # beside the one that is being played
        source.index, source.closed = 0, False
        source.opened += 1
        return source

    def _open_pose(self, max_people: int, progress: object, whole: bool = False) -> FakePose:
        if self.pose_error:
            raise UserError(self.pose_error)
        self.people_looked_for.append(max_people)
        self.looked_for_whole.append(whole)
        return self.pose

    def _load(self, name: str, device: str) -> FakeRecognizer:
        self.may_load.wait(10)
        for info in self.cards:
            if info.name == name:
                return FakeRecognizer(info, "cpu" if device == "auto" else device)
        raise UserError(f"{name} is not a weights file; weights are .safetensors made by core.train")


def wait_for(condition: Callable[[], bool], timeout: float = 30.0) -> None:
    """Returns as soon as the condition holds; fails loudly where it does not."""
    tick = threading.Event()
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        tick.wait(0.002)
