"""Trains a network: ``python -m core.train --config RECIPE --data FOLDER``.

RECIPE is a YAML file, or the name of one in ``core/recipes``, such as ``own-clips``.

The file reads from top to bottom: configuration, data, network, epochs, weights. A run that is killed at any time
resumes from its last epoch when the same command is run again. On several GPUs or machines, use ``torchrun
--nproc-per-node 4 -m core.train``: the batch is divided among the processes, and the result is that of one process with
the same batch.
"""

from __future__ import annotations

import json
import math
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import jsonargparse
import torch
from lightning.fabric import Fabric
from lightning.fabric.loggers import TensorBoardLogger
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader
from tqdm import tqdm

from core.card import CheckpointInfo, check_model_args
from core.checkpoint import Checkpoint, build_model, load_checkpoint, save_checkpoint, take_over
from core.cli import run_command, warn
from core.data.advice import shortcomings
from core.data.augment import Augmentation
from core.data.pack import Pack, load_pack
from core.data.splits import validation_split
from core.data.windows import WindowDataset, identity_collate, in_coordinates
from core.distributed import processes, share_batch_norms
from core.errors import UserError
from core.evaluation.metrics import Metrics, fit_temperature, score
from core.evaluation.predict import predict
from core.evaluation.records import current_commit
from core.guards import bounded_yaml
from core.guards.limits import TEXT, check_size
from core.guards.ranges import AUGMENTATION, TRAINING, check_ranges
from core.streams import prepare

_ENOUGH_TO_CALIBRATE = 30  # clips
RECIPES = Path(__file__).parent / "recipes"


@dataclass
class TrainConfig:
    """Everything a run depends on.

    Attributes:
        data: folder or file of any form that ``python -m core.data inspect`` reads.
        name: name of the run; its state goes to runs/NAME, so that the same command resumes it.
        split: official split whose training part is used, such as "split 1"; "all" uses every clip.
        validation: share of the training clips, by whole subjects or source videos, that is held out for validation; 0
            trains on all clips.
        exclude: file with a list of clips to leave out.
        skip_bad: leave out clips that cannot be read.
        more: further data sets with the same classes and splits, such as other extractions of the same videos; their
            training clips are trained on too.
        layout: convert the skeletons to this layout first, for instance to pretrain on other data; "" keeps them.
        model: name of the network, for create_model.
        model_args: further arguments of create_model.
        init: weights to start from; tensors with the same name and shape are loaded.
        stream: joint, bone, joint_motion, bone_motion, spatial or motion.
        frames: length of the window in frames.
        rate: frames per second of the window.
        sampling: time: the last frames / rate seconds, as when live; clip: the whole clip in as many frames; repeat:
            the whole clip over and over until there are as many, as in public code.
        people: how many people of a clip the network sees at once.
        coordinates: body: in body units of the whole window; running: of the frames so far, for causal networks;
            picture: in shares of the picture, for Kinetics-Skeleton; aligned: as public code prepares NTU RGB+D.
        convention: how streams are made: "" as everywhere here, or as in the public code 2s-agcn or pyskl.
        y_down: whether y grows downward in what the network sees; it does in all data here.
        epochs: passes over the training clips.
        min_steps: more passes where these would be fewer steps: of few clips a pass is a step or two.
        batch_size: windows per step, of all processes together.
        optimizer: sgd (momentum 0.9) or adamw.
        nesterov: sgd only: Nesterov's momentum.
        lr: peak learning rate, reached linearly over the warmup epochs.
        schedule: cosine: lr falls to zero along a cosine; steps: lr is multiplied by decay after each milestone.
        milestones: epochs after which lr is multiplied by decay.
        decay: factor for lr at each milestone.
        warmup: number of warmup epochs.
        weight_decay: weight decay.
        decay_all: it is applied to biases and batch-norm parameters too.
        label_smoothing: share of the target spread over all classes.
        teachers: weights whose mean prediction for a training window is part of the target (distillation, Hinton et al.
            2015); they may see other streams.
        distillation_weight: the teachers' share of the target; the labels have the rest.
        ema: decay per step of the running mean of the weights, which is what is evaluated and saved; 0 for none.
        ema_warmup: the running mean starts short, so that it has forgotten the first weights after few steps too.
        clip_norm: gradients longer than this are shortened; 0: none are.
        augmentation: how far training windows may differ from the clips.
        keep: which weights become the result: those of the last epoch, or of the best epoch on the validation part.
        temperature: temperature written into the card; 0 fits it on the validation clips.
        seed: seed of every random choice.
        validation_seed: seed of the choice of the validation part.
        precision: Fabric's precision: 32-true, bf16-mixed or 16-mixed.
        compile: run the network through torch.compile.
        workers: processes that prepare batches in parallel; 0: in the training process (a few percent slower).
        device: auto, cpu, cuda or mps.
        weights: file for the trained network; default runs/NAME/NAME.safetensors.
        title: title that menus show.
        license: licence of the data, for the card.
    """

    data: Path
    name: str
    split: str = "all"
    validation: float = 0.15
    exclude: Path | None = None
    skip_bad: bool = False
    more: list[Path] = field(default_factory=list)
    layout: str = ""
    model: str = "stfnet"
    model_args: dict[str, Any] = field(default_factory=dict)
    init: Path | None = None
    stream: str = "joint"
    frames: int = 20
    rate: float = 12.5
    sampling: Literal["time", "clip", "repeat"] = "time"
    people: int = 1
    coordinates: Literal["body", "running", "picture", "aligned"] = "body"
    convention: Literal["", "2s-agcn", "pyskl"] = ""
    y_down: bool = True
    epochs: int = 60
    min_steps: int = 0
    batch_size: int = 32
    optimizer: Literal["sgd", "adamw"] = "adamw"
    nesterov: bool = True
    lr: float = 2e-3
    schedule: Literal["cosine", "steps"] = "cosine"
    milestones: list[int] = field(default_factory=list)
    decay: float = 0.1
    warmup: float = 3.0
    weight_decay: float = 0.05
    decay_all: bool = False
    label_smoothing: float = 0.1
    teachers: list[Path] = field(default_factory=list)
    distillation_weight: float = 0.7
    ema: float = 0.99
    ema_warmup: bool = False
    clip_norm: float = 5.0
    augmentation: Augmentation = field(default_factory=Augmentation)
    keep: Literal["last", "best"] = "last"
    temperature: float = 0.0
    seed: int = 1
    validation_seed: int = 1
    precision: Literal["32-true", "bf16-mixed", "16-mixed"] = "32-true"
    compile: bool = False
    workers: int = 0
    device: str = "auto"
    weights: Path | None = None
    title: str = ""
    license: str = ""
    trust: float | None = None  # the old spelling of distillation_weight

    def __post_init__(self) -> None:
        if self.trust is not None:
            warn("trust is now called distillation_weight")
            self.distillation_weight, self.trust = self.trust, None


