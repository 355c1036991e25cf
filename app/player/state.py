"""The dataclasses through which the player reports its state and hands on results."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Literal, Protocol

from app.player.capture import Capture, SourceInfo
from app.player.statistics import Progress, Statistics
from core.card import CheckpointInfo
from core.types import FrameResult
from core.video.source import Source

_STALLED = 3.0  # seconds without a picture after which a live source is called silent


class State(Enum):
    """The states of the player; `NEXT` lists the allowed transitions."""

    IDLE = "idle"
    LOADING = "loading"
    PLAYING = "playing"
    PAUSED = "paused"
    ENDED = "ended"
    FAILED = "failed"
    CLOSING = "closing"


_OPEN = {State.LOADING, State.IDLE, State.FAILED, State.CLOSING}
NEXT: dict[State, set[State]] = {
    State.IDLE: _OPEN,
    State.LOADING: _OPEN | {State.PLAYING, State.PAUSED, State.ENDED},
    State.PLAYING: _OPEN | {State.PAUSED, State.ENDED},
    State.PAUSED: _OPEN | {State.PLAYING, State.ENDED},
    State.ENDED: _OPEN | {State.PLAYING, State.PAUSED},
    State.FAILED: _OPEN | {State.PLAYING},
    State.CLOSING: set(),
}


@dataclass(frozen=True)
class Message:
    """A message to the user; one about a network goes when another one is loaded."""

    level: Literal["info", "warning", "error"]
    text: str
    about_network: bool = False


@dataclass(frozen=True)
class AnalysedFrame:
    """A result on its way to the window.

    Attributes:
        info: card of the network that made it; None for a picture shown before there was one.
        run: grows whenever the analysis starts again; within one run, ids mean the same people.
        recalled: it was made earlier, and is shown again because the user went back to it.
    """

    result: FrameResult
    info: CheckpointInfo | None
    uri: str
    run: int
    recalled: bool = False


@dataclass(frozen=True)
class Status:
    """The whole state of the player, without images.

    Attributes:
        position: seconds into the source, of the frame analysed last.
        activity: what takes long just now, in words; empty if nothing does.
        model, device: the network in use and where it runs; None and empty until one is loaded.
        weights: what was asked for to load it: a name, names joined with ``+``, or a path.
        loading_model: name of the network that is being loaded beside the running one; empty if none.
        pose: name of the pose back end; empty until it is there.
        writing: what is played is recorded, so every frame is analysed and the source cannot be seeked.
        exporting: all of the file is written beside it.
        quarters: how far the picture is turned clockwise, in quarters of a circle.
        playlist: the sources that are played one after the other.
        analysis: progress of the whole-file analysis; None if none was requested and not all is known already.
        unfollowed: how many more people are in the picture than are looked at.
    """

    state: State
    source: SourceInfo | None
    uri: str
    position: float
    activity: str
    model: CheckpointInfo | None
    weights: str
    device: str
    loading_model: str
    models: tuple[CheckpointInfo, ...]
    pose: str
    loop: bool
    speed: float
    writing: bool
    exporting: bool
    quarters: int
    playlist: tuple[str, ...]
    analysis: Progress | None
    statistics: Statistics
    unfollowed: int = 0


class Sink(Protocol):
    """Where results are written while playing. Called in the analysis thread."""

    def write(self, result: FrameResult) -> None:
        """Takes the next result."""

    def close(self, complete: bool) -> None:
        """Ends the files; ``complete`` if the source came to its end."""


# From the open source, the network's card and the pose back end's name (None for frames that bring their joints along).
SinkFactory = Callable[["Source", "CheckpointInfo", "str | None"], Sink]


@dataclass
class Playing:
    """What is being played, from its address to the frame that was analysed last.

    Attributes:
        source: known once it is open.
        position: seconds.
        lost: what is said of a live source that went, until it is back.
        quarters: how far the picture is turned clockwise, in quarters of a circle.
        make_sink: where results are written while it plays, until it ends.
        export: where all of a file is written beside it, waiting for what that needs.
        rests: it does not start by itself.
        previewed: number of the newest seek whose place is shown already, see `app.player.capture.Captured.sought`.
    """

    uri: str = ""
    capture: Capture | None = None
    source: SourceInfo | None = None
    position: float = 0.0
    lost: str = ""
    quarters: int = 0
    make_sink: SinkFactory | None = None
    export: SinkFactory | None = None
    rests: bool = False
    previewed: int = 0

    @property
    def seekable(self) -> bool:
        """It is a file, and what is played is not recorded."""
        return self.source is not None and not self.source.live and self.make_sink is None

    def silence(self, seconds: float) -> str:
        """What is said of a live source without a picture for so long."""
        if self.source is None or not self.source.live or seconds <= _STALLED:
            return ""
        return f"No picture from {self.source.name} for {seconds:.0f} s; is it connected?"


@dataclass(frozen=True)
class Before:
    """What was played before another source was asked for: to be gone back to where that one cannot be opened."""

    uri: str
    playlist: tuple[str, ...]
    quarters: int
    position: float
    live: bool


@dataclass(frozen=True)
class Pace:
    """How files are played: whether they loop, and at which speed (source seconds per second)."""

    loop: bool = False
    speed: float = 1.0
