from __future__ import annotations

from pathlib import Path

import numpy as np

from app.ui.presenters.folder_examples import read_folder
from core.examples.files import Motion, rows_of, write_text
from tests.core.examples.motions import motion_of


def test_the_main_person_of_every_clip_in_a_subfolder(tmp_path: Path) -> None:
    motion = motion_of()
    gone = Motion(motion.times, np.zeros_like(motion.joints))
    for name, shown in (("wave_hands/a", motion), ("wave_hands/b", gone), ("alone", motion)):
        write_text(tmp_path / f"{name}.jsonl", rows_of(shown))
    found, left_out = read_folder(tmp_path)
    ((action, read, recording),) = found
    assert action == "wave hands"
    assert recording == f"{tmp_path.name} wave_hands a"
    assert np.allclose(read.joints, motion.joints, atol=0.01)
    assert left_out == ["wave_hands/b: nobody is seen in it"]
