"""Fits a network's temperature and rejection threshold, without using its test clips.

``python -m core.calibrate WEIGHTS --cross-split OTHER... --data DATA`` writes both into the card of WEIGHTS and
measures their effect: on the test part, and on actions that the network does not know.

Small data sets leave no clips to hold out. But a cross-split model, the same network trained in the same way on another
official split, has not seen some of the clips that WEIGHTS was trained on: on those its confidence is that of a
network asked about something new. At the temperature it is right as often as it is sure; the threshold is what `KEEP`
of its right answers reach. The same goes for the energy of the logits, which tells unknown actions better. Without
cross-split models, ``--energy`` takes over what they once found: the energy threshold lies as high among the network's
right answers to its training clips as the threshold does. No clip of WEIGHTS' own test part, and no unknown action,
takes part in any of them.

With ``--companions`` all of this is done for the network and its companions together (one cross-split model of each, in
the same order), and written into its card as what holds for them together.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from core.card import CheckpointInfo
from core.checkpoint import Checkpoint, find_weights, load_checkpoint, save_info
from core.cli import add_old_spelling, run_command
from core.data.pack import Pack, load_pack
from core.errors import UserError
from core.evaluation.metrics import error_of_calibrated, fit_temperature, reliability
from core.evaluation.records import class_figures, current_commit
from core.evaluation.scores import Scores, join_scores, score_clips, trained_on, unknown_to
from core.evaluation.together import score_together
from core.inference.ensemble import Member, choose_device, fused_card

KEEP = 0.85
"""Share of the right answers to new clips that stay above the threshold. Less would silence too much of what the
network knows; more lets most of what it does not know pass."""


@dataclass(frozen=True)
class Rejection:
    """The effect of a threshold, which the best score of a prediction must reach, or else it is "uncertain".

    Attributes:
        threshold: 0..1.
        kept: share of the clips of known actions that stay, right or wrong.
        right: share of those that are right; NaN where none stays.
        rejected: share of the clips of unknown actions that are called uncertain.
        auroc: probability that a known action that is recognised scores higher than an unknown one (area under the
            receiver operating characteristic).
    """

    threshold: float
    kept: float
    right: float
    rejected: float
    auroc: float


def rejection(known: Scores, unknown: NDArray[np.floating], threshold: float) -> Rejection:
    """What a threshold does to known actions and to the best scores ``(N,)`` of unknown ones."""
    return reject_below(known, confidence(known), unknown, threshold)


def reject_below(
    known: Scores, best: NDArray[np.floating], unknown: NDArray[np.floating], threshold: float
) -> Rejection:
    """`rejection` by any value that is high where an action is known: ``best`` ``(K,)`` of the known clips."""
    stay = best >= threshold
    hits = best[known.right]
    ahead = (hits[:, None] > unknown) + (hits[:, None] == unknown) / 2
    return Rejection(threshold, _mean(stay), _mean(known.right[stay]), _mean(unknown < threshold), _mean(ahead))


def _mean(values: NDArray[np.bool_] | NDArray[np.floating]) -> float:
    return float(np.mean(values)) if values.size else float("nan")


def find_threshold(known: Scores, keep: float = KEEP) -> float:
    """The threshold, in steps of 0.01, that a share ``keep`` of the correct predictions reaches, as nearly as possible.

    Raises:
        UserError: nothing is recognised.
    """
    hits = confidence(known)[known.right]
    if not len(hits):
        raise UserError(f"{known.name} recognises none of {len(known.labels)} clips")
    return round(float(np.floor(100 * np.quantile(hits, 1 - keep))) / 100, 2)


def find_energy_threshold(known: Scores, keep: float = KEEP) -> float:
    """As `find_threshold`, for the energy; of answers to clips that were new to whoever gave them."""
    assert known.energy is not None
    return round(float(np.quantile(known.energy[known.right], 1 - keep)), 2)


def match_energy_threshold(trained: Scores, threshold: float) -> float:
    """The energy below which as many of the right answers lie as have their best score below ``threshold``.

    For a network whose threshold was found by cross-split models that are no longer at hand. A network is surer, by
    either measure, of the clips that it was trained on, so a share of them stands for a larger share of new clips; that
    it is the same one for both is an assumption, which `measure` puts to the test.
    """
    assert trained.energy is not None
    share = float((confidence(trained)[trained.right] < threshold).mean())
    return find_energy_threshold(trained, 1 - share)


def match_thresholds(together: Scores, alone: Scores, info: CheckpointInfo) -> tuple[float, float]:
    """The thresholds of a network with companions, of which no cross-split models are at hand: below them lie as many
    of their right answers to the training clips as of the network's own below its own threshold."""
    assert together.energy is not None
    assert alone.energy is not None
    if info.energy_threshold is None:
        below = confidence(alone)[alone.right] < info.threshold
    else:
        below = alone.energy[alone.right] < info.energy_threshold
    keep = 1 - float(below.mean())
    return find_threshold(together, keep), find_energy_threshold(together, keep)


