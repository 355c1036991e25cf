"""A second step for whoever has many examples: a bundled network goes on learning from them.

`fine_tune` is a generator: it yields `Progress` after every step, and returns a `FineTuned`, with the closed form's
accuracy on the same held-out recordings beside its own. Who stops iterating has cancelled it; nothing is written.
"""

from __future__ import annotations

import math
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from core.card import CheckpointInfo
from core.checkpoint import DEFAULT, build_model, load_checkpoint, save_checkpoint, take_over
from core.data.augment import Augmentation
from core.data.pack import Pack
from core.data.splits import validation_split
from core.data.windows import WindowDataset, in_coordinates
from core.errors import UserError
from core.streams import prepare
from core.teaching.background import background
from core.teaching.fitting import SOMETHING_ELSE, fit_pack, plain_name, usable

FEWEST = 20
"""Examples in all, from which on fine-tuning is worth its time."""
STEPS = 400
_FRAMES, _RATE = 25, 12.5  # of the window; two seconds, live
_BATCH, _OTHERS = 16, 4  # examples and windows of the background in a step
_HELD_OUT = 0.25
_LEARNING_RATE, _WEIGHT_DECAY, _SMOOTHING, _DECAY = 2e-3, 0.1, 0.1, 0.98
_MEASURED = 20  # times that held-out clips are asked about on the way
_VIEWS = Augmentation(
    keep=0.7, rotation=15, scale=0.15, stretch=0.2, flip=0, noise=0.02, joint_dropout=0.08, frame_dropout=0.1
)


@dataclass(frozen=True)
class Progress:
    """How far it has come.

    Attributes:
        step, steps: done, and in all.
        loss: cross-entropy of this step.
        accuracy: 0..1, of the held-out clips, when last asked; NaN before.
        remaining: seconds, at the pace so far.
    """

    step: int
    steps: int
    loss: float
    accuracy: float
    remaining: float


@dataclass(frozen=True)
class FineTuned:
    """The network that came of it, and whether it is worth keeping.

    Attributes:
        model, info: as of any other network; its classes are those of the closed form.
        held_out: how many clips neither it nor the closed form was shown.
        right, right_closed_form: how many of them it recognises, and how many the closed form does.
    """

    model: nn.Module
    info: CheckpointInfo
    held_out: int
    right: int
    right_closed_form: int

    @property
    def kept(self) -> bool:
        """Whether it beats the closed form."""
        return self.right > self.right_closed_form

    @property
    def sentence(self) -> str:
        """What was found, for people."""
        better = "the fine-tuned network is kept" if self.kept else "the network taught in closed form is kept"
        return (
            f"of {self.held_out} clips held out, the fine-tuned network recognises {self.right} and the one taught in "
            f"closed form {self.right_closed_form}: {better}"
        )

    def save(self, path: Path) -> Path:
        """Writes weights that every command of the program takes as ``--model PATH``; returns the path."""
        save_checkpoint(path, self.model, replace(self.info, name=path.stem))
        return path