def train(config: TrainConfig) -> Metrics | None:
    """One run. Returns the last validation figures, None without a validation part. The test split is never read.

    Raises:
        UserError: the data or the settings cannot be used.
    """
    check(config)
    run = Path("runs") / config.name
    here, machines = processes()
    fabric = Fabric(
        accelerator=config.device,
        devices=here,
        num_nodes=machines,
        strategy="ddp" if here * machines > 1 else "auto",
        precision=config.precision,
        loggers=TensorBoardLogger(run, name="", version=""),
    )
    fabric.launch()

    train_clips, validation_clips = _clips(config)
    batches = math.ceil(len(train_clips) / config.batch_size)
    config = replace(config, epochs=max(config.epochs, math.ceil(config.min_steps / batches)))
    if config.split == "all" and fabric.is_global_zero:
        _advise(train_clips, validation_clips)
    info = _first_card(config, train_clips)
    # in body units rather than running ones: teachers may want these
    given = replace(info, coordinates="body") if config.coordinates == "running" else info
    train_set = WindowDataset(train_clips, given, config.augmentation, config.seed)
    validation_set = WindowDataset(validation_clips, info) if len(validation_clips) else None

    torch.manual_seed(config.seed)
    network = _network(config, info)
    if fabric.world_size > 1:
        share_batch_norms(network)
    average = AveragedModel(network, multi_avg_fn=_running_mean(config), use_buffers=True)
    optimizer = _optimizer(network, config)
    model, optimizer = fabric.setup(torch.compile(network) if config.compile else network, optimizer)
    average = fabric.to_device(average)
    judged = average.module if config.ema else network
    teachers = _teachers(config, info, fabric)

    state: dict[str, Any] = {"model": network, "optimizer": optimizer, "average": average}
    settings = _settings(config, train_clips)
    progress = _Progress(settings=json.dumps(settings, default=str))
    last = run / "last.ckpt"
    if last.exists():
        progress = _resume(fabric, last, state, progress)

    started = time.monotonic() - progress.seconds
    while progress.epoch < config.epochs:
        epoch = progress.epoch
        train_set.epoch = epoch
        torch.manual_seed((config.seed * 100003 + epoch) * 1009 + fabric.global_rank)  # of dropout
        ours = fabric.global_rank, fabric.world_size
        order = epoch_batches(len(train_set), config.batch_size, config.seed, epoch, *ours)
        loader = fabric.setup_dataloaders(
            DataLoader(train_set, batch_sampler=order, collate_fn=identity_collate, num_workers=config.workers),
            use_distributed_sampler=False,
        )
        model.train()
        loss_sum = torch.zeros((), device=fabric.device)
        title = f"{config.name} {epoch + 1}/{config.epochs}"
        bar = tqdm(loader, title, batches, leave=False, disable=None if fabric.is_global_zero else True)
        for step, (windows, labels) in enumerate(bar):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(epoch + step / batches, config)
            target = _target(windows, labels, len(info.labels), teachers, config)
            x = prepare(in_coordinates(windows, info), info)
            loss = nn.functional.cross_entropy(model(x), target, reduction="sum")
            # of the whole batch, whoever holds how many of its clips: gradients are averaged over the processes
            whole_batch = min(config.batch_size, len(train_set) - step * config.batch_size)
            loss = loss * fabric.world_size / whole_batch
            optimizer.zero_grad()
            fabric.backward(loss)
            if config.clip_norm:
                fabric.clip_gradients(model, optimizer, max_norm=config.clip_norm)
            optimizer.step()
            average.update_parameters(network)
            loss_sum += loss.detach()
        figures = {"loss": float(fabric.all_reduce(loss_sum / batches)), "lr": learning_rate(epoch, config)}
        scores: dict[str, float] = {}
        if validation_set is not None:
            scores = _named(score(*predict(judged, validation_set, info, fabric.device)))
            figures |= scores
        progress.add(epoch + 1, figures, time.monotonic() - started)
        if fabric.is_global_zero:
            fabric.log_dict(figures, step=epoch + 1)
            shown = "  ".join(f"{key} {value:.4g}" for key, value in figures.items())
            print(f"{config.name} {epoch + 1}/{config.epochs}  {shown}", flush=True)
            if progress.best_epoch == epoch + 1:
                save_checkpoint(run / "best.safetensors", judged, replace(info, scores=scores))
        _save(fabric, last, state, progress)

    said = predict(judged, validation_set, info, fabric.device) if validation_set is not None else None
    if fabric.is_global_zero:
        chosen, said_by_chosen = judged, said
        if config.keep == "best" and validation_set is not None and progress.best_epoch:
            chosen = load_checkpoint(run / "best.safetensors").model.to(fabric.device)
            said_by_chosen = predict(chosen, validation_set, info, fabric.device)
        _finish(config, info, chosen, said_by_chosen, progress, run, settings)
    fabric.barrier()
    return score(*said) if said is not None else None


