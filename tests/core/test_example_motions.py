"""The bundled motions: which action each shows, and a clear error where they are not."""

from pathlib import Path

import numpy as np
import pytest

from core import example_motions
from core.checkpoint import list_weights
from core.errors import UserError
from core.models.motion_features import JOINTS
from core.skeleton import KINETICS18


def test_every_action_of_the_bundled_networks_has_its_example() -> None:
    assert {card.labels for card in list_weights()} >= {example_motions.ACTIONS}
    for action in example_motions.ACTIONS:
        example = example_motions.example_of(action)
        assert example is not None
        assert example.shape == (3, 40, 18)
        assert example[2].sum() > 0.8 * 40 * len(JOINTS)  # nearly the whole body, nearly all the time
    assert example_motions.example_of("juggle") is None


def test_examples_show_the_action_they_are_called_after() -> None:
    """Hands above the shoulders, the body hanging upright: a pull-up; hands below the hips: a thing is picked up."""
    wrists, shoulders, hips = (
        [KINETICS18.joints.index(f"{side} {name}") for side in "rl"] for name in ("wrist", "shoulder", "hip")
    )
    pullup, pick = example_motions.example_of("pullup"), example_motions.example_of("pick")
    assert pullup is not None
    assert pick is not None
    assert pullup[1][:, wrists].mean() < pullup[1][:, shoulders].mean() - 0.3  # y grows downward
    assert pullup[1][:, shoulders].mean() < pullup[1][:, hips].mean() - 0.5
    assert pick[1][:, wrists].mean() > pick[1][:, hips].mean() + 0.1


def test_the_joints_are_those_of_the_features() -> None:
    assert [KINETICS18.joints[joint] for joint in example_motions._JOINTS] == list(JOINTS)


def test_a_damaged_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example_motions, "weights_dir", lambda: tmp_path)
    with pytest.raises(UserError, match=r"background\.npz cannot be read .*install skelapp again"):
        example_motions.motions.__wrapped__()
    np.savez(tmp_path / example_motions.FILE, place=np.zeros(3))
    with pytest.raises(UserError, match="seen"):
        example_motions.motions.__wrapped__()
