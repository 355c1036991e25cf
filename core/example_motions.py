"""Short motions of the 21 actions of JHMDB, bundled with the program: to be drawn, and to tell taught actions from.

They lie in ``weights/background.npz``: 252 clips, twelve an action in the alphabetical order of the actions, of JHMDB
(Jhuang et al., ICCV 2013; its clips come from HMDB51, Kuehne et al., ICCV 2011, CC BY 4.0) as MediaPipe sees them, from
the training part of official split 1. ``python -m core.teaching.background JHMDB`` makes the file.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.errors import UserError
from core.paths import weights_dir
from core.skeleton import KINETICS18

FILE = "background.npz"
FRAMES = 40  # as long as JHMDB's longest clips
PER_ACTION = 12
STEP = 1 / 1000  # torso lengths; places are kept as whole numbers of it
ACTIONS = (
    "brush_hair", "catch", "clap", "climb_stairs", "golf", "jump", "kick_ball", "pick", "pour", "pullup", "push", "run",
    "shoot_ball", "shoot_bow", "shoot_gun", "sit", "stand", "swing_baseball", "throw", "walk", "wave",
)  # fmt: skip
_JOINTS = [joint for joint, name in enumerate(KINETICS18.joints) if name.split()[-1] not in ("neck", "eye", "ear")]


@cache
def motions() -> NDArray[np.float32]:
    """Windows ``(252, 3, 40, 18)``: x, y (downward) in body units, and whether the joint is seen.

    Raises:
        UserError: the file is missing or damaged.
    """
    path = weights_dir() / FILE
    try:
        with np.load(path, allow_pickle=False) as content:
            place, seen = content["place"], content["seen"]
    except (OSError, ValueError, KeyError) as error:
        raise UserError(f"{path} cannot be read ({error}); install skelapp again, or teach without it") from error
    out = np.zeros((len(place), 3, FRAMES, KINETICS18.num_joints), np.float32)
    out[:, :2, :, _JOINTS] = (place * np.float32(STEP)).transpose(0, 3, 1, 2)
    out[:, 2][:, :, _JOINTS] = np.unpackbits(seen, axis=-1, count=len(_JOINTS))
    return out


def example_of(action: str) -> NDArray[np.float32] | None:
    """The motion ``(3, 40, 18)`` of an action that is most like its others, see `motions`; None where there is none.

    Of the half that shows most joints; the likeness is that of the places of all joints, moment by moment.
    """
    if action not in ACTIONS:
        return None
    first = ACTIONS.index(action) * PER_ACTION
    of_it = motions()[first : first + PER_ACTION]
    places = of_it[:, :2].reshape(PER_ACTION, -1)
    apart = np.linalg.norm(places[:, None] - places, axis=2).sum(axis=1)
    shown = of_it[:, 2].sum(axis=(1, 2))
    best: NDArray[np.float32] = of_it[np.where(shown >= np.median(shown), apart, np.inf).argmin()]
    return best