def check(config: TrainConfig) -> None:
    """Raises a `UserError` where a setting is out of its range, or the name would lead out of runs/."""
    check_ranges(vars(config), TRAINING)
    check_ranges(asdict(config.augmentation), AUGMENTATION, "augmentation.")
    check_model_args(config.model_args)
    if not re.fullmatch(r"\w[\w.,+= -]{0,99}", config.name):
        raise UserError(f"{config.name!r:.120} cannot be the name of a run, which is that of a folder; choose another")
    if len(config.milestones) > 1000:
        raise UserError(f"{len(config.milestones)} milestones are too many")


def epoch_batches(clips: int, size: int, seed: int, epoch: int, rank: int = 0, world: int = 1) -> list[list[int]]:
    """The batches of one epoch in random order, of each the share of one of ``world`` processes.

    A last batch too small for everybody to get a clip is left out.
    """
    order = torch.randperm(clips, generator=torch.Generator().manual_seed(seed * 100003 + epoch)).tolist()
    batches = [order[start : start + size] for start in range(0, clips, size)]
    return [batch[rank::world] for batch in batches if len(batch) >= world]


def learning_rate(epoch: float, config: TrainConfig) -> float:
    """Linear warm-up, then a cosine down to zero, or steps; ``epoch`` counts fractions."""
    if epoch < config.warmup:
        return config.lr * (epoch + 1e-2) / config.warmup
    if config.schedule == "steps":
        return config.lr * config.decay ** sum(epoch >= milestone for milestone in config.milestones)
    along = (epoch - config.warmup) / max(config.epochs - config.warmup, 1e-9)
    return config.lr * (1 + math.cos(math.pi * min(along, 1.0))) / 2


