import threading
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from core.card import CheckpointInfo
from core.inference.batching import Batcher
from core.inference.ensemble import Scored
from core.inference.evidence import STRETCHES, Evidence
from core.inference.recognizer import Recognizer
from core.skeleton import Joints
from core.types import People
from tests.core.fakes import random_model, small_info
from tests.core.inference.fakes import motion


class Counting:
    """Says of each window its first number; may be held up."""

    device = torch.device("cpu")

    def __init__(self) -> None:
        self.info: CheckpointInfo = small_info()
        self.cards = (self.info,)
        self.batches: list[int] = []
        self.may_go = threading.Event()
        self.may_go.set()
        self.came = threading.Event()

    def classify(self, windows: Sequence[Joints]) -> Scored:
        self.came.set()
        assert self.may_go.wait(10)
        self.batches.append(len(windows[0]))
        if (windows[0] < 0).any():
            raise ValueError("negative")
        return Scored(windows[0][:, 0, 0, :1])

    def weigh(self, windows: Sequence[Joints], labels: NDArray[np.int64]) -> Evidence:
        N = len(labels)
        return Evidence(labels, windows[0][:, 0, :, 0], np.zeros((N, STRETCHES), np.float32))


def rows(*numbers: float) -> list[Joints]:
    return [np.broadcast_to(np.array(numbers, np.float32)[:, None, None, None], (len(numbers), 20, 18, 3)).copy()]


def classify_together(batcher: Batcher, classifier: Counting, requests: list[list[Joints]]) -> list[object]:
    """The first request holds up the networks until all the others wait."""
    said: list[object] = [None] * len(requests)

    def classify(number: int) -> None:
        try:
            said[number] = batcher.classify(requests[number]).probabilities[:, 0].tolist()
        except ValueError as error:
            said[number] = str(error)

    classifier.may_go.clear()
    threads = [threading.Thread(target=classify, args=(number,)) for number in range(len(requests))]
    threads[0].start()
    assert classifier.came.wait(10)
    for thread in threads[1:]:
        thread.start()
    while len(batcher._waiting) < len(requests) - 1:
        threading.Event().wait(0.001)
    classifier.may_go.set()
    for thread in threads:
        thread.join(10)
    return said


def test_who_waits_at_the_same_time_is_one_batch_and_gets_the_own_answer() -> None:
    classifier = Counting()
    said = classify_together(Batcher(classifier), classifier, [rows(1), rows(2, 3), rows(4), rows(5, 6, 7)])
    assert said == [[1], [2, 3], [4], [5, 6, 7]]
    assert classifier.batches == [1, 6]


def test_alone_nobody_is_waited_for() -> None:
    classifier = Counting()
    batcher = Batcher(classifier)
    assert batcher.classify(rows(1, 2)).probabilities.tolist() == [[1], [2]]
    assert batcher.info is classifier.info
    assert classifier.batches == [2]


def test_an_error_reaches_everyone_it_concerns_and_nobody_later() -> None:
    classifier = Counting()
    batcher = Batcher(classifier)
    assert classify_together(batcher, classifier, [rows(1), rows(-2), rows(3)]) == [[1], "negative", "negative"]
    assert batcher.classify(rows(4)).probabilities.tolist() == [[4]]
    with pytest.raises(ValueError, match="negative"):
        batcher.classify(rows(-1))


def test_recognisers_side_by_side_say_what_they_say_alone() -> None:
    info = small_info()
    first = Recognizer(random_model(info), info)
    batcher = Batcher(first.classifier)
    for seed in (1, 2):
        shared, alone = first.fork(batcher), first.fork()
        for index, person in enumerate(motion(seed=seed)):
            people = People(person[None], (1,))
            ours, theirs = shared.push(people, index / 30)[0], alone.push(people, index / 30)[0]
        np.testing.assert_allclose(ours.scores, theirs.scores, atol=1e-6)
    assert first.latest(()) == ()


def test_evidence_is_found_by_the_networks_that_are_shared() -> None:
    evidence = Batcher(Counting()).weigh(rows(3, 4), np.array([0, 1]))
    assert evidence.joints.tolist() == [[3.0] * 18, [4.0] * 18]
    assert evidence.labels.tolist() == [0, 1]
