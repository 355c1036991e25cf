import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.headless import run
from app.offline import analyse, recognise_again
from app.output.recording import sink_factory
from app.pipeline import Analyser, load_recognizer
from app.player.player import Player
from core.checkpoint import save_checkpoint
from core.data.skeleton_source import sidecar_path
from core.inference.recognizer import InferenceRequest, Recognizer
from core.inference.stream_recognizer import StreamRecognizer
from core.types import Frame, FrameResult, Prediction
from tests.app.fakes import FakeAnalyser, FakePose, FakeRecognizer, FakeSource, FakeWorld, wait_for
from tests.core.fakes import random_model, small_info


def recognizer(hop: float = 0.0) -> Recognizer:
    return Recognizer(random_model(small_info()), small_info(), hop=hop)


def scores(results: list[FrameResult]) -> np.ndarray:
    return np.array([[prediction.scores for prediction in result.predictions] for result in results])


def test_the_results_are_those_of_one_thread() -> None:
    source = FakeSource("clip")
    chained = list(analyse(source, Analyser(FakePose(), recognizer())))  # type: ignore[arg-type]
    source.seek(0)
    plain = Analyser(FakePose(), recognizer())
    expected = [plain(frame) for frame in iter(source.read, None)]
    assert [result.frame.index for result in chained] == list(range(20))
    np.testing.assert_allclose(scores(chained), scores(expected), atol=1e-6)
    for ours, theirs in zip(chained, expected, strict=True):
        np.testing.assert_array_equal(ours.people.joints, theirs.people.joints)
        assert ours.timing.pose > 0
        assert ours.timing.action > 0


def test_with_a_hop_the_last_word_is_that_of_every_frame() -> None:
    every = list(analyse(FakeSource("clip"), Analyser(FakePose(), recognizer())))  # type: ignore[arg-type]
    some = list(analyse(FakeSource("clip"), Analyser(FakePose(), recognizer(hop=0.35))))  # type: ignore[arg-type]
    judged = [index for index in range(20) if np.allclose(scores(every)[index], scores(some)[index], atol=1e-6)]
    assert judged == [0, 4, 8, 12, 16, 19]  # ten frames a second; 19 is the last one


def test_the_same_frames_are_judged_at_once_every_time() -> None:
    """16 at most, no more than 0.65 s of them, and less of large pictures: how fast they come does not matter."""
    sizes: list[int] = []

    class Counting(FakeAnalyser):
        def recognise_all(self, tracked: Sequence[FrameResult], staying: object) -> list[FrameResult]:
            sizes.append(len(tracked))
            return list(tracked)

    def batches(source: FakeSource) -> list[int]:
        sizes.clear()
        analyser = Counting(FakePose(), FakeRecognizer(small_info()), 2)
        assert len(list(analyse(source, analyser))) == source.count  # type: ignore[arg-type]
        return sizes

    assert batches(FakeSource("clip", count=40, fps=60.0)) == [16, 16, 8]
    assert batches(FakeSource("clip", count=40, fps=10.0)) == [7, 7, 7, 7, 7, 5]
    assert batches(FakeSource("clip", count=5, fps=60.0, size=(3840, 2160))) == [2, 2, 1]


class Leaving(FakePose):
    """The second person is seen in the first seven frames only."""

    def detect(self, frame: Frame) -> np.ndarray:
        return super().detect(frame)[: 2 if frame.index < 7 else 1]


def test_whoever_leaves_is_judged_at_their_last_sighting() -> None:
    every = list(analyse(FakeSource("clip"), Analyser(Leaving(), recognizer())))  # type: ignore[arg-type]
    some = list(analyse(FakeSource("clip"), Analyser(Leaving(), recognizer(hop=0.45))))  # type: ignore[arg-type]
    assert [len(result.people.ids) for result in some] == [2] * 7 + [1] * 13
    np.testing.assert_allclose(some[6].predictions[1].scores, every[6].predictions[1].scores, atol=1e-6)
    assert some[6].predictions[0] is some[5].predictions[0]  # who stays waits for the hop
    assert some[6].predictions[1] is not some[5].predictions[1]


def test_an_error_comes_after_the_frames_before_it() -> None:
    results = analyse(Interrupted("clip"), Analyser(FakePose(), recognizer()))  # type: ignore[arg-type]
    assert [next(results).frame.index for _ in range(5)] == [0, 1, 2, 3, 4]
    with pytest.raises(KeyboardInterrupt):
        next(results)


class Interrupted(FakeSource):
    def read(self) -> Frame | None:
        if self.index == 5:
            raise KeyboardInterrupt
        return super().read()


def test_closing_ends_all_threads() -> None:
    before = threading.active_count()
    results = analyse(FakeSource("clip", count=10**6), Analyser(FakePose(), recognizer()))  # type: ignore[arg-type]
    assert next(results).frame.index == 0
    results.close()
    assert threading.active_count() == before


class Camera(FakeSource):
    """Delivers a picture whenever it is told to."""

    def __init__(self) -> None:
        super().__init__("camera", live=True)
        self.pictures = threading.Semaphore(0)

    def read(self) -> Frame | None:
        self.pictures.acquire()
        return super().read()


def test_a_live_source_never_waits_for_the_network() -> None:
    """While the network is busy every picture comes, with the latest prediction there is."""
    may_answer = threading.Event()
    ours = recognizer()
    answer = ours.infer

    def slowly(request):
        assert may_answer.wait(60)
        return answer(request)

    ours.infer = slowly  # type: ignore[method-assign]
    camera, analyser = Camera(), Analyser(FakePose(), ours, background=True)
    results = analyse(camera, analyser)  # type: ignore[arg-type]

    def picture() -> FrameResult:
        camera.pictures.release()
        return next(results)

    for number in range(5):
        result = picture()
        assert result.frame.index == number
        assert [prediction.state for prediction in result.predictions] == ["warming_up"] * 2
        assert not any(prediction.scores.any() for prediction in result.predictions)
    may_answer.set()
    assert analyser._async is not None
    analyser._async.wait()
    assert all(prediction.scores.any() for prediction in picture().predictions)
    camera.pictures.release(2)
    results.close()
    analyser.close()


