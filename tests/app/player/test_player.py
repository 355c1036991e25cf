import itertools
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest

from app.player.capture import SourceInfo
from app.player.model_loader import warm_up
from app.player.player import Player
from app.player.state import AnalysedFrame, State
from core.inference.recognizer import Recognizer
from core.types import FrameResult, People
from tests.app.fakes import FakeWorld, wait_for
from tests.core.fakes import random_model, small_info


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


@pytest.fixture
def player(world: FakeWorld) -> Iterator[Player]:
    player = Player(world.services())
    player.start(None)
    yield player
    assert player.close()


@pytest.fixture
def watcher(player: Player) -> Watcher:
    return Watcher(player)


def test_plays_a_file_to_its_end(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    source = world.add("a.mp4", fps=100.0, count=20)
    player.open("a.mp4")
    watcher.until(State.ENDED)
    status = player.status()
    assert status.source == SourceInfo("a.mp4", "a.mp4", False, 100.0, (320, 240), 0.2)
    assert status.model == world.cards[0]
    assert status.pose == "fake pose"
    assert status.position == pytest.approx(0.19)
    indices = [analysed.result.frame.index for analysed in watcher.seen]
    assert indices[-1] == 19
    assert indices == sorted(indices)
    player.close_source()
    wait_for(lambda: source.closed)
    assert player.status().state is State.IDLE


def test_follows_the_clock_of_the_file(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=50.0, count=15)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    start = time.monotonic()
    watcher.until(State.ENDED)
    assert time.monotonic() - start > 0.2  # 14 intervals of 20 ms, some of it before we looked


def test_pause_step_seek(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=10.0, count=1000)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    player.seek(50.0)
    watcher.until_index(500)
    player.step(1)
    watcher.until_index(501)
    player.step(-1)
    watcher.until_index(500)
    player.step(-2)
    watcher.until_index(498)
    assert player.status().state is State.PAUSED
    assert world.pose.resets == 3  # at the start, for the seek, and for the frame before all that was analysed since


def test_stepping_back_shows_what_was_there(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=50.0, count=1000)
    player.open("a.mp4")
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > 40)
    player.pause()
    wait_for(lambda: watcher.poll() is State.PAUSED and watcher.seen[-1].result.frame.time == player.status().position)
    before = watcher.seen[-1]
    player.step(-3)
    wait_for(lambda: watcher.poll() is not None and watcher.seen[-1].recalled)
    last = watcher.seen[-1].result.frame.index + 3
    assert last - before.result.frame.index in (0, 1)  # one more frame may have been on its way when it paused
    assert watcher.seen[-1].result.predictions[0].state == "ok"
    assert watcher.seen[-1].result.frame.image[0, 0, 0] == (last - 3) % 256  # its own picture
    for index in range(last - 2, last + 2):
        player.step(1)
        watcher.until_index(index)
    assert not watcher.seen[-1].recalled  # and on from there, without a break
    assert watcher.seen[-1].result.predictions[0].state == "ok"
    assert {analysed.run for analysed in watcher.seen} == {before.run}
    assert world.pose.resets == 1


def test_another_network_forgets_the_results_of_the_old_one(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=50.0, count=1000)
    player.open("a.mp4")
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > 10)
    player.pause()
    player.load_model("fake-b")
    wait_for(lambda: player.status().model == world.cards[1])
    player.seek(0.1)
    watcher.until_index(5)
    assert watcher.seen[-1].info == world.cards[1]
    assert not watcher.seen[-1].recalled
    assert watcher.seen[-1].run != watcher.seen[0].run


def test_seek_while_playing_goes_on_from_there(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=50.0, count=1000)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.seek(10.0)
    wait_for(lambda: watcher.poll() is State.PLAYING and watcher.seen[-1].result.frame.index >= 503)
    assert len({analysed.run for analysed in watcher.seen}) == 2


def test_play_at_the_end_starts_again(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=100.0, count=5)
    player.open("a.mp4")
    watcher.until(State.ENDED)
    searched = world.pose.searched
    player.play()
    wait_for(lambda: watcher.poll() is State.ENDED and watcher.seen[-1].recalled)
    assert world.pose.searched == searched  # everything was known
    player.step(-2)
    watcher.until_index(2)
    assert player.status().state is State.PAUSED


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


