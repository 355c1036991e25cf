"""A source read in a thread of its own: pace, seeking, lost cameras."""

import itertools
import threading
from dataclasses import replace

import pytest

from app.player.capture import Capture, Captured, SourceInfo
from app.player.mailbox import Mailbox
from app.player.player import Player
from app.player.state import State
from core.errors import UserError
from core.types import Frame
from tests.app.fakes import FakeSource, FakeWorld, wait_for
from tests.app.player.fakes import Watcher


def test_loop(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=100.0, count=5)
    player.set_loop(True)
    player.open("a.mp4")
    wait_for(lambda: watcher.poll() is not None and jumps_back(watcher) > 2)
    player.set_loop(False)
    watcher.until(State.ENDED)


def jumps_back(watcher: Watcher) -> int:
    indices = [analysed.result.frame.index for analysed in watcher.seen]
    return sum(later < earlier for earlier, later in itertools.pairwise(indices))


def test_speed(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=1.0, count=1000)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.set_speed(200.0)
    wait_for(lambda: watcher.poll() is State.PLAYING and watcher.seen[-1].result.frame.index > 50)


def test_live_sources_show_the_latest_and_count_what_was_dropped(
    world: FakeWorld, player: Player, watcher: Watcher
) -> None:
    world.add("camera:0", live=True)  # delivers as fast as it is read
    player.open("camera:0")
    wait_for(lambda: watcher.poll() is State.PLAYING and player.status().statistics.dropped > 10)
    assert player.status().statistics.dropping
    player.pause()
    wait_for(lambda: watcher.poll() is State.PAUSED)
    player.seek(1.0)  # means nothing here
    player.step(1)
    assert player.status().state is State.PAUSED
    player.play()
    watcher.until(State.PLAYING)


def test_a_lost_camera_is_opened_again(world: FakeWorld) -> None:
    player = Player(world.services(), retries=(0.1, 0.02))
    watcher = Watcher(player)
    source = world.add("camera:0", live=True)
    player.start(None)
    player.open("camera:0")
    wait_for(lambda: watcher.poll() is State.PLAYING)
    activities: list[str] = []

    def gone() -> bool:
        activities.append(player.status().activity)
        return watcher.poll() is State.LOADING and "0.02 s" in activities[-1]

    world.unplugged.add("camera:0")
    source.lost_at = 0
    wait_for(gone)
    assert activities[-1] == "camera:0: not there; trying again in 0.02 s"
    assert "camera:0: the camera was unplugged; plug it in and open it again; trying again in 0.1 s" in activities
    assert source.closed
    source.lost_at = None
    world.unplugged.clear()
    seen = len(watcher.seen)
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > seen + 5)
    assert player.status().activity == ""
    times = [analysed.result.frame.time for analysed in watcher.seen]
    assert all(later > earlier for earlier, later in itertools.pairwise(times))  # the time goes on
    assert watcher.messages == []
    assert player.close()


def test_closing_ends_the_wait_for_a_camera(world: FakeWorld) -> None:
    player = Player(world.services(), retries=(1000.0,))
    watcher = Watcher(player)
    world.add("camera:0", live=True, lost_at=1)
    player.start(None)
    player.open("camera:0")
    wait_for(lambda: watcher.poll() is State.LOADING and "1000 s" in player.status().activity)
    assert player.close()


def test_silent_camera_is_told(world: FakeWorld) -> None:
    now = [0.0]
    player = Player(world.services(), clock=lambda: now[0])
    watcher = Watcher(player)
    world.add("camera:0", live=True)
    player.start(None)
    player.open("camera:0")
    watcher.until(State.PLAYING)
    source = world.sources["camera:0"]
    gate = threading.Event()
    read = source.read
    source.read = lambda: (gate.wait(5), read())[1]  # type: ignore[method-assign]
    wait_for(lambda: (now.__setitem__(0, now[0] + 1.0), "is it connected?" in player.status().activity)[1])
    gate.set()
    wait_for(lambda: player.status().activity == "")
    assert player.close()