def test_of_a_live_source_only_the_newest_picture_is_searched() -> None:
    searched: list[int] = []
    may_search, searching = threading.Event(), threading.Event()

    class Slow(FakePose):
        def detect(self, frame: Frame) -> np.ndarray:
            searched.append(frame.index)
            searching.set()
            assert may_search.wait(60)
            return super().detect(frame)

    camera, analyser = Camera(), Analyser(Slow(), recognizer())
    taken: list[int] = []
    results = analyse(camera, analyser)  # type: ignore[arg-type]
    thread = threading.Thread(target=lambda: taken.extend(next(results).frame.index for _ in range(2)))
    thread.start()
    camera.pictures.release()
    assert searching.wait(60)
    camera.pictures.release(7)  # pictures 1 to 7 come while the first one is searched
    while camera.index < 8:
        threading.Event().wait(0.001)
    camera.pictures.release()
    while camera.index < 9:  # the one before is handed on by now
        threading.Event().wait(0.001)
    may_search.set()
    thread.join(60)
    assert taken[0] == 0
    assert taken[1] in (7, 8)
    camera.pictures.release(4)
    results.close()
    analyser.close()


class Trunk:
    """A player on a small real network, fake pictures and pose estimation; the camera's frames come as asked for."""

    def __init__(self, weights: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world = FakeWorld()
        self.services = replace(
            self.world.services(),
            load_recognizer=lambda name, device: load_recognizer(weights, "cpu"),
            make_analyser=Analyser,
        )
        monkeypatch.setattr(run, "open_source", lambda uri: FakeSource(uri, count=60, fps=60.0))
        monkeypatch.setattr(run, "_open_pose", lambda *_: FakePose())
        self.weights = weights
        self.steps = "stgcn" in weights

    def headless(self, path: Path) -> bytes:
        assert run.run_headless("a.mp4", self.weights, "cpu", 2, None, path) == 0
        return path.read_bytes()

    def window(self, path: Path, camera_first: bool = False) -> bytes:
        player = Player(self.services)
        player.start("small")
        self.world.add("a.mp4", count=60, fps=60.0)
        self.world.add("0", live=True, fps=200.0)
        if camera_first:
            player.open("0")
            wait_for(lambda: (taken := player.take_result()) is not None and bool(taken.result.predictions)
                     and taken.result.predictions[0].scores.any())  # fmt: skip
        player.open("a.mp4", sink_factory(2, None, path))
        described = sidecar_path(path)
        wait_for(lambda: described.exists() and '"complete": true' in described.read_text())
        assert player.close()
        return path.read_bytes()


@pytest.fixture(params=["stfnet", "stgcn"])
def trunk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trunk:
    """STF-Net goes by windows only; the causal ST-GCN frame by frame where that is cheaper, as for a camera."""
    info = small_info()
    if request.param == "stgcn":
        arguments = {"base_channels": 8, "temporal": "causal", "window": 20}
        info = small_info(model="stgcn", model_args=arguments, coordinates="running")
    save_checkpoint(tmp_path / f"{request.param}.safetensors", random_model(info), info)
    monkeypatch.setattr("core.inference.choose_engine._step_seconds", lambda *_: 0.0)
    return Trunk(str(tmp_path / f"{request.param}.safetensors"), monkeypatch)


def test_the_window_and_the_headless_mode_write_the_same_bytes(trunk: Trunk, tmp_path: Path) -> None:
    expected = trunk.headless(tmp_path / "headless.jsonl")
    assert expected.count(b"\n") == 60
    assert len(set(expected.split(b"\n"))) > 20
    assert trunk.window(tmp_path / "window.jsonl") == expected
    assert trunk.window(tmp_path / "after.jsonl", camera_first=True) == expected


def test_a_file_is_judged_as_often_after_a_camera_as_before(trunk: Trunk, tmp_path: Path) -> None:
    asked: list[float] = []
    said = Recognizer._said

    def counted(self: Recognizer, request: InferenceRequest, *rest: Any) -> tuple[Prediction, ...]:
        asked.append(request.time)
        return said(self, request, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Recognizer, "_said", counted)
        trunk.headless(tmp_path / "headless.jsonl")
        once = len(asked)
        assert 15 <= once <= 31  # a network of 20 frames a second, a second of 60 frames, and the last one
        recognizer = load_recognizer(trunk.weights, "cpu")
        assert isinstance(recognizer, StreamRecognizer) is trunk.steps
        camera = Analyser(FakePose(), recognizer, background=True)
        for frame in iter(FakeSource("0", live=True, count=5).read, None):
            camera(frame)
            if frame.index == 4:
                break
        camera.close()
        assert recognizer.for_file().hop == pytest.approx(1 / 20)
        assert type(recognizer.for_file()) is Recognizer


def test_people_who_are_known_are_judged_as_if_they_were_looked_for(trunk: Trunk) -> None:
    recognizer = load_recognizer(trunk.weights, "cpu", "windows")
    fresh = list(analyse(FakeSource("clip"), Analyser(FakePose(), recognizer)))  # type: ignore[arg-type]
    known = [(result.frame.time, result.people) for result in fresh]
    again = list(recognise_again(known, (320, 240), Analyser(None, recognizer.fork())))
    np.testing.assert_array_equal(scores(again), scores(fresh))
    assert [result.frame.time for result in again] == [result.frame.time for result in fresh]
