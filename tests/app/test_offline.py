import threading

import numpy as np
import pytest

from app.offline import analyse
from app.pipeline import Analyser
from core.inference.recognizer import Recognizer
from core.types import Frame, FrameResult
from tests.app.fakes import FakePose, FakeSource
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
    np.testing.assert_array_equal(scores(chained), scores(expected))
    for ours, theirs in zip(chained, expected, strict=True):
        np.testing.assert_array_equal(ours.people.joints, theirs.people.joints)
        assert ours.timing.pose > 0
        assert ours.timing.action > 0


def test_with_a_hop_the_last_word_is_that_of_every_frame() -> None:
    every = list(analyse(FakeSource("clip"), Analyser(FakePose(), recognizer())))  # type: ignore[arg-type]
    some = list(analyse(FakeSource("clip"), Analyser(FakePose(), recognizer(hop=0.35))))  # type: ignore[arg-type]
    judged = [index for index in range(20) if np.array_equal(scores(every)[index], scores(some)[index])]
    assert judged == [0, 4, 8, 12, 16, 19]  # ten frames a second; 19 is the last one


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
