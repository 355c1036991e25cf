"""Trains a network: ``python -m core.train --config recipes/FILE.yaml`` or ``python -m core.train --data FOLDER ...``.

Reads from top to bottom: configuration, data, network, epochs, weights. Killed at any time it goes on from its last
epoch when the same command is run again.
"""

from __future__ import annotations

import json
import math
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import jsonargparse
import numpy as np
import torch
from lightning.fabric import Fabric
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader, RandomSampler
from tqdm import tqdm

from core.checkpoint import Checkpoint, CheckpointInfo, build_model, load_checkpoint, save_checkpoint
from core.cli import run_command
from core.data.augment import Augmentation
from core.data.clips import Clip, WindowDataset
from core.data.jhmdb import JHMDB_CLASSES, read_jhmdb
from core.errors import UserError
from core.metrics import Metrics, fit_temperature, score
from core.recognizer import prepare


@dataclass
class TrainConfig:
    """Everything a run depends on.

    Attributes:
        data: folder with landmarks33.npz and splits/ (core/data/jhmdb.py says what they hold).
        name: of the run; its state goes to runs/NAME, so that the same command resumes it.
        split: official split, 1 to 3.
        validation: this share of the training clips, whole source videos, is held out for choosing; 0 trains on all.
        model: what create_model builds.
        model_args: its further arguments.
        stream: joint, bone, joint_motion, bone_motion, spatial or motion.
        frames: length of the window.
        rate: frames per second of the window.
        epochs: passes over the training clips.
        batch_size: windows per step.
        optimizer: sgd (Nesterov, momentum 0.9, as in the papers) or adamw.
        lr: peak learning rate; rises linearly over warmup epochs, then falls along a cosine to zero.
        warmup: epochs.
        weight_decay: not applied to biases and batch-norm parameters.
        label_smoothing: share of the target spread over all classes.
        teachers: weights whose mean opinion of each training window is part of the target (distillation, Hinton et al.
            2015); they may see other streams.
        trust: the teachers' share of the target; the labels have the rest.
        ema: decay per step of the running mean of the weights, which is what is evaluated and saved; 0 for none.
        clip_norm: gradients longer than this are shortened.
        augmentation: how far training windows may differ from the clips.
        temperature: written into the card; 0 fits it on the validation clips.
        seed: of every random choice.
        precision: Fabric's, 32-true or bf16-mixed.
        device: auto, cpu, cuda or mps.
        weights: where the trained network goes; default runs/NAME/NAME.safetensors.
        title: what menus show.
    """

    data: Path
    name: str
    split: int = 1
    validation: float = 0.15
    model: str = "stfnet"
    model_args: dict[str, Any] = field(default_factory=dict)
    stream: str = "joint"
    frames: int = 20
    rate: float = 12.5
    epochs: int = 60
    batch_size: int = 32
    optimizer: Literal["sgd", "adamw"] = "adamw"
    lr: float = 2e-3
    warmup: float = 3.0
    weight_decay: float = 0.05
    label_smoothing: float = 0.1
    teachers: list[Path] = field(default_factory=list)
    trust: float = 0.7
    ema: float = 0.99
    clip_norm: float = 5.0
    augmentation: Augmentation = field(default_factory=Augmentation)
    temperature: float = 0.0
    seed: int = 1
    precision: Literal["32-true", "bf16-mixed"] = "32-true"
    device: str = "auto"
    weights: Path | None = None
    title: str = ""


