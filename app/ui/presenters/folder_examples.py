"""Examples from a folder of clips or videos. Imports torch and, for videos, the pose model: not for the GUI thread."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from core.data.pack import Pack
from core.errors import UserError
from core.examples.files import Motion, check_name
from core.teach import load_examples


def read_folder(path: Path) -> tuple[list[tuple[str, Motion, str]], list[str]]:
    """The main person of every clip in a subfolder: action, motion, recording; and why others were left out.

    Raises:
        UserError: nothing readable lies there.
    """
    pack = load_examples(path)
    found, left_out = [], []
    for index in np.flatnonzero(pack.labels >= 0):
        try:
            motion = _motion(pack, int(index))
            action = check_name(pack.classes[pack.labels[index]].replace("_", " "))
            recording = check_name(f"{path.name} {pack.subjects[index]}".replace("/", " ")[-50:], "a recording")
        except (UserError, ValueError) as error:
            left_out.append(f"{pack.ids[index]}: {error}")
        else:
            found.append((action, motion, recording))
    return found, left_out


def _motion(pack: Pack, index: int) -> Motion:
    first, last = pack.rows[index, 0]
    if last - first < 2:
        raise ValueError("nobody is seen in it")
    return Motion.of(pack.track.times[first:last], pack.track.joints[first:last])
