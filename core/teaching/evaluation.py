"""What a taught network is worth, measured on recordings it was not taught, and what to do about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from core.data.advice import shortcomings
from core.data.pack import Pack
from core.teaching.fitting import TaughtActions, durations, plain_name

_SHORT = 1 / 3  # of the usual length of its action: a clip that was perhaps cut too early


@dataclass(frozen=True)
class TeachingReport:
    """Accuracy by leaving one recording out at a time.

    Attributes:
        clips: how many could be asked about; clips whose action has no other recording cannot.
        right: how many of them are recognised.
        by_action: name -> (right, asked).
        confusions: (shown, said, how often), the most frequent first.
        kept: share of the clips asked about that are not taken for something else; NaN without a background.
        background_rejected: share of the background that is taken for something else; NaN likewise.
        doubtful: clip -> why it should be looked at again.
        advice: sentences.
    """

    clips: int
    right: int
    by_action: dict[str, tuple[int, int]]
    confusions: tuple[tuple[str, str, int], ...]
    kept: float
    background_rejected: float
    doubtful: dict[str, str]
    advice: tuple[str, ...]

    @property
    def accuracy(self) -> float:
        """0..1; NaN where nothing could be asked."""
        return self.right / self.clips if self.clips else float("nan")

    def lines(self) -> list[str]:
        """For people."""
        if not self.clips:
            return ["no action has a second recording: nothing can be measured", *self.advice]
        out = [f"recordings left out: {self.right} of {self.clips} clips recognised ({self.accuracy:.1%})"]
        width = max(len(name) for name in self.by_action)
        out += [f"  {name:{width}}  {right} of {asked}" for name, (right, asked) in self.by_action.items() if asked]
        out += [f"  {shown} taken for {said}: {count}" for shown, said, count in self.confusions]
        if not np.isnan(self.kept):
            out.append(
                f"something else: {1 - self.kept:.1%} of these clips are taken for it, and "
                f"{self.background_rejected:.1%} of the background"
            )
        out += [f"look again: {clip}: {why}" for clip, why in self.doubtful.items()]
        return out + [f"advice: {sentence}" for sentence in self.advice]


def report(taught: TaughtActions, pack: Pack) -> TeachingReport:
    """Reads off what `fit_pack` measured; nothing is fitted again.

    Args:
        taught: what `fit_pack` or `fit` returned.
        pack: the data set it was given.
    """
    scores, claims = taught.held_out.scores.numpy(), taught.held_out.claims.numpy()
    names = [str(label) for label in taught.labels]
    true, asked = taught.clip_labels, ~np.isnan(scores[:, 0])
    said = np.where(asked, np.nan_to_num(scores).argmax(axis=1), -1)
    right = asked & (said == true)
    by_action = {
        name: (int(right[true == label].sum()), int(asked[true == label].sum())) for label, name in enumerate(names)
    }
    pairs = Counter((names[true[i]], names[said[i]]) for i in np.flatnonzero(asked & ~right))
    confusions = tuple((shown, instead, count) for (shown, instead), count in pairs.most_common())
    judged = claims[asked]
    foreign = taught.held_out.background.numpy()
    some = len(judged) > 0 and not np.isnan(judged).all()
    doubtful = _doubtful(taught, pack, said, right)
    return TeachingReport(
        clips=int(asked.sum()),
        right=int(right.sum()),
        by_action=by_action,
        confusions=confusions,
        kept=float(np.mean(judged >= 0.5)) if some else float("nan"),
        background_rejected=float(np.mean(foreign < 0.5)) if some and len(foreign) else float("nan"),
        doubtful=doubtful,
        advice=(*_about_confusions(confusions, by_action), *_about_examples(taught, pack)),
    )


def _about_confusions(confusions: tuple[tuple[str, str, int], ...], by_action: dict[str, tuple[int, int]]) -> list[str]:
    pairs: Counter[tuple[str, str]] = Counter()
    for shown, said, count in confusions:
        pairs[min(shown, said), max(shown, said)] += count
    return [
        f"{one} and {other} are confused ({count} times): show 3 more of each, and make the difference plain"
        for (one, other), count in pairs.most_common(3)
        if count >= 0.15 * (by_action[one][1] + by_action[other][1])
    ]


def _about_examples(taught: TaughtActions, pack: Pack) -> list[str]:
    own = [i for i, label in enumerate(pack.labels) if plain_name(pack.classes[label]) in _own_names(taught)]
    return shortcomings([int(pack.labels[i]) for i in own], [pack.subjects[i] for i in own], pack.classes)


def _own_names(taught: TaughtActions) -> set[str]:
    return {plain_name(str(label)) for label in taught.labels}


def _doubtful(taught: TaughtActions, pack: Pack, said: np.ndarray, right: np.ndarray) -> dict[str, str]:
    """Clips whose neighbours are of another action, or that are much shorter than the others of theirs."""
    length = dict(zip(pack.ids, durations(pack), strict=True))
    out = {}
    for index, name in enumerate(taught.clips):
        own = [length[clip] for clip, label in zip(taught.clips, taught.clip_labels, strict=True)
               if label == taught.clip_labels[index]]  # fmt: skip
        if len(own) > 2 and length[name] < _SHORT * np.median(own):
            out[name] = f"{length[name]:.1f} s long, the others of its action {np.median(own):.1f} s"
        elif said[index] >= 0 and not right[index]:
            out[name] = f"looks like {taught.labels[said[index]]}"
    return out