@dataclass
class _Progress:
    """How far a run has come; part of its state on disk."""

    settings: str
    epoch: int = 0
    best_epoch: int = 0
    seconds: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)

    def add(self, epoch: int, figures: dict[str, float], seconds: float) -> None:
        self.epoch, self.seconds = epoch, seconds
        self.history.append({"epoch": epoch, **figures})
        if "validation top-1" in figures:
            best = max(self.history, key=lambda row: (row["validation top-1"], -row["validation loss"]))
            self.best_epoch = int(best["epoch"])


def _running_mean(config: TrainConfig) -> Callable[[Any, Any, Any], None]:
    """The exponential moving average of the weights; with ``ema_warmup`` the decay after n steps is at most
    ``(1 + n) / (10 + n)``."""
    if not config.ema_warmup:
        return get_ema_multi_avg_fn(config.ema)

    @torch.no_grad()
    def update(mean: list[Tensor], current: list[Tensor], steps: Tensor | int) -> None:
        number = float(steps)
        share = 1 - min(config.ema, (1 + number) / (10 + number))
        for old, new in zip(mean, current, strict=True):
            if old.is_floating_point():
                old.lerp_(new.to(old.dtype), share)
            else:
                old.copy_(new)

    return update


def _load(path: Path, config: TrainConfig) -> Pack:
    return load_pack(path, config.exclude, config.skip_bad, config.layout)


def _clips(config: TrainConfig) -> tuple[Pack, Pack]:
    clips, *others = (
        pack if config.split == "all" else pack.part(config.split, "train")
        for pack in (_load(path, config) for path in (config.data, *config.more))
    )
    nameless = [pack.ids[int(index)] for pack in (clips, *others) for index in (pack.labels < 0).nonzero()[0]]
    if nameless:
        raise UserError(f"{config.data}: {len(nameless)} clips have no class, such as {nameless[0]}; "
                        "put each clip into a folder that is named after its class")  # fmt: skip
    train_clips, validation_clips = validation_split(clips, config.validation, config.validation_seed)
    if not len(train_clips):
        raise UserError(f"{config.data}: no clip is left to train on")
    held_out = set(validation_clips.subjects)
    more = [pack.only([i for i, name in enumerate(pack.subjects) if name not in held_out]) for pack in others]
    return Pack.joined([train_clips, *more]), validation_clips


def _advise(*parts: Pack) -> None:
    """Prints what is wanting in one's own clips."""
    labels = [label for part in parts for label in part.labels.tolist()]
    subjects = [subject for part in parts for subject in part.subjects]
    for sentence in shortcomings(labels, subjects, parts[0].classes):
        print(f"note: {sentence}")


def _first_card(config: TrainConfig, clips: Pack) -> CheckpointInfo:
    part = "all clips" if config.split == "all" else f"training part of {config.split}"
    return CheckpointInfo(
        name=config.name,
        title=config.title or config.name,
        model=config.model,
        model_args=config.model_args,
        layout=clips.layout,
        stream=config.stream,
        frames=config.frames,
        rate=config.rate,
        sampling=config.sampling,
        people=config.people,
        dimensions=clips.coordinates,
        coordinates=config.coordinates,
        convention=config.convention,
        y_down=config.y_down,
        labels=clips.classes,
        data=f"{clips.title}, {part}",
        license=config.license,
    )


def _network(config: TrainConfig, info: CheckpointInfo) -> nn.Module:
    try:
        network = build_model(info)
    except (ValueError, KeyError) as error:
        raise UserError(str(error)) from error
    if config.init is not None:
        taken = take_over(network, config.init)
        print(f"{config.init}: {taken} of {len(network.state_dict())} tensors taken")
    return network


