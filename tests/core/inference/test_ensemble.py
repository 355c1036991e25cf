from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.checkpoint import save_checkpoint
from core.conversion import converted, recognise
from core.errors import NoNumbersError, UserError
from core.explanation import Explanation
from core.inference.ensemble import Member, Networks, fused_card, load_members, parse_members, reasons
from core.inference.recognizer import Recognizer
from core.streams import prepare
from core.types import People
from tests.core.conversion import fakes
from tests.core.fakes import random_model, small_info
from tests.core.inference.fakes import motion


def windows(info, count: int = 2) -> np.ndarray:
    generator = np.random.default_rng(0)
    return generator.uniform(0.1, 1, (count, info.frames, 18, 3)).astype(np.float32)


def softmax(info, model, rows: np.ndarray) -> np.ndarray:
    with torch.no_grad():
        logits = model(prepare(torch.from_numpy(rows).permute(0, 3, 1, 2)[..., None], info))
    return (logits / info.temperature).softmax(1).numpy()


def in_logarithms(scores: list[np.ndarray], shares: tuple[float, ...], temperature: float = 1.0) -> np.ndarray:
    """Their logarithmic pool, as a loop."""
    product = np.prod([each.astype(np.float64) ** share for each, share in zip(scores, shares, strict=True)], axis=0)
    product = product ** (1 / temperature)
    return product / product.sum(axis=-1, keepdims=True)


def test_scores_are_the_weighted_mean_of_the_networks_own_in_logarithms() -> None:
    joint, bone = small_info(temperature=2.0), small_info(name="bone", stream="bone", frames=12, rate=10.0)
    models = random_model(joint, 1), random_model(bone, 2)
    rows = windows(joint), windows(bone)
    scored = Networks([Member(models[0], joint, 3.0), Member(models[1], bone, 1.0)]).classify(rows)
    expected = in_logarithms([softmax(joint, models[0], rows[0]), softmax(bone, models[1], rows[1])], (0.75, 0.25))
    np.testing.assert_allclose(scored.probabilities, expected, atol=1e-6)
    np.testing.assert_allclose(scored.probabilities.sum(1), 1, atol=1e-6)


def test_reasons_are_those_of_the_first_network_that_has_any() -> None:
    silent = small_info(name="silent", model="stbln", model_args={"base_channels": 8, "lambda_": 6})
    joint = small_info()
    rows = windows(joint)
    alone = Networks([Member(random_model(joint), joint)]).classify([rows])
    both = Networks([Member(random_model(silent), silent), Member(random_model(joint), joint)]).classify([rows, rows])
    assert alone.focus is not None
    assert both.focus is not None
    np.testing.assert_array_equal(both.focus, alone.focus)
    assert alone.focus.shape == (2, 18)
    assert alone.rows(1, 2).focus.shape == (1, 18)  # type: ignore[union-attr]
    quiet = Networks([Member(random_model(joint), joint)], explain=False).classify([rows])
    assert (quiet.focus, quiet.gate, quiet.relations, quiet.feature_map) == (None, None, (), None)
    np.testing.assert_array_equal(quiet.probabilities, alone.probabilities)


def test_the_focus_is_that_of_the_windows_last_frame_and_of_the_first_person() -> None:
    focus = torch.arange(2 * 2 * 3 * 18).reshape(2, 2, 3, 18) / 216.0  # (N, M, T', V), different everywhere
    said = reasons(Explanation(focus, (), None, torch.zeros(2, 2, 3, 18)), np.zeros((2, 3), np.float32))
    assert said.focus is not None
    np.testing.assert_allclose(said.focus[0], (36 + np.arange(18)) / 216)
    np.testing.assert_allclose(said.focus[1], (108 + 36 + np.arange(18)) / 216)


def test_the_attention_is_the_last_blocks_at_the_last_frame() -> None:
    first, last = torch.rand(2, 1, 8, 18), torch.rand(2, 1, 4, 18)
    explanation = Explanation(last, (), None, torch.zeros(2, 1, 4, 18), (first, last))
    said = reasons(explanation, np.zeros((2, 3), np.float32))
    assert said.attention is not None
    np.testing.assert_array_equal(said.attention, last[:, 0, 3])
    np.testing.assert_array_equal(said.rows(1, 2).attention, last[1:, 0, 3])  # type: ignore[arg-type]
    assert reasons(replace(explanation, block_focus=()), said.probabilities).attention is None