def test_a_recording_goes_on_when_the_camera_is_back(world: FakeWorld) -> None:
    player = Player(world.services(), retries=(0.0,))
    watcher = Watcher(player)
    source = world.add("camera:0", live=True)
    sink = ListSink()
    player.start(None)
    player.open("camera:0", lambda *_: sink)
    wait_for(lambda: watcher.poll() is State.PLAYING and len(sink.indices) > 3)
    source.lost_at = 0
    wait_for(lambda: watcher.poll() is not None and source.opened > 1)
    source.lost_at = None
    written = len(sink.indices)
    wait_for(lambda: watcher.poll() is State.PLAYING and len(sink.indices) > written + 3)
    assert not sink.closed
    assert sink.indices == sorted(set(sink.indices))
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


def test_missing_file(player: Player, watcher: Watcher) -> None:
    player.open("nowhere.mp4")
    watcher.until(State.FAILED)
    watcher.poll()
    assert watcher.messages == ["nowhere.mp4: no such file; check the name"]


def test_file_without_a_picture(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("empty.mp4", count=0)
    player.set_loop(True)
    player.open("empty.mp4")
    watcher.until(State.FAILED)
    watcher.poll()
    assert watcher.messages == ["empty.mp4: no picture could be read; it may be damaged or empty"]


def test_warnings_of_the_source_arrive(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("short.mp4", fps=100.0, count=3, warnings=["short.mp4 breaks off after 3 of 9 frames"])
    player.open("short.mp4")
    watcher.until(State.ENDED)
    watcher.poll()
    assert watcher.messages == ["short.mp4 breaks off after 3 of 9 frames"]


def test_pose_problems_are_told_when_a_picture_needs_it(world: FakeWorld) -> None:
    world.pose_error = "no pose model; download it"
    world.add("a.mp4", fps=100.0, count=3)
    world.add("a.json", fps=100.0, count=3, with_joints=True)
    player = Player(world.services())
    watcher = Watcher(player)
    player.start(None)
    player.open("a.json")
    watcher.until(State.ENDED)
    player.open("a.mp4")
    watcher.until(State.FAILED)
    watcher.poll()
    assert watcher.messages == ["no pose model; download it"]
    world.pose_error = ""
    player.open("a.mp4")
    watcher.until(State.ENDED)
    assert player.close()


def test_a_folder_is_played_file_by_file(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    for name in "abc":
        world.add(f"/clips/{name}.mp4", fps=100.0, count=4)
    player.open("/clips")
    wait_for(lambda: watcher.poll() is State.ENDED and player.status().uri == "/clips/c.mp4")
    assert list(dict.fromkeys(analysed.uri for analysed in watcher.seen)) == [f"/clips/{name}.mp4" for name in "abc"]
    assert player.status().playlist == tuple(f"/clips/{name}.mp4" for name in "abc")
    player.next(-1)
    wait_for(lambda: watcher.poll() is not None and player.status().uri == "/clips/b.mp4")
    watcher.until(State.ENDED)
    player.next(5)  # there is no such one
    assert player.status().state is not State.LOADING or player.status().uri == "/clips/c.mp4"


def test_a_bad_file_of_a_list_is_told_and_skipped(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=100.0, count=3)
    world.add("c.mp4", fps=100.0, count=3)
    player.open_list(("a.mp4", "gone.mp4", "c.mp4"))
    wait_for(lambda: watcher.poll() is State.ENDED and player.status().uri == "c.mp4")
    assert watcher.messages == ["gone.mp4: no such file; check the name"]


def test_turning_the_picture_starts_the_analysis_anew(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=50.0, count=1000)
    player.open("a.mp4")
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > 3)
    player.pause()
    wait_for(lambda: watcher.poll() is State.PAUSED and watcher.seen[-1].result.frame.time == player.status().position)
    index, run = watcher.seen[-1].result.frame.index, watcher.seen[-1].run
    player.rotate(1)
    wait_for(lambda: watcher.poll() is State.PAUSED and watcher.seen[-1].result.frame.image.shape == (320, 240, 3))
    assert watcher.seen[-1].result.frame.index == index  # the same picture, turned
    assert watcher.seen[-1].run > run
    assert not watcher.seen[-1].recalled
    assert watcher.seen[-1].result.frame.image[0, -1, 0] == index % 256  # its first pixel, now at the top right
    status = player.status()
    assert (status.quarters, status.source.size if status.source else None) == (1, (240, 320))
    player.rotate(4)
    wait_for(lambda: watcher.poll() is State.PAUSED and watcher.seen[-1].result.frame.image.shape == (240, 320, 3))
    assert watcher.seen[-1].result.frame.index == index


def test_the_whole_file_is_analysed_beside(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=10.0, count=600)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    assert player.status().analysis is None
    player.analyse_all()
    wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
    run = player.analysed()
    assert run is not None
    assert len(run) == 600
    searched = world.pose.searched
    player.seek(40.0)
    watcher.until_index(400)
    assert watcher.seen[-1].recalled
    assert watcher.seen[-1].run == run.number
    assert watcher.seen[-1].result.predictions[0].state == "ok"  # no warming up again
    wait_for(lambda: watcher.poll() is not None and watcher.seen[-1].result.predictions[0].feature_map is not None)
    assert world.pose.searched == searched
    player.load_model("fake-b")  # the people are known; only judging them anew is left to do
    wait_for(lambda: (made := player.analysed()) is not None and made.network == "fake-b" and made.complete)
    assert world.pose.searched == searched


def test_what_is_known_is_there_before_the_sharp_picture(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    source = world.add("a.mp4", fps=10.0, count=600)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    player.analyse_all()
    wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
    gate = threading.Event()
    seek = source.seek
    source.seek = lambda time: (gate.wait(5), seek(time))[1]  # type: ignore[method-assign]
    player.seek(30.0)  # returns although decoding takes for ever
    wait_for(lambda: watcher.poll() is State.PAUSED and watcher.seen[-1].result.frame.index == -1)
    gate.set()
    preview = watcher.seen[-1]
    assert preview.recalled
    assert (preview.result.frame.index, preview.result.frame.time) == (-1, 30.0)
    assert preview.result.frame.image.shape == (240, 320, 3)
    assert preview.result.predictions[0].scores.argmax() == 0
    assert player.status().position == 30.0
    watcher.until_index(300)


def test_cancelling_keeps_what_was_found(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=10.0, count=10**7)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    player.analyse_all()
    wait_for(lambda: (made := player.analysed()) is not None and len(made) > 300)
    progress = player.status().analysis
    assert progress is not None
    assert 0 < progress.share < 1
    assert progress.rate > 0
    assert progress.remaining is not None
    player.cancel_analysis()
    assert player.status().analysis is None
    player.seek(20.0)
    watcher.until_index(200)
    assert watcher.seen[-1].recalled


def test_an_analysis_that_fails_is_told(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=10.0, count=1000)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    world.pose_error = "no pose model; download it"
    player.analyse_all()
    wait_for(lambda: watcher.poll() is State.PLAYING and watcher.messages == ["no pose model; download it"])
    assert player.status().analysis is None


def test_recording_may_start_and_stop_while_playing(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=200.0, count=10**6)
    player.open("a.mp4")
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > 3)
    sink = ListSink()
    player.record(lambda *_: sink)
    assert player.status().writing
    wait_for(lambda: watcher.poll() is State.PLAYING and len(sink.indices) > 20)
    player.record(None)
    wait_for(lambda: sink.closed)
    assert sink.indices == list(range(sink.indices[0], sink.indices[-1] + 1))  # every frame
    assert not player.status().writing
    assert player.status().state is State.PLAYING


def test_swaps_the_network_while_playing(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=100.0, count=100000)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    world.may_load.clear()
    player.load_model("fake-b")
    assert player.status().loading_model == "fake-b"
    shown = len(watcher.seen)
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > shown + 5)  # the picture goes on
    assert watcher.seen[-1].info == world.cards[0]
    world.may_load.set()
    wait_for(lambda: watcher.poll() is State.PLAYING and watcher.seen[-1].info == world.cards[1])
    assert len(watcher.seen[-1].result.predictions[0].scores) == 7
    assert player.status().loading_model == ""


def test_bad_weights_keep_the_old_network(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=100.0, count=100000)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.load_model("nonsense.txt")
    wait_for(lambda: watcher.poll() is State.PLAYING and bool(watcher.messages))
    assert watcher.messages == [
        "nonsense.txt is not a weights file; weights are .safetensors made by core.train. Fake A stays in use."
    ]
    assert player.status().model == world.cards[0]


def test_the_last_network_asked_for_wins(world: FakeWorld, player: Player) -> None:
    wait_for(lambda: player.status().model is not None)
    world.may_load.clear()
    player.load_model("fake-b")
    player.load_model("fake-a")
    player.load_model("fake-b")
    player.load_model("nonsense")
    player.load_model("fake-a")
    world.may_load.set()
    wait_for(lambda: player.status().loading_model == "")
    assert player.status().model == world.cards[0]
    assert player.take_messages() == []


def test_a_source_waits_for_the_first_network(world: FakeWorld) -> None:
    world.add("a.mp4", fps=20.0, count=3)
    player = Player(world.services())
    watcher = Watcher(player)
    player.start("nonsense")
    player.open("a.mp4")
    watcher.until(State.FAILED)
    player.load_model("fake-b")
    watcher.until(State.ENDED)
    assert watcher.seen[0].result.frame.index == 0  # nothing was skipped meanwhile
    assert player.close()


class ListSink:
    def __init__(self) -> None:
        self.indices: list[int] = []
        self.closed = False
        self.complete = False

    def write(self, result: FrameResult) -> None:
        self.indices.append(result.frame.index)

    def close(self, complete: bool) -> None:
        self.closed = True
        self.complete = complete


def test_sinks_get_every_frame(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=2000.0, count=300)  # far faster than it can be analysed
    sink = ListSink()
    player.open("a.mp4", lambda source, info, pose: sink)
    assert player.status().writing  # whether it is a file is not known yet
    watcher.until(State.PLAYING)
    player.seek(0.0)  # what is written depends on the file alone
    wait_for(lambda: sink.closed)
    assert sink.indices == list(range(300))
    assert sink.complete
    wait_for(lambda: not player.status().exporting)
    assert not player.status().writing


def test_an_export_waits_for_a_network_and_outlives_another_one(
    world: FakeWorld, player: Player, watcher: Watcher
) -> None:
    world.add("a.mp4", fps=100.0, count=400)
    watcher.until(State.IDLE)
    sink = ListSink()
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.export(lambda source, info, pose: sink)
    assert player.status().exporting
    player.rotate(1)  # the pictures of an export have one size
    player.set_people(3)
    player.load_model("fake-b")
    wait_for(lambda: sink.closed)
    assert sink.complete
    assert sink.indices == list(range(400))
    assert player.status().quarters == 0


@pytest.mark.parametrize("leave", ["lost", "closed", "replaced"])
def test_a_recording_ends_with_its_source(world: FakeWorld, player: Player, watcher: Watcher, leave: str) -> None:
    world.add("a.mp4", fps=100.0, count=10**6, lost_at=20 if leave == "lost" else None)
    world.add("b.mp4", fps=100.0, count=3)
    sink = ListSink()
    player.open("a.mp4", lambda source, info, pose: sink)
    watcher.until(State.PLAYING)
    if leave == "closed":
        player.close_source()
    elif leave == "replaced":
        player.open("b.mp4")
    wait_for(lambda: sink.closed)
    assert not sink.complete
    assert sink.indices == list(range(len(sink.indices)))


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


def test_opening_another_source_replaces_the_first(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    first = world.add("a.mp4", fps=10.0, count=1000)
    world.add("b.mp4", fps=100.0, count=10)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.open("b.mp4")
    watcher.until(State.ENDED)
    assert first.closed
    assert watcher.seen[-1].uri == "b.mp4"


@pytest.mark.parametrize("loading", [False, True])
def test_closes_while_busy(world: FakeWorld, loading: bool) -> None:
    before = threading.active_count()
    source = world.add("a.mp4", fps=1000.0, count=10**9)
    player = Player(world.services())
    watcher = Watcher(player)
    player.start(None)
    sink = ListSink()
    player.open("a.mp4", lambda source, info, pose: sink)
    watcher.until(State.PLAYING)
    if loading:
        player.load_model("fake-b")
    assert player.close()
    assert source.closed
    assert world.pose.closed
    assert sink.closed
    assert not sink.complete
    assert player.status().state is State.CLOSING
    assert threading.active_count() == before
    assert player.close()  # twice does no harm


def test_a_network_that_takes_shares_of_the_picture_warms_up_and_forgets_it() -> None:
    info = small_info(coordinates="picture")
    recognizer = Recognizer(random_model(info), info)
    warm_up(recognizer)
    person = np.full((1, 18, 3), 0.5, np.float32)
    first = recognizer.push(People(person, (1,)), 0.0, (640, 480))[0]
    assert first.held == pytest.approx(1 / info.rate)  # nothing of the warm-up is left in the window
