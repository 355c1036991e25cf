"""What becomes of a frame: analysed, recalled or judged anew, and written."""

from collections.abc import Callable

import numpy as np
import pytest

from app.player.player import Player
from app.player.state import State
from core.errors import NoNumbersError, UserError
from core.types import FrameResult, People, Prediction
from tests.app.fakes import FakePose, FakeRecognizer, FakeWorld, joints_at, wait_for
from tests.app.player.fakes import ListSink, Watcher


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
    skipped = player.status().statistics.dropped
    assert 1 <= world.pose.resets <= 1 + 2 * skipped


def test_reasons_are_looked_for_where_the_picture_stands_still(
    world: FakeWorld, player: Player, watcher: Watcher
) -> None:
    def explained() -> bool:
        watcher.poll()
        shown = watcher.seen[-1].result
        return all(each.evidence_time == shown.frame.time for each in shown.predictions) and len(shown.predictions) > 0

    world.add("a.mp4", fps=50.0, count=200)
    player.open("a.mp4")
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > 40)
    assert not any(each.evidence is not None for analysed in watcher.seen for each in analysed.result.predictions)
    player.pause()
    wait_for(explained)
    assert watcher.seen[-1].result.frame.time == pytest.approx(player.status().position, abs=0.021)
    scores = [each.scores for each in watcher.seen[-1].result.predictions]
    player.step(-20)  # what was said there stays
    wait_for(lambda: explained() and watcher.seen[-1].recalled)
    player.step(20)
    wait_for(lambda: explained() and watcher.seen[-1].result.frame.time > 0.4)
    for again, before in zip(watcher.seen[-1].result.predictions, scores, strict=True):
        np.testing.assert_allclose(again.scores, before, atol=0.05)
    player.play()
    watcher.until(State.ENDED)
    wait_for(explained)


def test_what_is_written_has_every_frame_once_though_it_was_paused(
    world: FakeWorld, player: Player, watcher: Watcher
) -> None:
    sink = ListSink()
    world.add("a.mp4", fps=50.0, count=60)
    player.open("a.mp4", make_sink=lambda source, info, pose: sink)
    wait_for(lambda: len(sink.indices) > 10)
    player.pause()
    player.play()
    wait_for(lambda: sink.closed)
    assert sink.indices == list(range(60))


def test_a_skipped_frame_is_looked_at_once_the_picture_stands_still(
    world: FakeWorld, player: Player, watcher: Watcher
) -> None:
    world.add("a.mp4", fps=10.0, count=100)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    player.analyse_all()
    wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
    run = player.analysed()
    assert run is not None
    del run._times[51], run._rows[51]  # as if it had been skipped
    player.seek(5.1)
    wait_for(
        lambda: (
            watcher.poll() is not None
            and watcher.seen[-1].result.frame.index == 51
            and watcher.seen[-1].result.predictions[0].feature_map is not None
        )
    )
    result = watcher.seen[-1].result
    np.testing.assert_array_equal(result.people.joints, joints_at(5.1))  # not those of 5.0 s
    assert result.people.ids == (1, 2)
    player.step(1)
    watcher.until_index(52)
    searched = world.pose.searched
    player.step(-1)
    wait_for(lambda: watcher.poll() is not None and watcher.seen[-1].result.frame.index == 51)
    np.testing.assert_array_equal(watcher.seen[-1].result.people.joints, joints_at(5.1))
    assert world.pose.searched == searched


def test_a_frame_in_a_hole_of_what_is_known_does_not_warm_up_again(
    world: FakeWorld, player: Player, watcher: Watcher
) -> None:
    world.add("a.mp4", fps=10.0, count=100)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    player.analyse_all()
    wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
    run = player.analysed()
    assert run is not None
    del run._times[51:57], run._rows[51:57]  # as on a computer that had no time for them
    player.seek(5.5)
    watcher.until_index(55)
    assert watcher.seen[-1].result.predictions[0].state == "ok"
    assert watcher.seen[-1].run == run.number


def test_the_reasons_are_there_again_when_a_moment_is_gone_back_to_twice(
    world: FakeWorld, player: Player, watcher: Watcher
) -> None:
    world.add("a.mp4", fps=10.0, count=60)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    player.analyse_all()
    wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
    for _ in range(2):
        player.seek(3.0)
        wait_for(
            lambda: (
                watcher.poll() is not None
                and watcher.seen[-1].result.frame.index == 30
                and watcher.seen[-1].result.predictions[0].feature_map is not None
            )
        )
        player._worker._whole.clear()  # as after many others
        watcher.seen.clear()


