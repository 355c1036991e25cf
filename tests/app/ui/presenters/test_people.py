from dataclasses import replace

import numpy as np
import pytest

from app.player.state import AnalysedFrame
from app.ui.presenters.people import (
    PeoplePresenter,
    StableRows,
    box_around,
    describe_joint,
    joint_at,
    person_at,
    readable,
    times,
)
from core.labels import SteadyLabel
from core.types import Frame, FrameResult, People, Prediction, State
from tests.app.fakes import card, joints_at


def prediction(person: int, scores: tuple[float, ...] = (0.7, 0.2, 0.1), state: State = "ok") -> Prediction:
    return Prediction(person, state, 0.6, 1.0, np.array(scores, np.float32))


def analysed(*predictions: Prediction, joints: np.ndarray | None = None) -> AnalysedFrame:
    frame = Frame(0, 0.0, np.zeros((240, 320, 3), np.uint8))
    where = joints_at(0.0, len(predictions)) if joints is None else joints
    people = People(where, tuple(item.id for item in predictions))
    return AnalysedFrame(FrameResult(frame, people, predictions), card(labels=("wave", "clap", "sit")), "a.mp4", 0)


def test_rows_stay_while_a_class_is_among_the_best() -> None:
    rows = StableRows(3)
    assert rows.update([4, 2, 7]) == [4, 2, 7]
    assert rows.update([7, 4, 2]) == [4, 2, 7]
    assert rows.update([7, 9, 4]) == [4, 9, 7]
    assert rows.update([1]) == [1, None, None]


def test_what_the_title_says_is_the_first_row() -> None:
    presenter = PeoplePresenter()
    for scores, first in (((0.1, 0.7, 0.2), "clap"), ((0.7, 0.2, 0.1), "wave"), ((0.4, 0.35, 0.25), "wave")):
        (view,) = presenter.update(analysed(prediction(1, scores)))
        assert (view.title, view.rows[0][0]) == (first, first)  # type: ignore[index]
        assert {row[0] for row in view.rows if row is not None} == {"wave", "clap", "sit"}


def test_says_what_each_person_does() -> None:
    views = PeoplePresenter().update(
        analysed(prediction(1), prediction(2, (0.4, 0.3, 0.3), "uncertain"), prediction(5, (0, 0, 0), "warming_up"))
    )
    assert [view.title for view in views] == ["wave", "uncertain", "warming up 0.6 / 1.0 s"]
    assert [view.certain for view in views] == [True, False, False]
    assert views[0].rows == (
        ("wave", pytest.approx(0.7)),
        ("clap", pytest.approx(0.2)),
        ("sit", pytest.approx(0.1)),
    )
    assert views[2].rows == (None, None, None)


def test_no_scores_are_shown_while_warming_up() -> None:
    (view,) = PeoplePresenter().update(analysed(prediction(1, state="warming_up")))
    assert view.rows == (None, None, None)


def test_follows_the_most_prominent_until_another_is_picked() -> None:
    joints = joints_at(0.0, 2)
    joints[0, :, :2] *= 0.5  # the first is far away
    presenter = PeoplePresenter()
    presenter.update(analysed(prediction(1), prediction(2), joints=joints))
    assert presenter.followed == 2
    presenter.pick(1)
    views = presenter.update(analysed(prediction(1), prediction(2), joints=joints))
    assert [view.followed for view in views] == [True, False]
    presenter.update(analysed(prediction(2), joints=joints[1:]))  # 1 left
    assert presenter.followed == 2
    presenter.update(analysed(prediction(1), prediction(2), joints=joints))  # and came back
    assert presenter.followed == 1
    presenter.pick(None)
    presenter.update(analysed(prediction(1), prediction(2), joints=joints))
    assert presenter.followed == 1  # does not jump without need
    presenter.reset()
    presenter.update(analysed(prediction(1), prediction(2), joints=joints))
    assert presenter.followed == 2


def test_box_ignores_missing_joints() -> None:
    joints = np.zeros((18, 3), np.float32)
    assert box_around(joints) is None
    joints[3] = 100, 50, 0.9
    joints[4] = 200, 150, 0.5
    assert box_around(joints) == (90, 40, 210, 160)


def test_people_without_joints_are_not_shown() -> None:
    presenter = PeoplePresenter()
    assert presenter.update(analysed(prediction(1), joints=np.zeros((1, 18, 3), np.float32))) == ()
    assert presenter.followed is None


