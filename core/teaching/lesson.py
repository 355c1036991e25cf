"""One look at a set of examples: the network they make, what it is worth, which to look at again, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.data.advice import shortcomings
from core.data.clips import Clip
from core.data.pack import Pack
from core.errors import UserError
from core.examples.files import Motion
from core.examples.store import SOMETHING_ELSE, Example
from core.teaching.evaluation import TeachingReport, report
from core.teaching.fitting import TaughtActions, fit_pack

ENOUGH = 2
"""So many examples in all, of two actions or of one and "something else", are enough to begin with."""
_SEEN = 0.6  # share of the frames of an example that should show somebody


@dataclass(frozen=True)
class Lesson:
    """What a set of examples teaches.

    Attributes:
        taught: the network.
        report: accuracy on examples left out, and confusions.
        by_recording: whole recordings were left out; else, as no action has a second one, single examples of the same
            recording, on which it looks better than it is.
        doubtful: id of an example -> why it should be looked at again.
        advice: sentences.
    """

    taught: TaughtActions
    report: TeachingReport
    by_recording: bool
    doubtful: dict[str, str]
    advice: tuple[str, ...]


def learn(examples: Sequence[tuple[Example, Motion]], name: str = "my-actions") -> Lesson:
    """Fits a network to examples and measures it.

    Raises:
        UserError: too few actions, or nobody in an example.
    """
    pack = pack_examples(examples)
    taught = fit_pack(pack, name=name, title=name)
    said = report(taught, pack)
    by_recording = said.clips > 0
    if not by_recording:
        alone = replace(pack, subjects=pack.ids)
        said = report(fit_pack(alone, name=name), alone)
    doubts = dict(said.doubtful)
    for example, motion in examples:
        if motion.seen < _SEEN:
            doubts[example.id] = f"nobody is in view for {1 - motion.seen:.0%} of it"
    return Lesson(taught, said, by_recording, doubts, _advice(examples, pack, said))


def pack_examples(examples: Sequence[tuple[Example, Motion]]) -> Pack:
    """Examples as a data set; their recordings are its subjects.

    Raises:
        UserError: there are none.
    """
    if len(examples) < ENOUGH:
        raise UserError("show at least two examples of different actions")
    classes = sorted({example.action for example, _ in examples}, key=lambda name: (name == SOMETHING_ELSE, name))
    clips = [
        Clip(
            example.id,
            classes.index(example.action),
            np.ascontiguousarray(motion.joints.transpose(2, 0, 1)[..., None], np.float32),
            motion.times,
            example.subject or example.id,
        )
        for example, motion in examples
    ]
    return Pack.of(clips, classes)


def _advice(examples: Sequence[tuple[Example, Motion]], pack: Pack, said: TeachingReport) -> tuple[str, ...]:
    """What the report says, but for people instead of recordings where it is known who shows what."""
    own = [i for i, label in enumerate(pack.labels) if pack.classes[label] != SOMETHING_ELSE]
    by_recording = shortcomings([int(pack.labels[i]) for i in own], [pack.subjects[i] for i in own], pack.classes)
    people = [example.who for example, _ in examples]
    about = people if all(people) else list(pack.subjects)
    by_person = shortcomings([int(pack.labels[i]) for i in own], [about[i] for i in own], pack.classes)
    confusions = [sentence for sentence in said.advice if "are confused" in sentence]
    return tuple(dict.fromkeys([*confusions, *(by_person if all(people) else by_recording)]))