def test_the_energy_is_that_of_the_weighted_mean_of_the_logits_and_falls_where_networks_disagree() -> None:
    a, b = small_info(temperature=2.0), small_info(name="bone", stream="bone")
    models, rows = (random_model(a, 1), random_model(b, 2)), windows(a)
    x = torch.from_numpy(rows).permute(0, 3, 1, 2)[..., None]
    with torch.no_grad():
        logits = [model(prepare(x, info)) for model, info in zip(models, (a, b), strict=True)]
    both = Networks([Member(models[0], a, 3.0), Member(models[1], b, 1.0)]).classify([rows, rows])
    assert both.energy is not None
    pooled = 0.75 * (logits[0] / 2).log_softmax(1) + 0.25 * logits[1].log_softmax(1)
    expected = (0.75 * logits[0] + 0.25 * logits[1]).logsumexp(1) + pooled.logsumexp(1)
    np.testing.assert_allclose(both.energy, expected, atol=1e-5)
    assert (pooled.logsumexp(1) < -1e-3).all()
    assert both.rows(1, 2).energy.tolist() == both.energy[1:].tolist()  # type: ignore[union-attr]


def test_half_precision_stays_near() -> None:
    """On the CPU, where a graphics card is not at hand: the same path with bfloat16."""
    info = small_info()
    member, rows = Member(random_model(info), info), windows(info)
    exact = Networks([member]).classify([rows]).probabilities
    half = Networks([member], half=True).classify([rows]).probabilities
    assert half.dtype == np.float32
    assert 0 < np.abs(half - exact).max() < 0.03


def test_the_card_of_several_speaks_for_all() -> None:
    a = small_info(name="a", title="A", threshold=0.4, min_seconds=0.5, temperature=1.5)
    b = small_info(name="b", title="B", threshold=0.8, min_seconds=0.9, stream="bone")
    card = fused_card([Member(random_model(a), a, 1.0), Member(random_model(b), b, 3.0)])
    assert (card.name, card.title, card.stream) == ("a+b", "A + B", "joint+bone")
    assert card.threshold == pytest.approx(0.7)
    assert card.energy_threshold is None  # one of them has none
    c, d = (replace(each, energy_threshold=value) for each, value in ((a, 3.0), (b, 4.0)))
    both = fused_card([Member(random_model(a), c, 1.0), Member(random_model(b), d, 3.0)])
    assert both.energy_threshold == pytest.approx(3.75)
    assert (card.min_seconds, card.temperature) == (0.9, 1.0)
    assert fused_card([Member(random_model(a), a)]) is a


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", [("a", 1.0)]),
        ("a+b", [("a", 1.0), ("b", 1.0)]),
        ("a*0.6 + b*.4", [("a", 0.6), ("b", 0.4)]),
        ("out/a.safetensors+b", [("out/a.safetensors", 1.0), ("b", 1.0)]),
    ],
)
def test_names_and_weights(text: str, parts: list[tuple[str, float]]) -> None:
    assert parse_members(text) == parts


@pytest.mark.parametrize("text", ["a+", "a*x", "a*-1", "*0.5", "a*nan+b"])
def test_names_that_cannot_be_read(text: str) -> None:
    with pytest.raises(UserError, match=r"name networks as in stfnet-joint\*0\.6\+stfnet-bone\*0\.4"):
        parse_members(text)


def test_a_file_with_a_plus_in_its_name_is_one_network(tmp_path: Path) -> None:
    path = tmp_path / "a+b.safetensors"
    path.touch()
    assert parse_members(path) == [(str(path), 1.0)]


def test_networks_that_do_not_go_together() -> None:
    info = small_info()
    first = Member(random_model(info), info)
    other = small_info(name="other", labels=("stream", "sit", "wave"))
    with pytest.raises(UserError, match="small and other know different actions"):
        Networks([first, Member(random_model(other), other)])
    ntu = small_info(name="ntu", layout="ntu25")
    with pytest.raises(UserError, match="ntu works on ntu25"):
        Networks([first, Member(random_model(ntu), ntu)])
    for weight in (0.0, 1e308, float("nan")):
        with pytest.raises(UserError, match="more than 0 and at most 1000000"):
            Networks([Member(first.model, info, weight)])


def test_a_recogniser_of_two_networks_from_files(tmp_path: Path) -> None:
    joint, bone = small_info(name="joint"), small_info(name="bone", stream="bone", frames=10)
    paths = [tmp_path / "joint.safetensors", tmp_path / "bone.safetensors"]
    for path, info, seed in zip(paths, (joint, bone), (1, 2), strict=True):
        save_checkpoint(path, random_model(info, seed), info)
    fused = Recognizer.from_weights(f"{paths[0]}*0.6+{paths[1]}*0.4", "cpu")
    alone = [Recognizer.from_weights(path, "cpu") for path in paths]
    for index, person in enumerate(motion(frames=25)):
        people = People(person[None], (1,))
        said = fused.push(people, index / 30)[0]
        each = [other.push(people, index / 30)[0] for other in alone]
    np.testing.assert_allclose(said.scores, in_logarithms([each[0].scores, each[1].scores], (0.6, 0.4)), atol=1e-6)
    np.testing.assert_array_equal(said.focus, each[0].focus)
    assert (fused.info.name, fused.labels) == ("joint+bone", joint.labels)


