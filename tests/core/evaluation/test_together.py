from pathlib import Path

import numpy as np

from core.data.pack import load_pack
from core.data.readers.jhmdb import JHMDB_CLASSES
from core.evaluation.together import score_together
from core.inference.ensemble import Member, Networks
from core.window import network_input, sample_window
from tests.core.data.fakes import write_jhmdb
from tests.core.fakes import random_model, small_info


def test_clips_are_scored_as_the_live_program_fuses(tmp_path: Path) -> None:
    clips = load_pack(write_jhmdb(tmp_path / "data", ("run", "sit")))
    joint = small_info(labels=JHMDB_CLASSES, temperature=1.5)
    bone = small_info(labels=JHMDB_CLASSES, name="bone", stream="bone", frames=10, rate=10.0)
    members = [Member(random_model(joint, 1), joint), Member(random_model(bone, 2), bone, 0.5)]
    said = score_together(members, clips)
    rows = []
    for card in (joint, bone):
        windows = []
        for first, last in clips.rows[:, 0]:
            times, joints = clips.track.times[first:last], clips.track.joints[first:last]
            windows.append(network_input(sample_window(times, joints, float(times[-1]), card.frames, card.rate)))
        rows.append(np.stack(windows))
    live = Networks(members, explain=False).classify(rows)
    np.testing.assert_allclose(said.probabilities, live.probabilities, atol=1e-5)
    assert said.energy is not None
    np.testing.assert_allclose(said.energy, live.energy, atol=1e-4)
    sharp = score_together(members, clips, temperature=0.5).probabilities
    expected = said.probabilities.astype(float) ** 2
    np.testing.assert_allclose(sharp, expected / expected.sum(1, keepdims=True), atol=1e-5)
