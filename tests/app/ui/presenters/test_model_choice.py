from dataclasses import replace

from app.ui.presenters.model_choice import describe, group_models
from core.card import card_lines
from tests.app.fakes import card

LABELS = ("wave", "clap")


def made(model: str, *streams: str, labels: tuple[str, ...] = LABELS) -> list:  # type: ignore[type-arg]
    base = card(labels=labels)
    return [replace(base, name=f"{model}-{stream}", model=model, stream=stream) for stream in streams]


def test_by_model_then_stream_then_fusion() -> None:
    groups = group_models([*made("stfnet", "motion", "joint", "bone", "spatial"), *made("stgcn", "joint")])
    assert [group.title for group in groups] == ["STF-Net", "ST-GCN"]
    assert [(choice.name, choice.text) for choice in groups[0].choices] == [
        ("stfnet-joint", "joint"),
        ("stfnet-bone", "bone"),
        ("stfnet-spatial", "spatial"),
        ("stfnet-motion", "motion"),
        ("stfnet-joint+stfnet-bone", "joint + bone (2 streams)"),
        ("stfnet-spatial+stfnet-motion", "spatial + motion (2 streams)"),
    ]
    assert [choice.fused for choice in groups[0].choices] == [False] * 4 + [True] * 2
    assert [choice.text for choice in groups[1].choices] == ["joint"]


def test_fusions_need_all_their_streams_of_one_model_and_one_set_of_actions() -> None:
    cards = [*made("stfnet", "joint"), *made("stgcn", "bone"), *made("stfnet", "bone", labels=("sit", "stand", "lie"))]
    groups = group_models(cards)
    assert [group.title for group in groups] == ["STF-Net · 2 actions", "ST-GCN", "STF-Net · 3 actions"]
    assert not any(choice.fused for group in groups for choice in group.choices)
    (four,) = group_models(made("bagcn", "joint", "bone", "joint_motion", "bone_motion"))
    assert [choice.text for choice in four.choices if choice.fused] == [
        "joint + bone (2 streams)",
        "joint + bone, still and in motion (4 streams)",
    ]
    assert four.choices[-1].name == "bagcn-joint+bagcn-bone+bagcn-joint_motion+bagcn-bone_motion"


def test_two_networks_of_one_stream_are_told_apart() -> None:
    first, second = *made("stfnet", "joint"), replace(made("stfnet", "joint")[0], name="wide")
    (group,) = group_models([first, second])
    assert [choice.text for choice in group.choices] == ["joint (stfnet-joint)", "joint (wide)"]


def test_description_names_what_it_knows_and_how_well() -> None:
    known = replace(card(), scores={"test top-1": 0.567, "test loss": 1.2})
    assert describe(known).startswith("Fake A, 6 actions, test top-1 56.7%\n")
    assert describe(known).splitlines() == card_lines(known)


def test_own_actions_are_one_group_by_their_names() -> None:
    sport, signs = *made("taught", "joint"), *made("taught", "joint", labels=("a", "b", "c"))
    own = [replace(sport, name="sport", title="Sport"), replace(signs, name="signs", title="Signs")]
    *_, group = group_models([*made("stfnet", "joint"), *own])
    assert group.title == "Your own actions"
    assert [(choice.name, choice.text, choice.fused) for choice in group.choices] == [
        ("sport", "Sport", False),
        ("signs", "Signs", False),
    ]
