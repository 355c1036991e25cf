from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy.special import logit

from core.errors import UserError
from core.inference.ensemble import choose_device
from core.inference.recognizer import Recognizer, Sighting
from core.streams import prepare
from core.types import People, Prediction
from core.window import in_picture, network_input, sample_window
from tests.core.fakes import random_model, small_info
from tests.core.inference.fakes import motion


def recognizer(hop: float = 0.0, **changes: object) -> Recognizer:
    info = small_info(**changes)
    return Recognizer(random_model(info), info, hop=hop)


def test_what_is_said_is_the_network_on_the_last_window() -> None:
    joints, info = motion(), small_info()
    ours = recognizer()
    for index, person in enumerate(joints):
        prediction = ours.push(People(person[None], (7,)), index / 30)[0]
    window = network_input(sample_window(np.arange(30) / 30, joints, 29 / 30, 20, 20.0))
    x = torch.from_numpy(window).permute(2, 0, 1)[None, ..., None]
    with torch.no_grad():
        expected = random_model(info)(prepare(x, info)).softmax(1)[0].numpy()
    np.testing.assert_allclose(prediction.scores, expected, atol=1e-6)
    assert prediction.id == 7
    assert prediction.scores.sum() == pytest.approx(1, abs=1e-5)


def test_each_person_has_a_window_of_their_own() -> None:
    a, b = motion(0), motion(4, seed=3)
    together, alone = recognizer(), recognizer()
    for index in range(30):
        both = together.push(People(np.stack([a[index], b[index]]), (1, 2)), index / 30)
        single = alone.push(People(b[index][None], (2,)), index / 30)
    np.testing.assert_allclose(both[1].scores, single[0].scores, atol=1e-5)
    assert np.abs(both[0].scores - both[1].scores).max() > 1e-4


def test_explanations_have_the_shapes_that_are_promised() -> None:
    ours = recognizer()
    for index, person in enumerate(motion()):
        prediction = ours.push(People(person[None], (1,)), index / 30)[0]
    assert prediction.focus is not None
    assert prediction.focus.shape == (18,)
    assert 0 <= prediction.focus.min() <= prediction.focus.max() <= 1
    assert prediction.gate is not None
    assert prediction.gate.shape == (32, 5)  # 4 x 8 channels, 20 frames / 4
    assert prediction.feature_map is not None
    assert prediction.feature_map.shape == (5, 18)
    assert {relation.shape for relation in prediction.relations} == {(18, 18), (18, 6)}


def test_asking_for_no_explanation_changes_no_score() -> None:
    info = small_info()
    silent = Recognizer(random_model(info), info, explain=False)
    ours = recognizer()
    person = motion()[0][None]
    said, silently = ours.push(People(person, (1,)), 0.0)[0], silent.push(People(person, (1,)), 0.0)[0]
    np.testing.assert_array_equal(said.scores, silently.scores)
    assert silently.focus is None


def test_states_follow_what_the_window_holds_and_the_threshold() -> None:
    ours = recognizer(min_seconds=0.5, threshold=0.0)
    states = [ours.push(People(p[None], (1,)), i / 20)[0] for i, p in enumerate(motion(frames=20))]
    assert [s.state for s in states[:9]] == ["warming_up"] * 9
    assert [s.state for s in states[9:]] == ["ok"] * 11
    assert states[4].held == pytest.approx(5 / 20)
    assert states[4].needed == 0.5
    unsure = recognizer(min_seconds=0.0, threshold=0.999)
    assert unsure.push(People(motion()[:1], (1,)), 0.0)[0].state == "uncertain"
    unsure.threshold = 0.0  # the user's own
    assert unsure.push(People(motion()[1:2], (1,)), 0.05)[0].state == "ok"


def test_temperature_flattens_the_scores_and_keeps_their_order() -> None:
    person = People(motion()[:1], (1,))
    plain = recognizer().push(person, 0.0)[0].scores
    flat = recognizer(temperature=4.0).push(person, 0.0)[0].scores
    expected = np.exp(np.log(plain) / 4)
    np.testing.assert_allclose(flat, expected / expected.sum(), rtol=1e-4)


