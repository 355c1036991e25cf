import threading
from collections.abc import Callable

import pytest

from app.player.capture import SourceInfo
from app.player.player import Player
from app.player.state import State
from tests.app.fakes import FakeWorld, wait_for
from tests.app.player.fakes import ListSink, Watcher


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


def test_missing_file(player: Player, watcher: Watcher) -> None:
    player.open("nowhere.mp4")
    watcher.until(State.FAILED)
    watcher.poll()
    assert watcher.messages == ["nowhere.mp4: no such file; check the name"]


def test_a_source_that_cannot_be_opened_leaves_the_one_that_was_there(
    world: FakeWorld, player: Player, watcher: Watcher
) -> None:
    world.add("a.mp4", fps=10.0, count=1000)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.rotate(1)
    player.seek(30.0)
    wait_for(lambda: watcher.poll() is State.PLAYING and player.status().position >= 30.0)
    player.pause()
    position = player.status().position
    world.add("empty.mp4", count=0)
    for bad, said in (("nowhere.mp4", "no such file"), ("empty.mp4", "no picture could be read")):
        player.open(bad)
        wait_for(lambda: watcher.poll() is State.PAUSED and player.status().uri == "a.mp4")
        assert said in watcher.messages[-1]
        status = player.status()
        assert status.position == pytest.approx(position, abs=0.11)
        assert (status.quarters, status.playlist) == (1, ("a.mp4",))
    player.play()
    wait_for(lambda: watcher.poll() is State.PLAYING and player.status().position > position + 0.2)


def test_file_without_a_picture(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("empty.mp4", count=0)
    player.set_loop(True)
    player.open("empty.mp4")
    watcher.until(State.FAILED)
    watcher.poll()
    assert watcher.messages == ["empty.mp4: no picture could be read; it may be damaged or empty"]


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


def _never_started(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.may_load.set()


def _first_network_loads(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.may_load.clear()
    player.start(None)
    player.open("a.mp4")
    wait_for(lambda: watcher.player.status().source is not None)
    threading.Timer(0.0, world.may_load.set).start()


def _paused(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    player.start(None)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()


def _sought_while_analysed(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    _paused(world, player, watcher)
    player.analyse_all()
    player.seek(12.0)


def _exported(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    _paused(world, player, watcher)
    player.export(lambda source, info, pose: ListSink())


def _ended(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    player.start(None)
    player.open("short.mp4")
    watcher.until(State.ENDED)


def _failed(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    player.start(None)
    player.open("missing.mp4")
    watcher.until(State.FAILED)


def _left(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    _paused(world, player, watcher)
    player.close_source()


def _just_asked_for(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    player.start(None)
    player.open("a.mp4")


STAGES = (
    _never_started, _first_network_loads, _paused, _sought_while_analysed, _exported, _ended, _failed, _left,
    _just_asked_for,
)  # fmt: skip


@pytest.mark.parametrize("stage", STAGES)
def test_closes_at_every_stage(world: FakeWorld, stage: Callable[[FakeWorld, Player, Watcher], None]) -> None:
    before = threading.active_count()
    world.add("a.mp4", fps=100.0, count=10**6)
    world.add("short.mp4", fps=100.0, count=3)
    player = Player(world.services())
    stage(world, player, Watcher(player))
    assert player.close()
    wait_for(lambda: threading.active_count() == before)
    assert all(source.closed for source in world.sources.values() if source.opened)
    assert player.take_result() is None


def test_a_source_and_a_back_end_that_hang_do_not_keep_the_window_open(
    world: FakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.player.player._JOIN", 0.05)
    monkeypatch.setattr("app.player.watched_pose._CLOSE", 0.05)
    come_back, hanging = threading.Event(), []
    source = world.add("camera:0", live=True)

    def hang(*_: object) -> None:
        hanging.append(threading.current_thread())
        come_back.wait(30)

    player = Player(world.services())
    watcher = Watcher(player)
    player.start(None)
    player.open("camera:0")
    watcher.until(State.PLAYING)
    source.read = hang  # type: ignore[method-assign]
    world.pose.detect = hang  # type: ignore[assignment, method-assign]
    wait_for(lambda: bool(hanging))
    assert not player.close()  # which is said, and the process ends all the same
    assert player.status().state is State.CLOSING
    come_back.set()
    for thread in hanging:
        thread.join(10)
    wait_for(lambda: source.closed)