def test_warnings_of_the_source_arrive(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("short.mp4", fps=100.0, count=3, warnings=["short.mp4 breaks off after 3 of 9 frames"])
    player.open("short.mp4")
    watcher.until(State.ENDED)
    watcher.poll()
    assert watcher.messages == ["short.mp4 breaks off after 3 of 9 frames"]


def test_a_camera_that_was_closed_is_opened_once_it_let_go(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    camera = world.add("0", live=True)
    let_go = camera.close
    camera.close = lambda: (world.opened_beside.wait(0.5), let_go())  # type: ignore[method-assign, assignment]
    player.open("0")
    watcher.until(State.PLAYING)
    player.close_source()
    player.open("0")
    watcher.until(State.PLAYING)
    assert camera.opened == 2
    assert not world.opened_beside.is_set()


class Log:
    """Writes down what a capture tells its listener."""

    def __init__(self) -> None:
        self.said: list[tuple[object, ...]] = []

    def capture_listed(self, capture: Capture, uris: tuple[str, ...]) -> None:
        self.said.append(("listed", *uris))

    def capture_opened(self, capture: Capture, info: SourceInfo) -> None:
        self.said.append(("opened", info))

    def capture_read(self, capture: Capture, dropped: bool) -> None:
        self.said.append(("read", dropped))

    def capture_lost(self, capture: Capture, message: str, wait: float) -> None:
        self.said.append(("lost", message, wait))

    def capture_warned(self, capture: Capture, message: str) -> None:
        self.said.append(("warned", message))

    def capture_failed(self, capture: Capture, message: str) -> None:
        self.said.append(("failed", message))


@pytest.fixture
def log() -> Log:
    return Log()


def start(source: FakeSource, log: Log, **settings: object) -> tuple[Capture, Mailbox[Captured]]:
    """A capture that waits until each of its frames is taken, and what they are taken from."""
    frames: Mailbox[Captured] = Mailbox()
    capture = Capture(
        source.uri,
        frames,
        log,
        lambda uri: source,
        lambda uri: (uri,),
        **{"lossless": True, **settings},  # type: ignore[arg-type]
    )
    capture.start()
    return capture, frames


def take(frames: Mailbox[Captured], count: int) -> list[tuple[int | None, int]]:
    """Number and epoch of the next frames; None for the end."""
    items = [frames.take() for _ in range(count)]
    return [(item.frame and item.frame.index, item.epoch) for item in items if item is not None]


def test_a_capture_holds_its_first_frame_and_moves_as_it_is_told(log: Log) -> None:
    source = FakeSource("a.mp4", count=9)
    capture, frames = start(source, log)
    assert take(frames, 1) == [(0, 0)]
    capture.step(2)
    assert take(frames, 2) == [(1, 0), (2, 0)]
    capture.seek(0.55)  # to the first frame at or after it
    assert take(frames, 1) == [(6, 1)]
    capture.step(-2)
    assert take(frames, 1) == [(4, 2)]
    capture.rotate(1)  # what is shown comes once more, as something new
    (item,) = [frames.take()]
    assert item is not None
    assert item.frame is not None
    assert (item.frame.index, item.quarters, item.frame.image.shape) == (4, 1, (320, 240, 3))
    assert item.epoch > 2
    capture.step(9)
    assert [index for index, _ in take(frames, 5)] == [5, 6, 7, 8, None]
    assert not frames.waiting
    capture.stop()
    capture.join(5)
    assert source.closed
    assert log.said[:2] == [
        ("listed", "a.mp4"),
        ("opened", SourceInfo("a.mp4", "a.mp4", False, 10.0, (320, 240), 0.9)),
    ]


def test_what_is_sent_again_does_not_take_a_seek_back(log: Log) -> None:
    capture, frames = start(FakeSource("a.mp4", count=9), log)
    assert take(frames, 1) == [(0, 0)]
    capture.send_again()
    assert take(frames, 1) == [(0, 1)]
    with capture._changed:  # the thread sees both at once
        capture.seek(0.55)
        capture.send_again()
    assert take(frames, 1) == [(6, 2)]
    capture.step(1)
    assert take(frames, 1) == [(7, 2)]
    capture.stop()
    capture.join(5)


@pytest.mark.parametrize("speed", [1.0, 2.0, 0.5])
def test_frames_come_when_the_files_clock_says_so(log: Log, speed: float) -> None:
    ticks = itertools.count()  # a millisecond passes whenever somebody looks at the clock
    source = FakeSource("a.mp4", fps=200.0, count=1000)
    capture, frames = start(source, log, speed=speed, clock=lambda: next(ticks) / 1000)
    take(frames, 1)
    capture.play()
    items = [frames.take() for _ in range(20)]
    capture.stop()
    capture.join(5)
    times = [(item.frame.time, item.at) for item in items if item is not None and item.frame is not None]
    assert [time for time, _ in times] == pytest.approx([index / 200 for index in range(1, 21)])
    first = times[0][1] - 0.005 / speed
    assert [at - first for _, at in times] == pytest.approx([time / speed for time, _ in times], abs=0.0035)


def test_a_gap_of_a_month_is_passed_over(log: Log) -> None:
    class Gap(FakeSource):
        def read(self) -> Frame | None:
            frame = super().read()
            return frame and replace(frame, time=frame.time + 3e6 * (frame.index >= 3))

    capture, frames = start(Gap("a.mp4", fps=1000.0), log)
    capture.play()
    assert [index for index, _ in take(frames, 8)] == list(range(8))
    capture.stop()
    capture.join(5)


@pytest.mark.parametrize("jump", [36_000.0, -36_000.0])
def test_a_file_keeps_its_pace_after_the_clock_jumped(log: Log, jump: float) -> None:
    """A computer that slept, or a clock that was set back: neither a rush after what was missed, nor a wait."""
    ticks, jumped = itertools.count(), [0.0]  # a millisecond passes whenever somebody looks at the clock
    source = FakeSource("a.mp4", fps=200.0, count=1000)
    capture, frames = start(source, log, clock=lambda: 50_000 + next(ticks) / 1000 + jumped[0])
    take(frames, 1)
    capture.play()
    take(frames, 10)
    jumped[0] = jump
    items = [frames.take() for _ in range(23)][3:]  # those that were due before, or while it jumped
    capture.stop()
    capture.join(5)
    assert [item.frame.index for item in items if item is not None and item.frame is not None] == list(range(14, 34))
    due = [item.at for item in items if item is not None]
    assert [at - due[0] for at in due] == pytest.approx([index / 200 for index in range(20)], abs=0.0035)


def test_a_loop_begins_anew_and_ends_where_it_is_switched_off(log: Log) -> None:
    capture, frames = start(FakeSource("a.mp4", fps=1000.0, count=3), log, loop=True)
    capture.play()
    assert take(frames, 7) == [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (0, 2)]
    capture.set_loop(False)
    assert take(frames, 3) == [(1, 2), (2, 2), (None, 2)]
    capture.stop()
    capture.join(5)


def test_a_live_source_that_went_goes_on_with_later_numbers_and_times(log: Log) -> None:
    source = FakeSource("0", live=True, fps=10.0)
    read = source.read

    def lost_after_three() -> Frame | None:
        if source.index == 3 and ("lost", "no more pictures come from 0", 0.0) not in log.said:
            source.index = 0
            return None
        return read()

    source.read = lost_after_three  # type: ignore[method-assign]
    capture, frames = start(source, log, retries=(0.0,))
    seen: list[Frame] = []
    capture.play()
    while len(seen) < 20:
        item = frames.take()
        assert item is not None
        assert item.frame is not None
        seen.append(item.frame)
    capture.stop()
    capture.join(5)
    assert [said for said in log.said if said[0] == "lost"] == [("lost", "no more pictures come from 0", 0.0)]
    assert all(later.index > earlier.index and later.time > earlier.time for earlier, later in itertools.pairwise(seen))
    assert source.closed


def test_why_a_source_cannot_be_read_is_said_plainly(log: Log) -> None:
    def refuse(uri: str) -> FakeSource:
        raise UserError(f"{uri} does not exist")

    def stumble(uri: str) -> FakeSource:
        raise ZeroDivisionError("oh")

    for opened in (refuse, stumble):
        capture = Capture("a.mp4", Mailbox(), log, opened, lambda uri: (uri,))  # type: ignore[arg-type]
        capture.start()
        capture.join(5)
    assert [said[1] for said in log.said if said[0] == "failed"] == [
        "a.mp4 does not exist",
        "a.mp4: reading failed (ZeroDivisionError: oh)",
    ]


def test_a_driver_that_raises_anything_is_a_lost_camera(world: FakeWorld) -> None:
    player = Player(world.services(), retries=(0.0,))
    watcher = Watcher(player)
    source = world.add("camera:0", live=True)
    player.start(None)
    player.open("camera:0")
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > 2)
    read = source.read

    def broken() -> Frame | None:
        source.read = read  # type: ignore[method-assign]
        raise OSError("the bus was reset")

    source.read = broken  # type: ignore[method-assign]
    wait_for(lambda: watcher.poll() is State.PLAYING and source.opened == 2)
    before = len(watcher.seen)
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > before)
    assert player.close()