def confidence(scores: Scores) -> NDArray[np.float32]:
    """Best probability ``(N,)``; 0 where no one is seen, because the live program predicts nothing there."""
    return np.where(scores.seen, scores.probabilities.max(axis=1), np.float32(0))


def ask(network: Checkpoint, clips: Pack, device: str) -> Scores:
    """A network's scores for clips at temperature 1, instead of the temperature in its card."""
    return score_clips(replace(network, info=replace(network.info, temperature=1.0)), clips, device=device)


def at_temperature(scores: Scores, temperature: float) -> Scores:
    """Converts scores at temperature 1 to another temperature."""
    logits = torch.from_numpy(scores.probabilities).clamp_min(1e-12).log()
    return replace(scores, probabilities=(logits / temperature).softmax(dim=1).numpy())


def ask_cross_split(clips: Pack, own: CheckpointInfo, cross_split: Sequence[Checkpoint], device: str) -> Scores:
    """The cross-split models' scores, at temperature 1, for clips that are new to them and in which someone is seen."""
    return seen_only(join_scores([ask(each, unknown_to(clips, own, each.info), device) for each in cross_split]))


def seen_only(scores: Scores) -> Scores:
    """Removes the clips in which no one is seen; they carry no information about confidence."""
    rows = np.flatnonzero(scores.seen)
    return replace(
        scores, ids=tuple(scores.ids[row] for row in rows), labels=scores.labels[rows],
        probabilities=scores.probabilities[rows], seen=scores.seen[rows],
        energy=None if scores.energy is None else scores.energy[rows],
    )  # fmt: skip


def calibrate(asked: Scores) -> tuple[float, float]:
    """Fits temperature and threshold to scores at temperature 1 for clips that were new to the networks."""
    logits = torch.from_numpy(asked.probabilities).clamp_min(1e-12).log()
    temperature = round(fit_temperature(logits, torch.from_numpy(asked.labels)), 3)
    return temperature, find_threshold(at_temperature(asked, temperature))


def unseen_classes(
    clips: Pack, own: CheckpointInfo, novel: Checkpoint, unseen: Sequence[str], device: str
) -> Rejection:
    """What a temperature and a threshold found in the same way are worth for a model that never saw some classes.

    It is asked about clips of the other classes that it does not know, from which both are found, and about all clips
    of those classes, save the test part of ``own``.

    Raises:
        UserError: a class that there is not.
    """
    wrong = [name for name in unseen if name not in clips.classes]
    if wrong:
        raise UserError(f"{clips.title} has no class {', '.join(wrong)}; there are {', '.join(clips.classes)}")
    strange = np.isin(clips.labels, [clips.classes.index(name) for name in unseen])
    train = clips.splits[trained_on(own)[0]]["train"]
    tested = set(unknown_to(clips, own, novel.info).ids)
    known = clips.only([i for i, name in enumerate(clips.ids) if name in tested and not strange[i]])
    unknown = clips.only([i for i, name in enumerate(clips.ids) if name in train and strange[i]])
    said = ask(novel, known, device)
    temperature, threshold = calibrate(seen_only(said))
    unfamiliar = confidence(at_temperature(ask(novel, unknown, device), temperature))
    return rejection(at_temperature(said, temperature), unfamiliar, threshold)