def _teachers(config: TrainConfig, info: CheckpointInfo, fabric: Fabric) -> list[Checkpoint]:
    teachers = [load_checkpoint(path) for path in config.teachers]
    for teacher in teachers:
        if (teacher.info.labels, teacher.info.layout) != (info.labels, info.layout):
            raise UserError(f"the teacher {teacher.info.name} knows other classes or another layout than the data")
        fixed = {"picture", "aligned"} & {teacher.info.coordinates, info.coordinates}
        if fixed and teacher.info.coordinates != info.coordinates:
            raise UserError(
                f"the teacher {teacher.info.name} takes {teacher.info.coordinates} coordinates, not {info.coordinates}"
            )
        fabric.to_device(teacher.model)
    return teachers


@torch.no_grad()
def _target(windows: Tensor, labels: Tensor, classes: int, teachers: list[Checkpoint], config: TrainConfig) -> Tensor:
    """What the network shall say of windows ``(N, C, T, V, M)`` in body units: ``(N, classes)``, labels and teachers
    mixed."""
    target = nn.functional.one_hot(labels, classes) * (1 - config.label_smoothing) + config.label_smoothing / classes
    if teachers:
        said = [
            teacher.model(prepare(in_coordinates(windows, teacher.info), teacher.info)).softmax(dim=1)
            for teacher in teachers
        ]
        target = (1 - config.distillation_weight) * target + config.distillation_weight * torch.stack(said).mean(dim=0)
    return target


def _optimizer(model: nn.Module, config: TrainConfig) -> torch.optim.Optimizer:
    decayed = [p for p in model.parameters() if p.ndim > 1 or config.decay_all]
    plain = [p for p in model.parameters() if p.ndim <= 1 and not config.decay_all]
    groups = [{"params": decayed, "weight_decay": config.weight_decay}, {"params": plain, "weight_decay": 0.0}]
    if config.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=config.lr, momentum=0.9, nesterov=config.nesterov)
    return torch.optim.AdamW(groups, lr=config.lr)


def _resume(fabric: Fabric, path: Path, state: dict[str, Any], fresh: _Progress) -> _Progress:
    try:
        saved = _Progress(**json.loads(fabric.load(path, weights_only=True)["progress"]))
    except Exception as error:  # a damaged file makes the unpickler fail in any way
        raise UserError(f"{path} is damaged ({_first_line(error)}); remove it to begin the run anew") from error
    if saved.settings != fresh.settings:
        raise UserError(f"{path.parent} holds a run with other settings or data; remove it, or choose another --name")
    try:
        fabric.load(path, state, strict=False, weights_only=True)
    except Exception as error:
        raise UserError(f"{path} does not fit the network ({_first_line(error)}); remove it") from error
    return saved


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def _save(fabric: Fabric, path: Path, state: dict[str, Any], progress: _Progress) -> None:
    """The run as it stands; whoever is killed while writing leaves the last state whole."""
    partial = path.with_suffix(".partial")
    try:
        fabric.save(partial, {**state, "progress": json.dumps(asdict(progress))})
    except (OSError, RuntimeError) as error:
        raise UserError(f"{partial} cannot be written ({_first_line(error)}); is the disk full?") from error
    if fabric.is_global_zero:
        partial.replace(path)


def _finish(
    config: TrainConfig,
    info: CheckpointInfo,
    network: nn.Module,
    said: tuple[Tensor, Tensor] | None,
    progress: _Progress,
    run: Path,
    settings: dict[str, Any],
) -> None:
    """Weights with their card, and the record of the run; ``said`` are the network's logits and the labels of the
    validation part."""
    temperature, scores = config.temperature or 1.0, {}
    if said is not None:
        temperature = config.temperature or held_out_temperature(*said)
        scores = _named(score(*said))
    settings = {**settings, "commit": current_commit(), "seconds": round(progress.seconds, 1)}
    path = config.weights or run / f"{config.name}.safetensors"
    save_checkpoint(
        path, network, replace(info, temperature=temperature, scores=scores, training=settings), torch.float16
    )
    record = {
        "name": config.name,
        **settings,
        "parameters": sum(parameter.numel() for parameter in network.parameters()),
        "best epoch": progress.best_epoch,
        "history": progress.history,
    }
    (run / "record.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {path}")
    for line in outcome(said, len(info.labels), path):
        print(line)