def test_converted_coco_networks_run_live() -> None:
    """From pixels as the camera has them to what pyskl's own chain computes; the neck's focus is the shoulders'."""
    torch.manual_seed(0)
    state = fakes.pyskl(3, 17, "aagcn", people=2)
    network = converted(state, recognise(state))
    info = small_info(
        model=network.name, model_args=network.model_args, layout="coco17", stream="bone", frames=20, rate=20.0,
        coordinates="picture", convention="pyskl", people=2,
    )  # fmt: skip
    times, joints = np.arange(20) / 20, np.random.default_rng(0).uniform(1, 200, (20, 18, 3)).astype(np.float32)
    joints[..., 2] = 0.9
    joints[3, 4] = 0  # the right wrist is missing in one frame
    recognizer = Recognizer(network.model, info)
    for time, each in zip(times[:-1], joints[:-1], strict=True):
        recognizer.observe(People(each[None], ids=(1,)), float(time))
    (said,) = recognizer.push(People(joints[-1:], ids=(1,)), float(times[-1]), (320, 240))
    order = [0, 15, 14, 17, 16, 5, 2, 6, 3, 7, 4, 11, 8, 12, 9, 13, 10]  # COCO's joints among OpenPose's
    x = joints[:, order].transpose(2, 0, 1)
    x[0], x[1] = (x[0] - 160) / 160, (x[1] - 120) / 120
    x[:, (joints[:, order, 2] == 0)] = 0
    hangs = [0, 0, 0, 1, 2, 0, 0, 5, 6, 7, 8, 0, 0, 11, 12, 13, 14]
    bones = x - x[..., hangs]
    bones[2] = (x[2] + x[2][..., hangs]) / 2
    clip = torch.zeros(1, 3, 20, 17, 2)
    clip[0, ..., 0] = torch.from_numpy(bones)
    with torch.no_grad():
        wanted = fakes.run_pyskl(state, clip).softmax(1)[0]
    np.testing.assert_allclose(said.scores, wanted, atol=1e-5)
    assert said.focus is not None
    assert said.focus.shape == (18,)
    assert said.focus[1] == pytest.approx((said.focus[2] + said.focus[5]) / 2)
    assert said.feature_map is not None
    assert said.feature_map.shape[1] == 18


def test_networks_that_cannot_run_live_are_refused() -> None:
    solid = small_info(layout="ntu25", dimensions=3)
    with pytest.raises(UserError, match=r"works on 3D skeletons \(ntu25\); the live program sees flat ones"):
        Networks([Member(random_model(solid), solid)])
    body = small_info(layout="coco17")
    with pytest.raises(UserError, match=r"works on coco17 in body units.*has coco17 for networks that take shares"):
        Networks([Member(random_model(body), body)])


def test_scores_that_are_no_numbers_are_not_passed_on() -> None:
    joint = small_info()
    rows = windows(joint)
    rows[1] = np.inf
    with pytest.raises(NoNumbersError, match="small gives scores that are no numbers"):
        Networks([Member(random_model(joint), joint)]).classify([rows])


def test_a_name_alone_stands_for_the_network_and_its_companions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.checkpoint.weights_dir", lambda: tmp_path)
    together = {"temperature": 0.5, "threshold": 0.3, "energy_threshold": 2.0, "split 1 test top-1": 0.9}
    joint = small_info(name="joint", title="Joint", companions={"bone": 0.5}, together=together, temperature=2.0)
    bone = small_info(name="bone", stream="bone", min_seconds=0.9)
    models = random_model(joint, 1), random_model(bone, 2)
    for info, model in zip((joint, bone), models, strict=True):
        save_checkpoint(tmp_path / f"{info.name}.safetensors", model, info)
    members = load_members("joint")
    assert [(member.info.name, member.weight) for member in members] == [("joint", 1.0), ("bone", 0.5)]
    card = fused_card(members)
    assert (card.name, card.temperature, card.threshold, card.energy_threshold) == ("joint", 0.5, 0.3, 2.0)
    assert (card.min_seconds, card.scores) == (0.9, {"split 1 test top-1": 0.9})
    rows = windows(joint)
    scored = Networks(members).classify([rows, rows])
    alone = [softmax(joint, models[0], rows), softmax(bone, models[1], rows)]
    np.testing.assert_allclose(scored.probabilities, in_logarithms(alone, (2 / 3, 1 / 3), 0.5), atol=1e-6)
    for text in ("joint*1", "joint+bone", "bone"):
        assert [member.weight for member in load_members(text)] == [1.0] * (1 + text.count("+"))
    assert fused_card(load_members("joint+bone")).temperature == 1.0  # another weight than the card's