def ask_together(members: Sequence[Member], clips: Pack, cross_split: Sequence[Checkpoint], device: str) -> Scores:
    """Cross-split models, one of each member, fused as the members are, at temperature 1.

    Each is brought to its own temperature on these clips first, as the members have been.

    Raises:
        UserError: not one for each, or of different splits.
    """
    if len(cross_split) != len(members):
        raise UserError(f"--cross-split: give one for each of {', '.join(each.info.name for each in members)}")
    clips = unknown_to(clips, members[0].info, cross_split[0].info)
    others = []
    for member, other in zip(members, cross_split, strict=True):
        if unknown_to(clips, member.info, other.info).ids != clips.ids:
            raise UserError(f"{other.info.name} was trained on another split than {cross_split[0].info.name}")
        alone = seen_only(ask(other, clips, device))
        own = fit_temperature(torch.from_numpy(alone.probabilities).log(), torch.from_numpy(alone.labels))
        others.append(Member(other.model, replace(other.info, temperature=own), member.weight))
    return seen_only(score_together(others, clips, device, temperature=1.0))


def measure(
    members: Sequence[Member], info: CheckpointInfo, clips: Pack, unfamiliar: Pack | None, device: str
) -> dict[str, object]:
    """What the temperature and thresholds of a card are worth on the network's own test part, and on actions that it
    does not know.

    Args:
        members: one network, or several fused ones, whose scores at temperature 1 are asked for.
        info: the card of all together.
    """
    test = clips.part(trained_on(info)[0], "test")

    def ask_all(clips: Pack) -> Scores:
        if len(members) == 1:
            return ask(Checkpoint(members[0].model, members[0].info), clips, device)
        return score_together(members, clips, device, temperature=1.0)

    plain = ask_all(test)
    said = at_temperature(plain, info.temperature)
    best, energies = np.zeros(0, np.float32), np.zeros(0)
    if unfamiliar is not None:
        nameless = replace(unfamiliar, labels=np.zeros(len(unfamiliar), np.int64), classes=info.labels)
        strange = ask_all(nameless)
        best = confidence(at_temperature(strange, info.temperature))
        energies = np.zeros(0) if strange.energy is None else strange.energy
    by_energy = None
    if info.energy_threshold is not None and said.energy is not None:
        found = asdict(reject_below(said, said.energy, energies, info.energy_threshold))
        by_energy = {name: None if np.isnan(value) else value for name, value in found.items()}
        by_energy["right answers kept"] = _mean(said.energy[said.right] >= info.energy_threshold)
    outcome = asdict(rejection(said, best, info.threshold))
    told = {name: None if np.isnan(value) else value for name, value in outcome.items()}
    return {
        "test clips": len(test),
        "top-1": float(said.right.mean()),
        "top-5": said.metrics().figures()["top-5"],
        "ece before": reliability(plain.probabilities, plain.right).error,
        "ece": reliability(said.probabilities, said.right).error,
        "ece if calibrated": error_of_calibrated(said.probabilities),
        "kept": told["kept"],
        "right": told["right"],
        "out-of-distribution clips": unfamiliar
        and f"{len(best)} clips of {len(set(unfamiliar.labels))} other actions, {unfamiliar.title}",
        "out-of-distribution rejected": told["rejected"],
        "auroc": told["auroc"],
        "right answers kept": _mean(confidence(said)[said.right] >= info.threshold),
        "energy": by_energy,
    }


def recognised(members: Sequence[Member], clips: Pack, device: str) -> dict[str, float]:
    """How often fused networks recognise each class in the first one's test part."""
    said = score_together(members, clips.part(trained_on(members[0].info)[0], "test"), device)
    return {label: figures["top-1"] for label, figures in class_figures(said).items()}