def train(config: TrainConfig) -> Metrics | None:
    """One run. Returns the last validation figures, None without a validation part. The test split is never read."""
    fabric = Fabric(accelerator=config.device, devices=1, precision=config.precision)
    fabric.seed_everything(config.seed, verbose=False)
    run = Path("runs") / config.name

    train_clips, validation_clips = validation_split(
        read_jhmdb(config.data, config.split, "train"), config.validation, config.seed
    )
    train_set = WindowDataset(train_clips, config.frames, config.rate, config.augmentation, config.seed)
    validation_set = WindowDataset(validation_clips, config.frames, config.rate)

    info = CheckpointInfo(
        name=config.name,
        title=config.title or config.name,
        model=config.model,
        model_args=config.model_args,
        layout="kinetics18",
        stream=config.stream,
        frames=config.frames,
        rate=config.rate,
        labels=JHMDB_CLASSES,
        data=f"JHMDB as MediaPipe sees it, training part of split {config.split}",
        license="clips from HMDB51, CC BY 4.0",
    )
    plain_model = build_model(info)
    plain_ema = AveragedModel(plain_model, multi_avg_fn=get_ema_multi_avg_fn(config.ema), use_buffers=True)
    model, optimizer = fabric.setup(plain_model, _optimizer(plain_model, config))
    ema = fabric.to_device(plain_ema)
    judged = ema.module if config.ema else plain_model

    teachers = [load_checkpoint(path) for path in config.teachers]
    for teacher in teachers:
        fabric.to_device(teacher.model)

    settings = json.dumps(_record(config), default=str)
    state = {"model": model, "optimizer": optimizer, "ema": ema, "epoch": 0, "rng": torch.get_rng_state()}
    state["settings"] = settings
    last = run / "last.ckpt"
    if last.exists():
        if fabric.load(last, weights_only=True).get("settings") != settings:
            raise UserError(f"{run} holds a run with other settings; remove it, or choose another --name")
        rest = fabric.load(last, {key: state[key] for key in ("model", "optimizer", "ema")}, weights_only=True)
        state.update(rest)
        torch.set_rng_state(state["rng"].cpu())

    steps = math.ceil(len(train_set) / config.batch_size)
    metrics = None
    for epoch in range(state["epoch"], config.epochs):
        train_set.epoch = epoch
        order = RandomSampler(train_set, generator=torch.Generator().manual_seed(config.seed * 100003 + epoch))
        loader = fabric.setup_dataloaders(DataLoader(train_set, config.batch_size, sampler=order))
        model.train()
        losses = []
        bar = tqdm(loader, desc=f"epoch {epoch + 1}/{config.epochs}", leave=False, disable=None)
        for step, (windows, labels) in enumerate(bar):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(epoch + step / steps, config)
            target = _target(windows, labels, teachers, config)
            loss = nn.functional.cross_entropy(model(prepare(windows, info)), target)
            optimizer.zero_grad()
            fabric.backward(loss)
            fabric.clip_gradients(model, optimizer, max_norm=config.clip_norm)
            optimizer.step()
            ema.update_parameters(plain_model)
            losses.append(loss.item())
        row: dict[str, float] = {"epoch": epoch + 1, "loss": float(np.mean(losses))}
        if validation_clips:
            metrics = score(*predict(judged, validation_set, info, fabric.device))
            row |= {f"validation {key}": value for key, value in metrics.figures().items()}
        print(json.dumps({key: round(value, 4) for key, value in row.items()}), flush=True)
        state |= {"epoch": epoch + 1, "rng": torch.get_rng_state()}
        _save_state(fabric, last, state)

    info = _card(info, config, judged, validation_set, fabric.device, metrics)
    path = config.weights or run / f"{config.name}.safetensors"
    save_checkpoint(path, judged, info, torch.float16)
    print(f"wrote {path}")
    return metrics


def validation_split(clips: list[Clip], share: float, seed: int) -> tuple[list[Clip], list[Clip]]:
    """Holds out whole subjects (source videos) until every class has about this share of its clips held out."""
    wanted = {label: share * sum(clip.label == label for clip in clips) for label in {clip.label for clip in clips}}
    subjects = sorted({clip.subject for clip in clips})
    np.random.default_rng(seed).shuffle(subjects)
    held: set[str] = set()
    for subject in subjects:
        own = [clip.label for clip in clips if clip.subject == subject]
        if all(wanted[label] >= own.count(label) / 2 for label in own):
            held.add(subject)
            for label in own:
                wanted[label] -= 1
    return [c for c in clips if c.subject not in held], [c for c in clips if c.subject in held]


