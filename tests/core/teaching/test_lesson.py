"""A set of examples says what it is worth, which examples are doubtful, and what to do."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import UserError
from core.examples.files import Motion
from core.examples.store import SOMETHING_ELSE, Example
from core.teaching.lesson import learn, pack_examples
from tests.core.teaching.figures import drawn


def shown(action: str, recording: str, number: int, who: str = "Ada", frames: int = 45) -> tuple[Example, Motion]:
    joints = drawn(action, hash_of(recording, number), frames)
    example = Example(f"{action}/{recording}-{number}", who, "", recording)
    return example, Motion(np.arange(len(joints)) / 25, joints)


def hash_of(recording: str, number: int) -> int:
    return sum(map(ord, recording)) * 10 + number


def two_actions(recordings: tuple[str, ...] = ("a", "b"), each: int = 2) -> list[tuple[Example, Motion]]:
    return [shown(action, recording, number) for action in ("squat", "bow") for recording in recordings
            for number in range(each)]  # fmt: skip


def test_recordings_are_left_out_where_there_are_several() -> None:
    lesson = learn(two_actions(), "mine")
    assert lesson.by_recording
    assert (lesson.report.clips, lesson.report.right) == (8, 8)
    assert lesson.taught.labels == ("bow", "squat")
    assert lesson.taught.info.labels == ("bow", "squat", SOMETHING_ELSE)
    assert lesson.taught.info.name == "mine"
    assert lesson.doubtful == {}
    assert lesson.advice[-1] == "all clips are from one person or recording: other people may not be recognised"


def test_single_examples_are_left_out_where_there_is_but_one_recording() -> None:
    lesson = learn(two_actions(("a",), each=3))
    assert not lesson.by_recording
    assert (lesson.report.clips, lesson.report.right) == (6, 6)


def test_several_people_are_not_one() -> None:
    examples = [shown(action, who, n, who) for action in ("squat", "bow") for who in ("Ada", "Ben") for n in range(3)]
    assert not [sentence for sentence in learn(examples).advice if "one person" in sentence]


def test_doubtful_examples_say_why() -> None:
    examples = two_actions(each=3)
    _, motion = shown("bow", "a", 9)
    examples.append((Example("squat/a-9", "Ada", "", "a"), motion))
    empty, motion = shown("squat", "b", 8)
    motion.joints[: int(0.5 * len(motion.times))] = 0
    examples.append((empty, motion))
    short, motion = shown("bow", "b", 7)
    examples.append((short, motion.between(0.8, 1.1)))
    doubtful = learn(examples).doubtful
    assert doubtful["squat/a-9"] == "looks like bow"
    assert doubtful["squat/b-8"].startswith("nobody is in view for 5") or "0.9 s long" in doubtful["squat/b-8"]
    assert doubtful["bow/b-7"].startswith("0.3 s long, the others of its action 1.")
    assert set(doubtful) == {"squat/a-9", "squat/b-8", "bow/b-7"}


def test_too_few_are_refused() -> None:
    with pytest.raises(UserError, match="two examples"):
        pack_examples([shown("bow", "a", 1)])
