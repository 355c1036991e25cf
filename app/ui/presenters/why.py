"""Why the network says what it says, in plain words, from the evidence. No Qt."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.ui.presenters.people import readable
from app.ui.texts import why as texts
from core.skeleton import KINETICS18
from core.types import Prediction

Array = NDArray[np.float32]

MATTERS = 0.5
"""Evidence of fewer bits is not worth a word: the odds change by less than 1.4 times."""
_SHARE = 0.5  # of the strongest one: whatever is weaker is not mentioned
_MOST = 3  # joints in a sentence


def sentence(prediction: Prediction, labels: tuple[str, ...], window: float) -> str:
    """One sentence on a prediction; ``window`` is the length of the full window in seconds."""
    if prediction.state == "warming_up" or not prediction.scores.any():
        return texts.WHY_WARMING.format(held=prediction.held, needed=prediction.needed)
    best, score = prediction.top(1)[0]
    if prediction.shown < 0:
        return texts.WHY_UNCERTAIN.format(label=readable(labels[best]), score=score)
    said = {"label": readable(labels[prediction.shown]), "score": float(prediction.scores[prediction.shown])}
    if prediction.evidence is None or prediction.evidence_label != prediction.shown:
        return texts.WHY_UNKNOWN.format(**said)
    joints = strongest(prediction.evidence)
    if not joints:
        return texts.WHY_POSTURE.format(**said)
    stretches = prediction.evidence_stretches
    moment = "" if stretches is None else spoken_moment(stretches, window)
    others = strongest(-prediction.evidence)
    words = name_joints(others)
    speaks = texts.SPEAKS[len(others) > 1]
    against = texts.AGAINST.format(joints=listed(words), speaks=speaks) if others else ""
    return texts.WHY.format(**said, joints=listed(name_joints(joints)), moment=moment, against=against)


def strongest(evidence: Array) -> list[int]:
    """The joints of ``(18,)`` evidence with the highest values worth a word, the highest first."""
    order = np.argsort(-evidence, kind="stable")[:_MOST]
    least = max(MATTERS, _SHARE * float(evidence.max()))
    return [int(joint) for joint in order if evidence[joint] >= least]


def name_joints(joints: list[int]) -> list[str]:
    """Joints in words, in their order; left and right of one kind become "both"."""
    names = [KINETICS18.joints[joint] for joint in joints]
    kinds = [name.partition(" ")[2] for name in names]
    words: list[str] = []
    for name, kind in zip(names, kinds, strict=True):
        word = texts.BOTH[kind] if kind and kinds.count(kind) == 2 else texts.JOINTS[name]
        if word not in words:
            words.append(word)
    return words


def listed(words: list[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    text = words[0]
    for word in words[1:-1]:
        text = texts.LIST.format(first=text, rest=word)
    return texts.LAST.format(first=text, last=words[-1])


def spoken_moment(stretches: Array, window: float) -> str:
    """When it was seen, from the evidence of equal stretches of the window, the newest last; empty if throughout."""
    count = len(stretches)
    least = max(MATTERS, _SHARE * float(stretches.max()))
    told = np.flatnonzero(stretches >= least)
    if len(told) == 0 or len(told) == count:
        return ""
    first, last = int(told[0]), int(told[-1]) + 1
    if last - first > len(told) or last - first == count:
        return ""  # here and there
    step = window / count
    if last == count:
        return texts.IN_THE_LAST.format(seconds=(count - first) * step)
    if first == 0:
        return texts.AT_FIRST.format(seconds=window)
    return texts.BETWEEN.format(first=(count - first) * step, last=(count - last) * step)
