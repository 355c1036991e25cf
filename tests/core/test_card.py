"""A card may be made by anybody: every entry is of its kind and in its range, or the card is refused."""

from dataclasses import asdict
from typing import Any

import pytest

from core.card import CheckpointInfo, card_lines, check_model_args, parse_card
from core.checkpoint import list_weights
from core.errors import UserError

CARD = asdict(CheckpointInfo("a", "A", "stgcn", {"layers": 2}, "kinetics18", "joint", 12, 15.0, ("sit", "stand")))


def test_what_was_written_comes_back() -> None:
    assert asdict(parse_card(CARD)) == CARD
    assert parse_card({**CARD, "entry of a later version": 3}).labels == ("sit", "stand")


def test_the_bundled_cards_pass() -> None:
    for info in list_weights():
        assert parse_card(asdict(info)) == info


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"temperature": 0}, "temperature must lie between"),
        ({"temperature": float("nan")}, "temperature must lie between"),
        ({"temperature": "1"}, "temperature must lie between"),
        ({"threshold": 1.5}, "threshold must lie between 0 and 1"),
        ({"frames": 1_000_000}, "frames must lie between 1 and 5000, not 1000000"),
        ({"frames": 12.5}, "frames is no whole number"),
        ({"frames": True}, "frames is no whole number"),
        ({"rate": 0}, "rate must lie between"),
        ({"people": 0}, "people must lie between"),
        ({"dimensions": 4}, "dimensions must lie between 2 and 3"),
        ({"labels": "sit stand"}, "labels is no list of names"),
        ({"labels": [1, 2]}, "labels is no list of names"),
        ({"labels": []}, "it knows no action"),
        ({"labels": ["x"] * 100_001}, "SKELAPP_LIMIT_CLASSES"),
        ({"name": None}, "name is no text"),
        ({"layout": ["kinetics18"]}, "layout is no text"),
        ({"y_down": "false"}, "y_down is neither true nor false"),
        ({"model_args": []}, "model_args is no table"),
        ({"model_args": {"base_channels": 10**9}}, "argument base_channels must be a plain value up to 1024"),
        ({"model_args": {"window": float("inf")}}, "argument window"),
        ({"model_args": {"nodes": [1] * 2000}}, "argument nodes has 2000 values"),
        ({"model_args": {"a": {"class_path": "x"}}}, "argument a must be a plain value"),
        ({"scores": {"top-1": "good"}}, "scores holds something else than figures"),
        ({"energy_threshold": [1]}, "energy_threshold is no number"),
        ({"energy_threshold": float("nan")}, "energy_threshold is no number"),
        ({"fidelity": {"top3": "much"}}, "fidelity holds something else than figures"),
        ({"recognised": {"sit": "always"}}, "recognised holds something else than figures"),
        ({"weak": 5}, "weak is no table"),
        ({"training": "x"}, "training is no table"),
        ({"title": "\ud800"}, "characters that are no text"),
        ({"weak": {"\udfff": 0.1}}, "characters that are no text"),
    ],
)
def test_every_entry_is_of_its_kind_and_in_its_range(change: dict[str, Any], message: str) -> None:
    with pytest.raises((ValueError, UserError), match=message):
        parse_card({**CARD, **change})


@pytest.mark.parametrize("name", ["name", "title", "model", "layout", "stream", "frames", "rate", "labels"])
def test_what_has_no_default_must_be_there(name: str) -> None:
    with pytest.raises((ValueError, TypeError), match=name):
        parse_card({key: value for key, value in CARD.items() if key != name})


@pytest.mark.parametrize("values", [None, [], "card", 3])
def test_something_else_than_a_card(values: object) -> None:
    with pytest.raises(ValueError, match="no table of entries"):
        parse_card(values)


def test_a_card_says_how_faithful_its_evidence_measured() -> None:
    said = parse_card({**CARD, "fidelity": {"top3": 0.3596, "random3": 0.0757}})
    assert [line for line in card_lines(said) if "evidence" in line] == [
        "hiding the three joints with most evidence costs 0.36 of the score, any three 0.08"
    ]
    assert not [line for line in card_lines(parse_card(CARD)) if "evidence" in line]


def test_arguments_of_a_model_are_a_table() -> None:
    with pytest.raises(UserError, match="no table of names"):
        check_model_args(None)  # type: ignore[arg-type]