def test_hop_spares_runs_of_the_network() -> None:
    ours = recognizer(hop=0.1)
    seen = [ours.push(People(p[None], (1,)), i / 30)[0] for i, p in enumerate(motion(frames=13))]
    assert len({id(prediction) for prediction in seen}) == 5  # at 0, 0.1, 0.2, 0.3, 0.4 s


def test_whoever_is_gone_longer_than_the_window_starts_anew() -> None:
    ours = recognizer(min_seconds=0.5)
    joints = motion(frames=21)
    for index, person in enumerate(joints[:20]):
        ours.push(People(person[None], (1,)), index / 20)
    ours.push(People(np.zeros((0, 18, 3), np.float32), ()), 2.0)
    back = ours.push(People(joints[20:], (1,)), 5.0)[0]
    assert back.state == "warming_up"
    assert back.held == pytest.approx(1 / 20)


def test_reset_forgets_everyone() -> None:
    ours, fresh = recognizer(), recognizer()
    for index, person in enumerate(motion(4)):
        ours.push(People(person[None], (1,)), index / 30)
    ours.reset()
    person = People(motion()[:1], (1,))
    np.testing.assert_array_equal(ours.push(person, 0.0)[0].scores, fresh.push(person, 0.0)[0].scores)


def test_networks_trained_on_negated_y_are_fed_accordingly() -> None:
    x = torch.randn(1, 3, 4, 18, 1)
    negated = prepare(x, small_info(y_down=False))
    torch.testing.assert_close(negated[:, 1], -x[:, 1])
    torch.testing.assert_close(negated[:, [0, 2]], x[:, [0, 2]])


def test_devices_that_are_not_there() -> None:
    assert choose_device("cpu") == "cpu"
    assert choose_device("auto") in ("cpu", "cuda")
    with pytest.raises(UserError, match="unknown device 'tpu'; use auto, cpu, cuda or mps"):
        choose_device("tpu")


def test_a_network_for_another_skeleton_is_refused() -> None:
    info = small_info(layout="ntu25")
    with pytest.raises(UserError, match="kinetics18"):
        Recognizer(random_model(info), info)


def test_networks_that_take_shares_of_the_picture_need_its_size() -> None:
    joints, info = motion(frames=21), small_info(coordinates="picture")
    ours = recognizer(coordinates="picture")
    for index, person in enumerate(joints):
        scores = ours.push(People(person[None], (1,)), index / 20, (320, 240))[0].scores
    x = torch.from_numpy(in_picture(joints[1:], 320, 240)).permute(2, 0, 1)[None, ..., None]
    with torch.no_grad():
        expected = random_model(info)(x).softmax(1)[0].numpy()
    np.testing.assert_allclose(scores, expected, atol=1e-5)
    with pytest.raises(ValueError, match="give its size"):
        ours.push(People(joints[:1], (1,)), 9.0)


def seen_whole(ours: Recognizer, joints: np.ndarray, ids: tuple[int, ...] = (1,)) -> list[tuple[Prediction, ...]]:
    return [ours.push(People(np.repeat(p[None], len(ids), 0), ids), index / 30) for index, p in enumerate(joints)]


def test_evidence_is_that_of_the_window_judged_for_the_best_class() -> None:
    joints, info = motion(), small_info()
    said = seen_whole(recognizer(), joints)[-1][0]
    best = int(said.scores.argmax())
    window = network_input(sample_window(np.arange(30) / 30, joints, 29 / 30, 20, 20.0))
    for joint in (3, 4, 10):
        hidden = window.copy()
        hidden[:, joint] = 0
        x = torch.from_numpy(hidden).permute(2, 0, 1)[None, ..., None]
        with torch.no_grad():
            without = random_model(info)(prepare(x, info)).softmax(1)[0, best].item()
        assert said.evidence is not None
        fall = (logit(float(said.scores[best])) - logit(without)) / np.log(2)
        assert said.evidence[joint] == pytest.approx(fall, abs=1e-4)
    assert said.evidence_stretches is not None
    assert (said.evidence.shape, said.evidence.dtype) == ((18,), np.float32)
    assert (said.evidence_label, said.evidence_time) == (best, 29 / 30)
    assert np.abs(said.evidence).max() > 1e-3
    quiet = Recognizer(random_model(info), info, explain=False)
    assert seen_whole(quiet, joints[:2])[-1][0].evidence is None


