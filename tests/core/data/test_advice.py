"""Each shortcoming is said once, with the names it concerns; a good data set gets no advice."""

from core.data.advice import shortcomings

NAMES = ("hop", "jump", "wave")


def test_nothing_is_wanting() -> None:
    assert shortcomings([0, 1] * 6, [f"p{i}" for i in range(12)], NAMES) == []


def test_few_and_single_clips() -> None:
    said = shortcomings([0, 1, 1, 2], list("abcd"), NAMES)
    assert said[0].startswith("only one clip of hop and wave: ")
    assert said[1] == "few clips of jump (2): 5 or more of each make it surer"
    assert len(said) == 2


def test_one_recording() -> None:
    assert shortcomings([0, 1] * 6, ["x"] * 12, NAMES) == [
        "all clips are from one person or recording: other people may not be recognised"
    ]
    said = shortcomings([0, 1] * 6, ["x", "y"] * 3 + ["x", "z"] * 3, NAMES)
    assert said == ["all clips of hop are from one person or recording: show it by others too"]


def test_lopsided_and_nameless() -> None:
    said = shortcomings([0] * 100 + [1] * 6 + [-1], [str(i) for i in range(107)], NAMES)
    assert said == ["hop has 100 clips and jump 6: record more of what is rare"]
    assert shortcomings([-1, -1], ["a", "a"], NAMES) == []
