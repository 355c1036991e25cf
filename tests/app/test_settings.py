from dataclasses import fields

import pytest

from app.output.colours import COLOUR_MAPS
from app.settings import NETWORK, POSE, Settings, read, unusable
from core.inference.segments import SegmentSettings


def test_defaults_lie_within_their_limits() -> None:
    assert read({item.name: item.default for item in fields(Settings)}) == Settings()
    assert {*NETWORK, *POSE} < {item.name for item in fields(Settings)}


def test_stored_text_becomes_values() -> None:
    stored = {"max_people": "5", "fixed_scale": "true", "threshold": "0.25", "theme": "light", "show_links": False}
    assert read(stored) == Settings(max_people=5, fixed_scale=True, threshold=0.25, theme="light")


@pytest.mark.parametrize(
    ("name", "value"), [("max_people", "many"), ("max_people", 99), ("theme", "pink"), ("fixed_scale", "perhaps")]
)
def test_what_makes_no_sense_is_the_default(name: str, value: object) -> None:
    assert read({name: value, "elsewhere": 1}) == Settings()


def test_segments_are_never_left_above_where_they_are_entered() -> None:
    assert Settings().segments == SegmentSettings()
    assert Settings(segment_enter=0.3, segment_leave=0.6).segments.leave == 0.3


def test_colour_maps_are_those_that_there_are() -> None:
    (item,) = [item for item in fields(Settings) if item.name == "heat_colours"]
    assert item.metadata["choices"] == COLOUR_MAPS


@pytest.mark.parametrize("value", ["inf", "-inf", "nan", "1e999", "9" * 5000, "", "\udcff", [1], {}, b"\0"])
def test_numbers_that_are_none(value: object) -> None:
    assert read({"max_people": value, "threshold": value, "theme": value, "loop": value}) == Settings()
    assert unusable({"max_people": value, "threshold": "0.5"}) == ["max_people"]


def test_as_many_people_as_the_pose_back_end_looks_for_or_as_are_chosen() -> None:
    assert Settings(pose_backend="mediapipe").people == 2
    assert Settings(pose_backend="blazepose").people == 6
    assert Settings(pose_backend="mediapipe", max_people=4).people == 4