def test_between_two_looks_evidence_is_repeated_and_says_so() -> None:
    ours = recognizer()
    ours.evidence_hop = 0.2
    said = [people[0] for people in seen_whole(ours, motion(frames=13))]
    times = [round(each.evidence_time * 30) for each in said]
    assert times == [0] * 6 + [6] * 6 + [12]
    assert said[5].evidence is said[0].evidence
    assert [each.evidence_latency > 0 for each in said] == [index in (0, 6, 12) for index in range(13)]


def test_a_moment_is_explained_when_asked_for_and_nothing_else_changes() -> None:
    ours = recognizer()
    ours.evidence_hop = 10.0
    joints = motion(frames=13)
    before = seen_whole(ours, joints)[-1]
    people = People(joints[-1:], (1,))
    now = ours.explain(people, 12 / 30)
    assert {each.evidence_time for each in before} == {0.0}
    assert {each.evidence_time for each in now} == {12 / 30}
    for old, new in zip(before, now, strict=True):
        np.testing.assert_allclose(new.scores, old.scores, atol=1e-6)
        assert (new.evidence_label, new.steady.label) == (new.scores.argmax(), old.steady.label)
        np.testing.assert_allclose(new.steady.mean, old.steady.mean, atol=1e-6)
    assert ours.latest(people.ids) == now


@pytest.mark.parametrize(
    ("hop", "labels", "times"), [(0.2, [0, 0, 0, 1, 1], [0, 0, 0, 3, 3]), (0.25, [0, 0, 0, None, 1], [0, 0, 0, 0, 4])]
)
def test_evidence_is_never_about_another_class_than_the_best(
    hop: float, labels: list[int | None], times: list[int]
) -> None:
    """A new class waits for half of the hop since the last look; until then there is none."""
    ours = recognizer()
    ours.evidence_hop = hop
    plain = ours.classifier

    class Changing:
        """Says walk until the third window, wave after it."""

        info, cards, device, weigh = plain.info, plain.cards, plain.device, plain.weigh
        asked = 0

        def classify(self, windows):
            self.asked += 1
            scored = plain.classify(windows)
            scores = np.array([[0.6, 0.3, 0.1]] if self.asked <= 3 else [[0.3, 0.6, 0.1]], np.float32)
            return replace(scored, probabilities=scores)

    ours.classifier = Changing()  # type: ignore[assignment]
    said = [people[0] for people in seen_whole(ours, motion(frames=5))]
    assert [None if each.evidence is None else each.evidence_label for each in said] == labels
    assert [round(each.evidence_time * 30) for each in said] == times


def test_whoever_is_followed_has_evidence_first_and_the_others_in_turn() -> None:
    ours = recognizer()
    ours.evidence_hop, ours.evidence_people, ours.followed = 0.1, 1, 2
    rounds = seen_whole(ours, motion(frames=7), (1, 2, 3))
    fresh = [[each.id for each in people if each.evidence_latency] for people in rounds]
    assert fresh == [[2], [1], [3], [2], [1], [3], [2]]
    assert rounds[0][0].evidence is None
    assert all(each.evidence is not None for each in rounds[-1])


def test_energy_decides_what_is_uncertain_where_the_card_says_so_and_the_user_does_not() -> None:
    people = People(motion()[:1], (1,))
    info = small_info(min_seconds=0.0)
    plain = recognizer(min_seconds=0.0).push(people, 0.0)[0]
    x = torch.from_numpy(network_input(sample_window([0.0], motion()[:1], 0.0, 20, 20.0))).permute(2, 0, 1)
    with torch.no_grad():
        logits = random_model(info)(prepare(x[None, ..., None], info))[0].double().numpy()
    energy = float(np.log(np.exp(logits).sum()))
    assert plain.energy == pytest.approx(energy, abs=1e-5)
    for threshold, state in ((energy - 0.01, "ok"), (energy + 0.01, "uncertain")):
        ours = recognizer(min_seconds=0.0, threshold=0.999, energy_threshold=threshold)
        assert ours.push(people, 0.0)[0].state == state
        ours.threshold = 0.0  # the user's own
        assert ours.push(people, 0.1)[0].state == "ok"
    low = recognizer(min_seconds=0.0, threshold=0.0, energy_threshold=energy + 0.01)
    low.threshold = 0.999
    assert low.push(people, 0.0)[0].state == "uncertain"


