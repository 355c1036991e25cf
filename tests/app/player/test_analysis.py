"""A whole file analysed beside what is being played."""

import threading
from pathlib import Path
from typing import Any

import pytest

from app.pipeline import EVIDENCE_HOP
from app.player.corrections import Correction
from app.player.player import Player
from app.player.state import State
from core.types import People
from tests.app.fakes import FakeRecognizer, FakeWorld, wait_for
from tests.app.player.fakes import ListSink, Watcher


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
    assert world.looked_for_whole == [False, True]  # small people are looked for from the first frame on
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


def test_the_shown_frame_is_refreshed_at_the_end(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=10.0, count=600)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    player.seek(30.0)
    watcher.until_index(300)
    assert watcher.seen[-1].result.predictions[0].state == "warming_up"  # nothing before it was seen
    player.analyse_all()
    wait_for(lambda: watcher.poll() is State.PAUSED and watcher.seen[-1].result.predictions[0].state == "ok")
    made = player.analysed()
    assert made is not None
    assert (watcher.seen[-1].result.frame.index, watcher.seen[-1].run) == (300, made.number)


def test_an_analysed_file_is_known_when_it_is_opened_again(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=10.0, count=50)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.analyse_all()
    wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
    run = player.analysed()
    player.close_source()
    assert player.status().analysis is None
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    assert player.analysed() is run
    progress = player.status().analysis
    assert progress is not None
    assert progress.done


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


def test_a_frame_from_before_a_preview_does_not_take_the_window_back(
    world: FakeWorld, player: Player, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = world.add("a.mp4", fps=10.0, count=600)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    player.analyse_all()
    wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
    watcher.until_index(round(player.status().position * 10))  # the shown frame, as it is known now
    asked, gates = [], {10.0: threading.Event(), 30.0: threading.Event()}
    seek, deliver, delivered = source.seek, player.deliver, []

    def gated(time: float) -> None:
        asked.append(time)
        if time in gates:  # the end of the analysis may still be asking for the frame shown
            gates[time].wait(10)
        seek(time)

    def noted(*arguments: Any) -> None:
        deliver(*arguments)
        delivered.append(arguments[0].frame.index)

    source.seek = gated  # type: ignore[method-assign]
    monkeypatch.setattr(player, "deliver", noted)
    player.seek(10.0)
    wait_for(lambda: 10.0 in asked)  # it is being decoded
    player.seek(30.0)
    gates[10.0].set()
    wait_for(lambda: 100 in delivered)
    assert player.status().position == 30.0
    shown = player.take_result()
    assert shown is not None
    assert (shown.result.frame.index, shown.result.frame.time) == (-1, 30.0)
    gates[30.0].set()
    watcher.until_index(300)
    assert player.status().position == 30.0


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


def test_sinks_get_every_frame(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=2000.0, count=300)  # far faster than it can be analysed
    sink = ListSink()
    player.open("a.mp4", lambda source, info, pose: sink)
    status = player.status()
    assert status.writing or status.exporting  # the one until it is known to be a file
    watcher.until(State.PLAYING)
    player.seek(0.0)  # what is written depends on the file alone
    wait_for(lambda: sink.closed)
    assert sink.indices == list(range(300))
    assert sink.complete
    wait_for(lambda: not player.status().exporting)
    assert not player.status().writing


def test_evidence_is_looked_for_only_where_it_is_written(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    made: list[FakeRecognizer] = []
    fork = FakeRecognizer.fork

    def noted(self: FakeRecognizer) -> FakeRecognizer:
        made.append(fork(self))
        return made[-1]

    world.add("a.mp4", fps=100.0, count=100)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeRecognizer, "fork", noted)
        player.analyse_all()
        wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
        sink = ListSink()
        player.export(lambda source, info, pose: sink)
        wait_for(lambda: sink.closed)
    assert [each.evidence_hop for each in made] == [None, EVIDENCE_HOP]  # as without a window, however it is played


def test_corrected_people_are_judged_anew_and_exported(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=10.0, count=100)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    merge, swap = Correction("merge", 4, 1), Correction("swap", 4, 2, 5.0)
    assert not player.correct(merge)  # not before the whole file was analysed
    player.analyse_all()
    wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
    searched = world.pose.searched
    for correction in (merge, swap):
        assert player.correct(correction)
        wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
    run = player.analysed()
    assert run is not None
    assert run.complete
    assert [run.people(place).ids for place in (0, 99)] == [(2, 4), (2, 4)]
    assert run.people(0).joints[0, 0, 0] > run.people(0).joints[1, 0, 0]  # the second person stands at the right
    assert run.people(99).joints[0, 0, 0] < run.people(99).joints[1, 0, 0]
    sink, poses = ListSink(), []
    player.export(lambda source, info, pose: poses.append(pose) or sink)  # type: ignore[func-returns-value]
    wait_for(lambda: sink.closed)
    assert sink.indices == list(range(100))
    assert set(sink.ids) == {(2, 4)}
    assert poses == ["fake pose"]
    assert world.pose.searched == searched  # nobody was looked for again
    assert player.correct(None)
    assert player.correct(None)
    assert not player.correct(None)
    wait_for(lambda: (made := player.analysed()) is not None and made.complete and made.people(0).ids == (1, 2))


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


def test_corrections_come_back_after_a_restart_in_results_and_exports(world: FakeWorld, tmp_path: Path) -> None:
    video = tmp_path / "a.mp4"
    video.write_bytes(b"pictures")

    def opened(sink: ListSink | None = None) -> Player:
        world.add(str(video), fps=10.0, count=40)
        player = Player(world.services())
        player.start(None)
        player.open(str(video), None if sink is None else lambda *_: sink)
        if sink is None:
            Watcher(player).until(State.PLAYING)
            player.analyse_all()
            wait_for(lambda: whole(player))
        return player

    def whole(player: Player) -> bool:
        progress = player.status().analysis
        return progress is not None and progress.done

    def at_left(player: Player) -> list[int]:
        run = player.analysed()
        assert run is not None
        assert run.complete
        return [left(run.people(place)) for place in range(40)]

    def left(people: People) -> int:
        return people.ids[int(people.joints[:, 0, 0].argmin())]

    player = opened()
    assert at_left(player) == [1] * 40
    assert player.correct(Correction("swap", 1, 2, 1.95))
    wait_for(lambda: whole(player))
    assert at_left(player) == [1] * 20 + [2] * 20
    assert player.close()

    sink = ListSink()
    player = opened(sink)  # what is opened is written at once
    wait_for(lambda: sink.complete)
    assert [left(people) for people in sink.people] == [1] * 20 + [2] * 20
    wait_for(lambda: whole(player))
    assert at_left(player) == [1] * 20 + [2] * 20
    results = player.results()
    assert results is not None
    assert results.corrections == 1
    assert player.correct(None)
    wait_for(lambda: whole(player))
    assert at_left(player) == [1] * 40
    run = results.complete_run()
    assert run is not None
    assert all(len(result.predictions) == 2 for result in run.history(39, 4.0))  # judged anew
    assert player.close()

    player = opened()
    assert at_left(player) == [1] * 40
    assert player.close()