def fine_tune(
    pack: Pack,
    base: str | Path = DEFAULT,
    *,
    name: str = "my-actions",
    title: str = "",
    steps: int = STEPS,
    seed: int = 0,
) -> Generator[Progress, None, FineTuned]:
    """Trains a bundled network on examples, step by step, and compares it with the closed form.

    A quarter of the recordings are held out from both. The weights are those of the last step, as a running mean, not
    the best ones, so that the comparison is fair.

    Args:
        pack: as for `core.teaching.fit_pack`; clips of "something else" join the background.
        base: the network to start from, by name or path.
        name, title: for the card.
        steps: of the optimiser; one takes about a quarter of a second.
        seed: of everything random.

    Raises:
        UserError: too few examples, or none that could be held out; at the first step.
    """
    pack, elsewhere, classes = _sorted(pack)
    shown, asked = validation_split(pack, _HELD_OUT, seed)
    if len(pack) < FEWEST or not len(asked) or len(np.unique(shown.labels)) < len(classes):
        raise UserError(
            f"fine-tuning needs {FEWEST} examples or more, of at least two recordings of each action, to hold some "
            f"out; there are {len(pack)} examples of {len(set(pack.subjects))} recordings"
        )
    info = _card(base, classes, name, title, len(shown))
    held_out, labels = WindowDataset(asked, info).__getitems__(range(len(asked)))
    every, accuracy, start = max(steps // _MEASURED, 1), math.nan, time.monotonic()
    for step, (loss, model) in enumerate(training(shown, elsewhere, info, base, steps, seed), 1):
        if step % every == 0 or step == steps:
            accuracy = _right(model, held_out, labels, info) / len(labels)
        yield Progress(step, steps, loss, accuracy, (time.monotonic() - start) / step * (steps - step))
    right = _right(model, held_out, labels, info)
    closed = fit_pack(shown).probabilities(asked)[:, : len(classes)].argmax(axis=1)
    figures = {"held out top-1": right / len(asked), "held out clips": float(len(asked))}
    return FineTuned(model, replace(info, scores=figures), len(asked), right, int((closed == asked.labels).sum()))


def _sorted(pack: Pack) -> tuple[Pack, Pack, tuple[str, ...]]:
    """The clips of actions, those of something else, and the names of the actions, as `fit_pack` has them."""
    pack, _ = usable(pack)
    other = np.array([plain_name(pack.classes[label]) == SOMETHING_ELSE for label in pack.labels], bool)
    own, elsewhere = pack.only(np.flatnonzero(~other)), pack.only(np.flatnonzero(other))
    used = np.unique(own.labels)
    classes = tuple(pack.classes[index] for index in used)
    return replace(own, labels=np.searchsorted(used, own.labels), classes=classes), elsewhere, classes


def fine_tuned_on_all(pack: Pack, base: str | Path = DEFAULT, *, seed: int = 0) -> tuple[nn.Module, CheckpointInfo]:
    """The same training on all examples, nothing held out: for comparisons that have test clips of their own.

    Returns the network and its card, whose labels are the actions of the clips, in their order, and "something else".
    """
    pack, elsewhere, classes = _sorted(pack)
    info = _card(base, classes, "my-actions", "", len(pack))
    *_, (_, model) = training(pack, elsewhere, info, base, STEPS, seed)
    return model.eval(), info


def training(
    shown: Pack, elsewhere: Pack, info: CheckpointInfo, base: str | Path, steps: int, seed: int
) -> Iterator[tuple[float, nn.Module]]:
    """Loss, and the network with its weights averaged so far, after each step."""
    torch.manual_seed(seed)
    network = build_model(info)
    take_over(network, base)
    average = AveragedModel(network, avg_fn=_running_mean, use_buffers=True)
    optimiser = torch.optim.AdamW(network.parameters(), lr=_LEARNING_RATE, weight_decay=_WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, _LEARNING_RATE, steps, pct_start=max(0.05, 3 / steps))
    batches = _batches(shown, _others(elsewhere, info), info, seed)
    for _ in range(steps):
        windows, target = next(batches)
        loss = nn.functional.cross_entropy(network.train()(prepare(windows, info)), target, label_smoothing=_SMOOTHING)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        average.update_parameters(network)
        yield float(loss.detach()), average.module


def _card(base: str | Path, classes: tuple[str, ...], name: str, title: str, examples: int) -> CheckpointInfo:
    trained = load_checkpoint(base).info
    if trained.model in ("taught", "beside"):
        raise UserError(
            f"{trained.name} is no network that was trained; fine-tuning starts from one, such as {DEFAULT}"
        )
    return replace(
        trained,
        name=name,
        title=title or name,
        frames=_FRAMES,
        rate=_RATE,
        labels=(*classes, SOMETHING_ELSE),
        sampling="clip",
        people=1,
        threshold=0.5,
        energy_threshold=None,
        temperature=1.0,
        data=f"{examples} examples, starting from {trained.name}: {trained.data}",
        scores={},
        weak={},
        companions={},
        together={},
        fidelity={},
        training={},
    )


def _others(elsewhere: Pack, info: CheckpointInfo) -> Tensor:
    """Windows ``(B, 3, T, 18, 1)`` of the bundled background, and of the user's own."""
    windows = background()
    at = torch.linspace(0, windows.shape[2] - 1, info.frames).round().long()
    parts = [windows[:, :, at, :, None]]
    if len(elsewhere):
        plain = replace(info, coordinates="body")
        parts.append(WindowDataset(elsewhere, plain).__getitems__(range(len(elsewhere)))[0])
    return in_coordinates(torch.cat(parts), info)


def _batches(shown: Pack, others: Tensor, info: CheckpointInfo, seed: int) -> Iterator[tuple[Tensor, Tensor]]:
    """Windows and labels without end: examples in random order, every action as often as the others, and background."""
    clips = WindowDataset(shown, info, _VIEWS, seed)
    random = np.random.default_rng(seed)
    share = 1 / np.bincount(shown.labels)[shown.labels]
    while True:
        clips.epoch += 1
        chosen = random.choice(len(shown), _BATCH, p=share / share.sum())
        windows, labels = clips.__getitems__(chosen.tolist())
        other = torch.from_numpy(random.integers(0, len(others), _OTHERS))
        foreign = torch.full((_OTHERS,), len(info.labels) - 1)
        yield torch.cat((windows, others[other])), torch.cat((labels, foreign))


def _running_mean(mean: Tensor, current: Tensor, steps: Tensor | int) -> Tensor:
    """Weights averaged over the last steps, at first over few of them."""
    return mean + (current - mean) * (1 - min(_DECAY, (1 + float(steps)) / (10 + float(steps))))


@torch.inference_mode()
def _right(model: nn.Module, windows: Tensor, labels: Tensor, info: CheckpointInfo) -> int:
    """How many windows are recognised, among the taught actions alone."""
    said = model.eval()(prepare(windows, info))[:, :-1].argmax(1)
    return int((said == labels).sum())
