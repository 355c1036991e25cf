"""Who takes what a player gives: the window, and a file that is written."""

from __future__ import annotations

from app.player.player import Player
from app.player.state import AnalysedFrame, State
from core.types import FrameResult, People
from tests.app.fakes import wait_for


class Watcher:
    """Takes what a player gives, as the window does."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.seen: list[AnalysedFrame] = []
        self.messages: list[str] = []

    def poll(self) -> State:
        status = self.player.status()  # before the result: a state never runs ahead of its picture
        if (analysed := self.player.take_result()) is not None and analysed.info is not None:
            self.seen.append(analysed)
        self.messages += [message.text for message in self.player.take_messages()]
        return status.state

    def until(self, state: State) -> None:
        wait_for(lambda: self.poll() is state)

    def until_index(self, index: int) -> None:
        wait_for(lambda: self.poll() is not None and bool(self.seen) and self.seen[-1].result.frame.index == index)


class ListSink:
    """Keeps the numbers of the frames that it is given."""

    def __init__(self) -> None:
        self.indices: list[int] = []
        self.people: list[People] = []
        self.ids: list[tuple[int, ...]] = []
        self.closed = False
        self.complete = False

    def write(self, result: FrameResult) -> None:
        self.indices.append(result.frame.index)
        self.people.append(result.people)
        self.ids.append(result.people.ids)

    def close(self, complete: bool) -> None:
        self.closed = True
        self.complete = complete
