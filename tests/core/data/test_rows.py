import json

import numpy as np
import pytest

from core.angles import ANGLES, joint_angles
from core.data.rows import TOP, FrameRow
from core.labels import SteadyLabel
from core.types import LiveCount, People, Prediction

LABELS = ("wave", "clap", "swing", "walk", "sit", "stand")


def people() -> People:
    joints = np.random.default_rng(0).uniform(0, 600, (2, 18, 3)).astype(np.float32)
    joints[..., 2] /= 600
    return People(joints, (4, 7))


def predictions() -> tuple[Prediction, ...]:
    scores = np.array([0.1, 0.40004, 0.2, 0.05, 0.15, 0.09996], np.float32)
    focus = np.linspace(0, 1, 18, dtype=np.float32)
    return (
        Prediction(
            4,
            "ok",
            1.0,
            0.5,
            scores,
            focus=focus,
            steady=SteadyLabel(1),
            evidence=focus / 2 - 0.25,
            evidence_stretches=np.array([0, 0.1, -0.1, 0.2, 0.30004], np.float32),
            evidence_label=0,
            evidence_time=0.123456789,
        ),
        Prediction(7, "warming_up", 0.1, 0.5, scores[::-1].copy()),
    )


def test_a_row_is_read_as_it_was_written() -> None:
    row = FrameRow.of(3, 0.1234567, people(), predictions(), LABELS)
    again = FrameRow.from_json(row.to_json())
    assert (again.frame, again.time, [person.id for person in again.people]) == (3, 0.123457, [4, 7])
    for ours, theirs, joints in zip(again.people, row.people, people().joints, strict=True):
        np.testing.assert_array_equal(ours.joints, theirs.joints)
        np.testing.assert_allclose(ours.joints[:, :2], joints[:, :2], atol=0.00501)
        np.testing.assert_allclose(ours.joints[:, 2], joints[:, 2], atol=0.0000501)
        assert (ours.state, ours.actions) == (theirs.state, theirs.actions)
    first, second = again.people
    assert first.actions[:2] == (("clap", 0.4), ("swing", 0.2))
    assert len(first.actions) == TOP
    assert second.actions[0] == ("sit", 0.4)
    np.testing.assert_allclose(first.focus, np.linspace(0, 1, 18), atol=5e-5)  # type: ignore[arg-type]
    assert second.focus is None
    assert (first.shown, second.shown, second.evidence) == (LABELS[1], "", None)
    assert first.evidence is not None
    assert (first.evidence.label, first.evidence.time) == (LABELS[0], 0.123457)
    np.testing.assert_allclose(first.evidence.joints, np.linspace(-0.25, 0.25, 18), atol=5e-5)
    assert first.evidence.stretches.tolist() == [0, 0.1, -0.1, 0.2, 0.3]


def test_a_row_is_one_line_and_only_predictions_add_to_the_joints() -> None:
    line = FrameRow.of(0, 0.0, people()).to_json()
    assert line.endswith("}\n")
    assert line.count("\n") == 1
    assert [set(person) for person in json.loads(line)["people"]] == [{"id", "keypoints"}] * 2
    assert FrameRow.from_json(line).people[0].state == ""


def test_joints_are_rounded_as_they_are_not_as_float32() -> None:
    joints = np.zeros((1, 18, 3), np.float32)
    joints[0, 0] = (123.45, 0.1, 0.3)
    assert FrameRow.of(0, 0.0, People(joints, (1,))).people[0].joints[0].tolist() == [123.45, 0.1, 0.3]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "{}",
        '{"frame": 0, "time": 0}',
        '{"frame": 0, "time": 0, "people": [{"id": 1, "keypoints": [[1, 2]]}]}',
    ],
)
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        FrameRow.from_json(line)


def test_counts_go_along_and_old_rows_have_none() -> None:
    counts = (LiveCount(count=3, total=8, exercise=1, period=1.8349), LiveCount())
    line = FrameRow.of(0, 0.0, people(), predictions(), LABELS, counts).to_json()
    first, second = FrameRow.from_json(line).people
    assert (first.count, first.period, second.count, second.period) == (3, 1.83, 0, 0.0)
    old = FrameRow.from_json(FrameRow.of(0, 0.0, people(), predictions(), LABELS).to_json())
    assert old.people[0].count is None


def test_angles_are_kept_in_degrees_and_unknown_ones_are_null() -> None:
    joints = people().joints
    joints[0, 4] = 0  # no right wrist
    row = FrameRow.of(0, 0.0, People(joints, (4, 7)), predictions(), LABELS)
    written = json.loads(row.to_json())["people"][0]["angles"]
    assert (len(written), written[ANGLES.index("r elbow")]) == (9, None)
    again = FrameRow.from_json(row.to_json()).people[0].angles
    assert again is not None
    np.testing.assert_allclose(again, joint_angles(joints)[0], atol=0.06)
    assert FrameRow.of(0, 0.0, people()).people[0].angles is None  # data sets have none
    older = json.loads(row.to_json())
    del older["people"][0]["angles"]
    assert FrameRow.from_json(json.dumps(older)).people[0].angles is None