def test_what_was_said_of_a_moment_is_said_again(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    world.add("a.mp4", fps=10.0, count=60)
    player.open("a.mp4")
    watcher.until(State.PLAYING)
    player.pause()
    player.analyse_all()
    wait_for(lambda: (progress := player.status().analysis) is not None and progress.done)
    run = player.analysed()
    assert run is not None
    run._rows[30].scores[0] = np.array((0, 0, 1, 0, 0, 0))  # something else than the network would say now
    run._rows[30].shown = (4, None)
    player.seek(3.0)
    wait_for(
        lambda: (
            watcher.poll() is not None
            and watcher.seen[-1].result.frame.index == 30
            and watcher.seen[-1].result.predictions[0].feature_map is not None
        )
    )
    first, second = watcher.seen[-1].result.predictions
    assert first.scores.tolist() == [0, 0, 1, 0, 0, 0]
    assert first.shown == 4
    assert second.shown == -1


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
    watcher.until(State.PAUSED)  # back to what was there
    assert player.status().uri == "a.json"
    assert watcher.messages == ["no pose model; download it"]
    world.pose_error = ""
    player.open("a.mp4")
    watcher.until(State.ENDED)
    assert player.close()


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


def _failing(times: int, error: Exception) -> Callable[[FakeRecognizer, People, float], tuple[Prediction, ...]]:
    left = [times]
    usual = FakeRecognizer.push

    def push(self: FakeRecognizer, people: People, time: float, *more: object) -> tuple[Prediction, ...]:
        if time > 0.25 and left[0]:
            left[0] -= 1
            raise error
        return usual(self, people, time)

    return push


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("out of memory"), "RuntimeError: out of memory"),
        (NoNumbersError("fake-a gives scores that are no numbers"), "fake-a gives scores that are no numbers"),
    ],
)
def test_a_network_that_fails_on_a_picture_or_two_goes_on(
    world: FakeWorld, player: Player, watcher: Watcher, monkeypatch: pytest.MonkeyPatch, error: Exception, reason: str
) -> None:
    world.add("a.mp4", fps=50.0, count=40)
    monkeypatch.setattr(FakeRecognizer, "push", _failing(2, error))
    player.open("a.mp4")
    watcher.until(State.ENDED)
    watcher.until_index(39)
    assert watcher.messages == [f"A picture could not be analysed ({reason}). It goes on with the next one."]


def test_a_network_that_always_fails_ends_the_source_and_not_the_window(
    world: FakeWorld, player: Player, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add("camera:0", live=True)
    sink = ListSink()
    monkeypatch.setattr(FakeRecognizer, "push", _failing(10**9, ArithmeticError("no numbers")))
    player.open("camera:0", lambda *_: sink)
    watcher.until(State.FAILED)
    wait_for(lambda: sink.closed)
    assert len(sink.indices) > 0
    assert watcher.messages[-1] == "the analysis failed (ArithmeticError: no numbers)"
    monkeypatch.undo()
    player.open("camera:0")
    watcher.until(State.PLAYING)


def test_a_full_disk_ends_the_recording_and_not_the_source(world: FakeWorld, player: Player, watcher: Watcher) -> None:
    class Full(ListSink):
        def write(self, result: FrameResult) -> None:
            if len(self.indices) == 3:
                raise UserError("a.mp4 cannot be written on (No space left on device); the rest is in a.partial.mp4")
            super().write(result)

    world.add("camera:0", live=True)
    sink = Full()
    player.open("camera:0", lambda *_: sink)
    wait_for(lambda: watcher.poll() is State.PLAYING and sink.closed)
    before = len(watcher.seen)
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > before + 3)
    assert (sink.indices == sorted(sink.indices), len(sink.indices), sink.complete) == (True, 3, False)
    assert not player.status().writing
    assert [text for text in watcher.messages if "No space left" in text] != []


def test_a_back_end_that_breaks_while_a_camera_plays_is_replaced(
    world: FakeWorld, player: Player, watcher: Watcher
) -> None:
    world.add("camera:0", live=True)
    player.open("camera:0")
    wait_for(lambda: watcher.poll() is State.PLAYING and len(watcher.seen) > 3)
    broken, world.pose = world.pose, FakePose()
    broken.detect = None  # type: ignore[assignment, method-assign]
    wait_for(lambda: watcher.poll() is State.PLAYING and world.pose.searched > 3)
    assert any("It was started again." in text for text in watcher.messages)
    assert broken.closed