def test_what_is_shown_of_a_person_follows_after_a_moment_and_on_their_own() -> None:
    ours = recognizer(min_seconds=0.0)
    joints = motion()
    said = [ours.push(People(joints[i][None], (1,)), i / 30)[0] for i in range(30)]
    assert said[0].steady.label == -1
    later = [each.steady.label for each in said[20:]]
    assert later == [int(said[-1].scores.argmax())] * 10
    assert said[-1].steady.time == 29 / 30
    new = ours.push(People(np.stack([joints[29], joints[29]]), (1, 2)), 1.0)
    assert [each.steady.label for each in new] == [later[-1], -1]


def test_a_recogniser_for_files_has_every_setting_of_the_other() -> None:
    live = recognizer(hop=0.3)
    live.threshold = 0.7
    ours = live.for_file()
    assert vars(ours).keys() == vars(live).keys()
    assert (ours.hop, ours.threshold, ours.info) == (0.3, 0.7, live.info)


def test_a_recogniser_for_files_looks_for_evidence_as_often_and_for_everybody() -> None:
    live = recognizer()
    live.evidence_hop, live.evidence_people, live.followed = 0.5, 1, 2
    ours = live.for_file()
    assert (ours.evidence_hop, ours.evidence_people, ours.followed) == (0.5, None, None)
    said = ours.push(People(np.repeat(motion()[:1], 2, 0), (1, 2)), 0.0)
    assert all(each.evidence is not None for each in said)


def test_many_sightings_at_once_get_what_each_gets_alone() -> None:
    """With a hop, somebody who leaves between two judgements, evidence now and then, and a label that follows."""
    joints = motion(frames=24)
    sightings = []
    for index in range(24):
        ids = (1, 2) if index < 9 else (1,)
        leaving = (2,) if index == 8 else ()
        sightings.append(Sighting(People(np.stack([joints[index]] * len(ids)), ids), index / 30, None, leaving))
    one, many = recognizer(hop=0.1, min_seconds=0.0), recognizer(hop=0.1, min_seconds=0.0)
    one.evidence_hop = many.evidence_hop = 0.3
    expected = [one.push(each.people, each.time, each.size, each.leaving) for each in sightings]
    got = [*many.push_all(sightings[:13]), *many.push_all(sightings[13:]), *many.push_all([])]
    assert len({id(said[0]) for said in got}) == 8  # judged every third frame
    assert got[8][1] is not got[7][1]
    for ours, theirs in zip(got, expected, strict=True):
        assert [each.id for each in ours] == [each.id for each in theirs]
        for a, b in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(a.scores, b.scores, atol=1e-6)
            assert (a.state, a.held, a.evidence_time, a.steady.label) == (
                b.state,
                b.held,
                b.evidence_time,
                b.steady.label,
            )
            assert (a.evidence is None) == (b.evidence is None)
            if a.evidence is not None and b.evidence is not None:
                np.testing.assert_allclose(a.evidence, b.evidence, atol=1e-6)
            assert a.focus is not None
            np.testing.assert_allclose(a.focus, b.focus, atol=1e-5)


def test_somebody_judged_for_the_first_time_among_many_is_new() -> None:
    ours = recognizer(min_seconds=0.0)
    nobody = People(np.zeros((0, 18, 3), np.float32), ())
    said = ours.push_all([Sighting(nobody, 0.0), Sighting(People(motion()[:1], (4,)), 0.1), Sighting(nobody, 0.2)])
    assert [len(each) for each in said] == [0, 1, 0]
    assert said[1][0].scores.sum() == pytest.approx(1)