def test_person_at_a_point() -> None:
    views = PeoplePresenter().update(analysed(prediction(1), prediction(2)))
    neck = views[1].joints[1]
    assert person_at(views, float(neck[0]), float(neck[1])) == 2
    assert person_at(views, 0, 0) is None


def test_labels_are_readable() -> None:
    assert readable("swing_baseball") == "swing baseball"


def test_joints_are_drawn_steadier_than_they_were_found() -> None:
    random = np.random.default_rng(0)
    presenter, rough, steady = PeoplePresenter(), [], []
    presenter.smooth = True
    for frame in range(40):
        joints = joints_at(0.0, 1)
        joints[0, :, :2] += random.normal(0, 2, (18, 2))
        found = analysed(prediction(1), joints=joints)
        moved = replace(found, result=replace(found.result, frame=replace(found.result.frame, time=frame / 30)))
        (view,) = presenter.update(moved)
        np.testing.assert_array_equal(presenter.update(moved)[0].joints, view.joints)  # asked again: the same
        rough.append(joints[0, 4])
        steady.append(view.joints[4])
    assert np.std(steady[5:], axis=0)[:2].max() < 0.6 * np.std(rough[5:], axis=0)[:2].min()


def test_the_joint_under_the_mouse() -> None:
    first, second = PeoplePresenter().update(analysed(prediction(1), prediction(2)))
    x, y, _ = (float(value) for value in second.joints[4])
    found = joint_at((first, second), x + 2, y - 2, reach=5.0)
    assert found is not None
    assert (found[0].id, found[1]) == (2, 4)
    assert joint_at((first, second), x + 8, y, reach=5.0) is None
    missing = second.joints[17]  # all zero
    assert joint_at((second,), float(missing[0]), float(missing[1]), reach=5.0) is None
    assert describe_joint(second, 4) == "person 2, r wrist: confidence 0.90"
    focused = replace(second, focus=np.arange(18, dtype=np.float32) / 20)
    assert describe_joint(focused, 4) == "person 2, r wrist: confidence 0.90, attention 0.200"
    speaks = replace(focused, evidence=np.full(18, 2.0, np.float32), evidence_label="wave")
    assert (
        describe_joint(speaks, 4)
        == "person 2, r wrist: confidence 0.90; without it the odds of wave would be 4.0 times lower (+2.00 bits)"
    )
    against = replace(speaks, evidence=-speaks.evidence)
    assert describe_joint(against, 4).endswith("the odds of wave would be 4.0 times higher (-2.00 bits)")
    assert [times(bits) for bits in (0.0, 0.5, -3.31, 5.0)] == ["1.0", "1.4", "9.9", "32"]


def test_joints_show_evidence_attention_or_nothing_as_it_is_wanted() -> None:
    focus, evidence = np.full(18, 0.5, np.float32), np.linspace(-0.2, 0.2, 18, dtype=np.float32)
    silent = replace(prediction(1), focus=focus)
    said = replace(silent, evidence=evidence, evidence_label=2)
    presenter = PeoplePresenter()
    (view,) = presenter.update(analysed(silent))  # nobody looks for evidence: attention, named so by the legend
    assert (view.focus is focus, view.evidence) == (True, None)
    (view,) = presenter.update(analysed(said))
    assert (view.focus, view.evidence is evidence, view.evidence_label) == (None, True, "sit")
    (view,) = presenter.update(analysed(silent))  # it is looked for, only not found yet: no flicker
    assert (view.focus, view.evidence) == (None, None)
    presenter.reasons = "attention"
    (view,) = presenter.update(analysed(said))
    assert (view.focus is focus, view.evidence) == (True, None)
    presenter.reasons = "off"
    (view,) = presenter.update(analysed(said))
    assert (view.focus, view.evidence) == (None, None)


def test_the_name_in_the_picture_is_the_steady_one() -> None:
    steady = SteadyLabel(1, mean=(0.3, 0.5, 0.1, 0.1))
    (view,) = PeoplePresenter().update(analysed(replace(prediction(1), steady=steady)))
    assert (view.title, view.certain) == ("clap", True)
    assert view.rows[:2] == (("clap", pytest.approx(0.2)), ("wave", pytest.approx(0.7)))  # scores are of this moment