def learning_rate(epoch: float, config: TrainConfig) -> float:
    """Linear warm-up, then a cosine down to zero; ``epoch`` counts fractions."""
    if epoch < config.warmup:
        return config.lr * (epoch + 1e-2) / config.warmup
    along = (epoch - config.warmup) / max(config.epochs - config.warmup, 1e-9)
    return config.lr * (1 + math.cos(math.pi * min(along, 1.0))) / 2


@torch.no_grad()
def predict(
    model: nn.Module, data: WindowDataset, info: CheckpointInfo, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits ``(N, num_classes)`` and labels ``(N,)`` of a whole data set."""
    model.eval()
    logits, labels = [], []
    for windows, target in DataLoader(data, 64):
        logits.append(model(prepare(windows.to(device), info)).float().cpu())
        labels.append(target)
    return torch.cat(logits), torch.cat(labels)


@torch.no_grad()
def _target(
    windows: torch.Tensor, labels: torch.Tensor, teachers: list[Checkpoint], config: TrainConfig
) -> torch.Tensor:
    """What the network shall say of windows ``(N, 3, T, V, M)``: ``(N, num_classes)``, labels and teachers mixed."""
    classes = len(JHMDB_CLASSES)
    target = nn.functional.one_hot(labels, classes) * (1 - config.label_smoothing) + config.label_smoothing / classes
    if teachers:
        said = [teacher.model(prepare(windows, teacher.info)).softmax(dim=1) for teacher in teachers]
        target = (1 - config.trust) * target + config.trust * torch.stack(said).mean(dim=0)
    return target


def _optimizer(model: nn.Module, config: TrainConfig) -> torch.optim.Optimizer:
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": config.weight_decay}, {"params": plain, "weight_decay": 0.0}]
    if config.optimizer == "sgd":
        return torch.optim.SGD(groups, lr=config.lr, momentum=0.9, nesterov=True)
    return torch.optim.AdamW(groups, lr=config.lr)


def _save_state(fabric: Fabric, path: Path, state: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    fabric.save(partial, state)
    partial.replace(path)


def _card(
    info: CheckpointInfo,
    config: TrainConfig,
    model: nn.Module,
    validation: WindowDataset,
    device: torch.device,
    metrics: Metrics | None,
) -> CheckpointInfo:
    temperature = config.temperature or 1.0
    if not config.temperature and len(validation):
        temperature = fit_temperature(*predict(model, validation, info, device))
    record = {**_record(config), "commit": _commit()}
    scores = {f"validation {key}": value for key, value in metrics.figures().items()} if metrics else {}
    return CheckpointInfo(**{**asdict(info), "temperature": temperature, "scores": scores, "training": record})


def _record(config: TrainConfig) -> dict[str, Any]:
    """What a run's outcome depends on: no paths of one computer, nothing that only names or places the result."""
    record = asdict(config)
    for key in ("data", "weights", "title", "temperature", "device"):
        record.pop(key)
    return {**record, "teachers": [Path(path).stem for path in config.teachers]}


def _commit() -> str:
    try:
        command = ["git", "rev-parse", "--short", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def main() -> None:
    """Entry point of ``python -m core.train``."""
    parser = jsonargparse.ArgumentParser(prog="python -m core.train", description="Trains a network.")
    parser.add_argument("--config", action="config", help="a YAML file with any of these settings")
    parser.add_class_arguments(TrainConfig)
    arguments = parser.instantiate(parser.parse_args())
    values = {key: value for key, value in vars(arguments).items() if key != "config"}
    config = TrainConfig(**values)
    if config.device != "auto" and config.device not in ("cpu", "cuda", "mps"):
        raise UserError(f"unknown device {config.device!r}; use auto, cpu, cuda or mps")
    train(config)


if __name__ == "__main__":
    run_command(main)