def held_out_temperature(logits: Tensor, labels: Tensor) -> float:
    """What `fit_temperature` finds; 1 of fewer clips than can tell it: when all of a handful are right, it would make
    every answer certain."""
    return fit_temperature(logits, labels) if len(labels) >= _ENOUGH_TO_CALIBRATE else 1.0


def outcome(said: tuple[Tensor, Tensor] | None, classes: int, path: Path) -> list[str]:
    """How well it went, and what to do next.

    Args:
        said: the network's logits and the labels of the clips that were held out; None: none were.
        classes: how many there are.
        path: where the weights are.
    """
    lines = []
    if said is None:
        lines.append("no clips were held out: how well it recognises new ones is not known; record more of each class")
    else:
        hits, total = int((said[0].argmax(dim=1) == said[1]).sum()), len(said[1])
        lines.append(f"recognises {hits} of {total} clips that were held out ({hits / total:.1%})")
        chance = 1 / classes
        if hits / total < chance + 2 * math.sqrt(chance * (1 - chance) / total):
            lines.append(
                "that is little better than guessing; with few clips python -m core.teach does better, in a second"
            )
    return [*lines, f"to use it: skelapp --model {path}"]


def _named(metrics: Metrics) -> dict[str, float]:
    """The figures by the names they have in records and cards."""
    return {f"validation {key}": value for key, value in metrics.figures().items()}


def _settings(config: TrainConfig, clips: Pack) -> dict[str, Any]:
    """What a run's outcome depends on: no paths of one computer, nothing that only names or places the result."""
    settings = {name: value for name, value in asdict(config).items() if name != "trust"}
    for key in ("data", "more", "exclude", "weights", "title", "license", "temperature", "device", "workers", "keep"):
        settings.pop(key)
    named = {
        "teachers": [Path(path).stem for path in config.teachers],
        "init": config.init and config.init.stem,
        "exclude": config.exclude and config.exclude.name,
        "more": [_load(path, config).digest for path in config.more],
    }
    return {**settings, **named, "data": {"title": clips.title, "digest": clips.digest, "clips": len(clips)}}


def parser() -> jsonargparse.ArgumentParser:
    """The command line; unknown settings are refused."""
    bounded_yaml.install()
    parser = jsonargparse.ArgumentParser(
        prog="python -m core.train", description="Trains a network.", parser_mode=bounded_yaml.MODE
    )
    parser.add_argument("--config", action="config", help="a YAML file with any of these settings")
    parser.add_class_arguments(TrainConfig)
    return parser


def parse(arguments: list[str] | None = None) -> TrainConfig:
    """The configuration that a command line gives, with the YAML file it may name."""
    reader = parser()
    try:
        given = reader.instantiate(
            reader.parse_args(with_recipes_found(sys.argv[1:] if arguments is None else arguments))
        )
    except ImportError as error:
        raise UserError(f"a setting names a class to import: {_first_line(error)}") from error
    except Exception as error:  # what a damaged file makes the parser raise
        raise UserError(f"the settings cannot be read ({_first_line(error)})") from error
    config = TrainConfig(**{key: value for key, value in vars(given).items() if key != "config"})
    if config.device not in ("auto", "cpu", "cuda", "mps"):
        raise UserError(f"unknown device {config.device!r}; use auto, cpu, cuda or mps")
    if config.device == "cuda" and not torch.cuda.is_available():
        raise UserError("there is no CUDA device on this computer; use --device cpu")
    return config


def with_recipes_found(arguments: list[str]) -> list[str]:
    """The command line with names of recipes, after --config, as their files."""
    out = []
    for number, word in enumerate(arguments):
        option, equals, name = word.rpartition("=")
        after = option == "--config" if equals else number > 0 and arguments[number - 1] == "--config"
        recipe = RECIPES / f"{name}.yaml"
        if after and Path(name).exists():
            check_size(Path(name), TEXT)
        known = after and not Path(name).exists() and recipe.is_file()
        out.append(f"{option}{equals}{recipe}" if known else word)
    return out


def main() -> None:
    """Entry point of ``python -m core.train``."""
    train(parse())


if __name__ == "__main__":
    run_command(main)