def card_figures(split: str, figures: Mapping[str, Any]) -> dict[str, float]:
    """What a card tells of the figures that `measure` found."""
    told = {f"{split} test {name}": figures[name] for name in ("top-1", "top-5", "ece")}
    energy = figures["energy"] or {}
    told |= {name: energy[name] for name in ("auroc", "rejected", "kept", "right") if energy.get(name) is not None}
    return {name: round(float(value), 4) for name, value in told.items()}


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m core.calibrate", description=__doc__.split("\n\n")[0])
    parser.add_argument("weights", help="name of a bundled network, or a file; its card is changed")
    parser.add_argument("--data", type=Path, required=True, help="the data set that it was trained on")
    cross_split = parser.add_argument(
        "--cross-split", nargs="+", default=[], metavar="WEIGHTS", help="the same network, trained on other splits"
    )
    add_old_spelling(parser, "--siblings", cross_split)
    parser.add_argument(
        "--companions", nargs="+", metavar="NAME", help="judge it together with these networks from now on, all equally"
    )
    parser.add_argument("--novel", metavar="WEIGHTS", help="a cross-split model that was trained without some classes")
    parser.add_argument("--unseen", nargs="+", default=[], metavar="CLASS", help="the classes that --novel lacks")
    parser.add_argument("--temperature", type=float, help="use this temperature instead of fitting one")
    parser.add_argument("--threshold", type=float, help="use this threshold instead of fitting one")
    other_actions = parser.add_argument(
        "--out-of-distribution", type=Path, metavar="FOLDER", help="clips of other actions, to measure their rejection"
    )
    add_old_spelling(parser, "--strangers", other_actions)
    parser.add_argument(
        "--energy",
        action="store_true",
        help="without cross-split models: find an energy threshold that goes with the threshold",
    )
    parser.add_argument(
        "--except", nargs="+", default=[], dest="known", metavar="CLASS", help="classes of these clips to leave out"
    )
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help="write the result to this file and leave WEIGHTS unchanged"
    )
    parser.add_argument("--title", help="title that menus show")
    parser.add_argument("--record", type=Path, metavar="JSON", help="write a record for python -m core.report")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    return parser


def main() -> None:
    """Entry point of ``python -m core.calibrate``."""
    arguments = parser().parse_args()
    if bool(arguments.novel) != bool(arguments.unseen):
        raise UserError("--novel and --unseen go together: a cross-split model, and the classes that it never saw")
    device = choose_device(arguments.device)
    network, clips = load_checkpoint(arguments.weights), load_pack(arguments.data)
    info = network.info
    if arguments.companions:
        info = replace(info, companions=dict.fromkeys(arguments.companions, 1.0), together={})
    members = [
        Member(network.model, info),
        *(Member(each.model, each.info) for each in map(load_checkpoint, info.companions)),
    ]
    together = fused_card(members)
    temperature, threshold, energy = together.temperature, together.threshold, together.energy_threshold
    if arguments.cross_split:
        others = [load_checkpoint(name) for name in arguments.cross_split]
        if info.companions:
            asked = ask_together(members, clips, others, device)
        else:
            asked = ask_cross_split(clips, info, others, device)
        temperature, threshold = calibrate(asked)
        energy = find_energy_threshold(asked)
    elif arguments.energy:
        known = clips.part(trained_on(info)[0], "train")
        alone = seen_only(score_clips(network, known, device=device))
        if info.companions:
            temperature = arguments.temperature or temperature
            both = seen_only(score_together(members, known, device, temperature))
            threshold, energy = match_thresholds(both, alone, network.info)
        else:
            energy = match_energy_threshold(alone, threshold)
    temperature = temperature if arguments.temperature is None else arguments.temperature
    threshold = threshold if arguments.threshold is None else arguments.threshold
    scales: dict[str, Any] = {"temperature": temperature, "threshold": threshold, "energy_threshold": energy}
    together = replace(together, **scales)
    novel = None
    if arguments.novel:
        novel = unseen_classes(clips, together, load_checkpoint(arguments.novel), arguments.unseen, device)
    unfamiliar = None
    if arguments.out_of_distribution:
        unfamiliar = load_pack(arguments.out_of_distribution, layout=info.layout)
        unfamiliar = unfamiliar.only(
            [i for i, at in enumerate(unfamiliar.labels) if unfamiliar.classes[at] not in arguments.known]
        )
    measured = measure(members, together, clips, unfamiliar, device)
    if info.companions:
        told = {name: value for name, value in scales.items() if value is not None}
        info = replace(info, together={**told, **card_figures(trained_on(info)[0], measured)})
        info = replace(info, recognised=recognised([Member(network.model, info), *members[1:]], clips, device))
    else:
        info = replace(info, **scales)
    path = find_weights(arguments.weights)
    if arguments.out:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        path = Path(shutil.copyfile(path, arguments.out))
        info = replace(info, name=path.stem)
    info = replace(info, title=arguments.title or info.title)
    save_info(path, info)
    figures = {
        "network": info.name,
        "title": info.title,
        "companions": list(info.companions),
        **{name: value for name, value in scales.items() if name != "energy_threshold"},
        "keep": KEEP,
        **measured,
        "novel": asdict(novel) if novel else None,
        "commit": current_commit(),
    }
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    if arguments.record:
        arguments.record.parent.mkdir(parents=True, exist_ok=True)
        arguments.record.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    run_command(main)
