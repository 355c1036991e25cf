import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.checkpoint import Checkpoint, load_checkpoint, read_info, save_checkpoint
from core.data.augment import Augmentation
from core.data.clips import Clip
from core.data.pack import Pack
from core.data.readers.jhmdb import JHMDB_CLASSES
from core.data.windows import WindowDataset, in_coordinates
from core.errors import UserError
from core.models import create_model
from core.skeleton import KINETICS18
from core.streams import STREAMS
from core.train import (
    TrainConfig,
    _clips,
    _network,
    _optimizer,
    _running_mean,
    _settings,
    _target,
    epoch_batches,
    held_out_temperature,
    learning_rate,
    outcome,
    parse,
    train,
)
from tests.core.data.fakes import write_jhmdb
from tests.core.data.readers.fakes import write_rows as write_export
from tests.core.fakes import random_model, small_info


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_jhmdb(tmp_path / "jhmdb", ("clap", "run", "wave"), train=8)


def config(data: Path, **changes: object) -> TrainConfig:
    values: dict[str, object] = {
        "data": data, "name": "tiny", "split": "split 1", "model_args": {"base_channels": 8}, "frames": 16, "epochs": 2,
        "batch_size": 8, "validation": 0.25, "device": "cpu",
    }  # fmt: skip
    return TrainConfig(**{**values, **changes})  # type: ignore[arg-type]


def weights(name: str) -> dict[str, torch.Tensor]:
    return load_checkpoint(Path(f"runs/{name}/{name}.safetensors")).model.state_dict()


def record(name: str = "tiny") -> dict[str, object]:
    return json.loads(Path(f"runs/{name}/record.json").read_text())  # type: ignore[no-any-return]


def command(data: Path, *arguments: str) -> list[str]:
    """The command line of `config`, in a process of its own."""
    return [
        "-m", "core.train", f"--data={data}", "--split=split 1", '--model_args={"base_channels": 8}', "--frames=16",
        "--batch_size=8", "--validation=0.25", "--device=cpu", *arguments,
    ]  # fmt: skip


def environment(cache: Path) -> dict[str, str]:
    root = str(Path(__file__).parents[2])
    threads = str(torch.get_num_threads())  # sums are equal to the last bit only with as many as this process has
    return {**os.environ, "SKELAPP_CACHE": str(cache), "PYTHONPATH": root, "OMP_NUM_THREADS": threads}


def test_learning_rate_rises_then_falls_along_a_cosine_or_in_steps() -> None:
    settings = TrainConfig(data=Path(), name="", lr=0.1, warmup=4, epochs=24)
    assert learning_rate(2, settings) == pytest.approx(0.05, rel=0.01)
    assert learning_rate(4, settings) == pytest.approx(0.1)
    assert learning_rate(14, settings) == pytest.approx(0.05)
    assert learning_rate(24, settings) == pytest.approx(0)
    steps = TrainConfig(data=Path(), name="", lr=0.1, warmup=0, schedule="steps", milestones=[10, 20], epochs=24)
    assert [learning_rate(epoch, steps) for epoch in (9.9, 10, 19.9, 20)] == pytest.approx([0.1, 0.01, 0.01, 0.001])


def test_batches_hold_every_clip_once_and_processes_share_them() -> None:
    alone = epoch_batches(21, 8, seed=3, epoch=2)
    assert [len(batch) for batch in alone] == [8, 8, 5]
    assert sorted(clip for batch in alone for clip in batch) == list(range(21))
    assert alone != epoch_batches(21, 8, seed=3, epoch=1)
    shares = [epoch_batches(21, 8, 3, 2, rank, 2) for rank in (0, 1)]
    assert [sorted(a + b) for a, b in zip(*shares, strict=True)] == [sorted(batch) for batch in alone]
    assert len(epoch_batches(17, 8, 3, 2, 0, 2)) == 2  # a last batch of one clip is not for two


def test_a_run_learns_and_leaves_usable_weights_and_a_record(workplace: Path) -> None:
    train(config(workplace, epochs=12, ema=0.8, lr=5e-3))
    history = record()["history"]
    assert history[-1]["loss"] < history[0]["loss"] - 0.5  # type: ignore[index]
    info = load_checkpoint(Path("runs/tiny/tiny.safetensors")).info
    assert info.training["seed"] == 1
    assert info.training["data"]["clips"] == 18
    assert "weights" not in info.training
    assert info.scores["validation clips"] == 6
    assert info.temperature > 0
    assert info.labels == JHMDB_CLASSES
    assert info.data == "JHMDB, MediaPipe landmarks, training part of split 1"
    assert list(Path("runs/tiny").glob("events.out.tfevents*"))


def test_the_best_weights_on_the_validation_part_are_kept(workplace: Path) -> None:
    train(config(workplace, epochs=6, ema=0.0, lr=2e-2, keep="best", temperature=1.0))
    rows = record()["history"]
    best = max(rows, key=lambda row: (row["validation top-1"], -row["validation loss"]))  # type: ignore[arg-type, index]
    assert record()["best epoch"] == best["epoch"]
    kept = read_info(Path("runs/tiny/tiny.safetensors"))
    assert kept.scores["validation loss"] == pytest.approx(best["validation loss"], abs=1e-5)


def test_killed_at_any_moment_it_ends_with_the_same_weights(workplace: Path, tmp_path: Path) -> None:
    """SIGKILL in the middle of an epoch: nobody can tidy up."""
    arguments = ['--model_args={"base_channels": 8, "dropout": 0.3}', "--epochs=3"]
    child = subprocess.Popen(
        [sys.executable, *command(workplace, "--name=broken", *arguments)],
        env=environment(tmp_path / "cache"),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    for line in child.stdout:
        if line.startswith("broken 1/3"):
            child.send_signal(signal.SIGKILL)
            break
    child.wait()
    child.stdout.close()
    assert not Path("runs/broken/broken.safetensors").exists()
    train(parse([*command(workplace, "--name=broken", *arguments)[2:]]))
    train(parse([*command(workplace, "--name=whole", *arguments)[2:]]))
    assert [row["epoch"] for row in record("broken")["history"]] == [1, 2, 3]  # type: ignore[attr-defined]
    resumed = weights("broken")
    for key, value in weights("whole").items():
        assert torch.equal(value, resumed[key]), key


def test_two_processes_end_where_one_does(workplace: Path, tmp_path: Path) -> None:
    arguments = ["--optimizer=sgd", "--lr=0.02", "--epochs=2", "--warmup=0", "--batch_size=7"]
    # 18 clips in batches of 7, 7 and 4: the shares of the processes differ
    launch = ["-m", "torch.distributed.run", "--nproc-per-node=2", "--standalone"]
    done = subprocess.run(
        [sys.executable, *launch, *command(workplace, "--name=two", *arguments)],
        env=environment(tmp_path / "cache"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    train(parse(command(workplace, "--name=one", *arguments)[2:]))
    two, one = weights("two"), weights("one")
    torch.manual_seed(1)
    start = create_model("stfnet", num_classes=21, base_channels=8).state_dict()
    moved = 0.0
    for key, value in one.items():
        if value.is_floating_point():
            torch.testing.assert_close(
                two[key], value, rtol=2e-3, atol=2e-4, msg=lambda text, key=key: f"{key}: {text}"
            )
            moved = max(moved, float((value - start[key]).abs().max()))
    assert moved > 0.05
    losses = [[row["loss"] for row in record(name)["history"]] for name in ("two", "one")]  # type: ignore[attr-defined]
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)


def test_without_a_validation_part_it_trains_on_everything(workplace: Path) -> None:
    assert train(config(workplace, validation=0.0, temperature=1.5, epochs=1)) is None
    info = read_info(Path("runs/tiny/tiny.safetensors"))
    assert (info.temperature, info.training["data"]["clips"]) == (1.5, 24)


@pytest.mark.parametrize(("split", "clips"), [("split 2", 24), ("all", 27)])
def test_only_the_training_part_of_the_split_is_used(workplace: Path, split: str, clips: int) -> None:
    train(config(workplace, split=split, validation=0.0, epochs=1))
    assert read_info(Path("runs/tiny/tiny.safetensors")).training["data"]["clips"] == clips


def test_training_clips_of_further_data_sets_join_but_never_those_held_out(workplace: Path) -> None:
    settings = config(workplace, more=[workplace / "landmarks33.npz"])  # the same clips by another name
    train_clips, held_out = _clips(settings)
    assert len(held_out) == 6
    assert len(train_clips) + 2 * len(held_out) == 2 * 24
    assert not set(train_clips.subjects) & set(held_out.subjects)
    half = len(train_clips) // 2
    assert train_clips.ids[:half] == train_clips.ids[half:]
    assert _settings(settings, train_clips)["more"] == [train_clips.digest]


def test_missing_data_and_unknown_settings_are_plain_errors(
    tmp_path: Path, workplace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(UserError, match="does not exist"):
        train(config(tmp_path / "nowhere"))
    with pytest.raises(UserError, match=r"no split 'xsub' with a part 'train'; there are: split 1: train, test"):
        train(config(workplace, split="xsub"))
    with pytest.raises(UserError, match="model must be one of stgcn"):
        train(config(workplace, model="transformer"))
    with pytest.raises(SystemExit) as stop:
        parse(["--data=x", "--name=y", "--learning_rate=3"])
    assert stop.value.code == 2
    assert "learning_rate" in capsys.readouterr().err
    (tmp_path / "bad.yaml").write_text("name: y\ndata: x\nepoch: 3\n")
    with pytest.raises(SystemExit):
        parse([f"--config={tmp_path / 'bad.yaml'}"])
    assert "epoch" in capsys.readouterr().err
    with pytest.raises(UserError, match="unknown device 'tpu'"):
        parse(["--data=x", "--name=y", "--device=tpu"])


def test_a_yaml_file_gives_settings_and_the_command_line_overrides_them(tmp_path: Path) -> None:
    (tmp_path / "recipe.yaml").write_text(
        "name: y\nlr: 0.5\nepochs: 9\naugmentation: {flip: 0}\nmodel_args: {tdf: false}\n"
    )
    found = parse([f"--config={tmp_path / 'recipe.yaml'}", "--data=x", "--epochs=4", "--augmentation.noise=0.5"])
    assert (found.lr, found.epochs, found.model_args) == (0.5, 4, {"tdf": False})
    assert (found.augmentation.flip, found.augmentation.noise, found.augmentation.scale) == (0, 0.5, 0.1)


@pytest.mark.parametrize(
    "recipe", sorted((Path(__file__).parents[2] / "core" / "recipes").glob("*.yaml")), ids=lambda p: p.stem
)
def test_every_recipe_is_a_valid_configuration_of_a_network_that_exists(recipe: Path) -> None:
    found = parse([f"--config={recipe}", "--data=x"])
    assert found.name
    assert found.exclude is None or (recipe.parents[2] / found.exclude).is_file()
    create_model(found.model, num_classes=5, **found.model_args)


# epochs, milestones, batch, Nesterov, weight decay on everything, frames, sampling, coordinates, convention
PAPERS = {
    "stfnet-ntu60": (65, [30, 40], 32, True, False, 300, "time", "body", ""),
    "stfnet-ntu120": (65, [30, 40], 32, True, False, 300, "time", "body", ""),
    "stfnet-kinetics": (65, [30, 55], 32, True, False, 150, "time", "body", ""),
    "bagcn-ntu60": (50, [30, 40], 32, True, False, 300, "time", "body", ""),
    "bagcn-kinetics": (65, [20, 40, 55], 32, True, False, 300, "time", "body", ""),
    "spatial-attention-ntu60": (50, [30, 40], 64, True, False, 300, "time", "body", ""),
    "stfnet-ntu60-literal": (65, [30, 40], 32, True, True, 300, "repeat", "aligned", "2s-agcn"),
    "stfnet-ntu120-literal": (65, [30, 40], 32, True, True, 300, "repeat", "aligned", "2s-agcn"),
    "stfnet-kinetics-literal": (65, [30, 55], 32, True, True, 150, "time", "picture", "2s-agcn"),
    "bagcn-ntu60-literal": (50, [30, 40], 64, False, True, 300, "repeat", "aligned", "2s-agcn"),
    "bagcn-kinetics-literal": (65, [20, 40, 55], 128, False, True, 300, "time", "picture", "2s-agcn"),
    "spatial-attention-ntu60-literal": (50, [30, 40], 64, True, True, 300, "repeat", "aligned", "2s-agcn"),
}


@pytest.mark.parametrize("name", PAPERS)
def test_the_papers_recipes_are_as_the_papers_say(name: str) -> None:
    found = parse(["--config", name, "--data=x"])
    settings = (found.epochs, found.milestones, found.batch_size, found.nesterov, found.decay_all)
    assert (*settings, found.frames, found.sampling, found.coordinates, found.convention) == PAPERS[name]
    assert (found.optimizer, found.lr, found.decay, found.weight_decay) == ("sgd", 0.1, 0.1, 1e-4)
    assert (found.schedule, found.warmup, found.ema, found.clip_norm, found.label_smoothing) == ("steps", 0, 0, 0, 0)
    assert (found.people, found.validation, found.y_down, found.distillation_weight) == (2, 0, True, 0.7)
    public = {"people": "all", "places": 2, "norm_each": True}
    assert found.model_args == (public if name.endswith("literal") else {})
    moved = asdict(found.augmentation)
    kinetics = name.startswith("stfnet-kinetics")
    assert moved.pop("keep") == (0.5 if kinetics else 1)
    wanted = {"rotation": 10, "scale": 0.1, "shift": 0.2} if kinetics else {}
    assert {key: value for key, value in moved.items() if value} == wanted


def test_momentum_and_weight_decay_are_as_the_settings_say() -> None:
    model = create_model("stgcn", num_classes=2, base_channels=8)
    settings = TrainConfig(data=Path(), name="", optimizer="sgd", weight_decay=0.1)
    plain = _optimizer(model, settings)
    assert [group["weight_decay"] for group in plain.param_groups] == [0.1, 0.0]
    assert all(group["nesterov"] for group in plain.param_groups)
    assert {p.ndim for p in plain.param_groups[1]["params"]} == {1}
    every = _optimizer(model, replace(settings, decay_all=True, nesterov=False))
    assert sum(len(group["params"]) for group in every.param_groups if group["weight_decay"] == 0.1) == len(
        list(model.parameters())
    )
    assert not any(group["nesterov"] for group in every.param_groups)


def test_a_literal_recipe_trains_on_aligned_skeletons(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three channels, two places, and a card from which the same windows are made again."""
    joints = np.random.default_rng(0).normal(size=(6, 4, 12, 25, 1)).astype(np.float32)
    joints[:, 3] = 1
    clips = [Clip(f"c{i}", i % 2, each, np.arange(12) / 30, f"s{i}", layout="ntu25") for i, each in enumerate(joints)]
    monkeypatch.setattr("core.train._load", lambda path, config: Pack.of(clips, ("a", "b")))
    literal = parse(["--config", "bagcn-ntu60-literal", "--data=x", "--epochs=1", "--frames=16", "--device=cpu"])
    args = {**literal.model_args, "base_channels": 8}
    train(replace(literal, name="literal", split="all", model_args=args))
    checkpoint = load_checkpoint("runs/literal/literal.safetensors")
    assert (checkpoint.info.convention, checkpoint.info.sampling) == ("2s-agcn", "repeat")
    assert checkpoint.model.entry.norm.num_features == 2 * 25 * 6
    windows, _ = WindowDataset(Pack.of(clips), checkpoint.info)[0]
    assert windows.shape == (4, 16, 25, 2)
    assert torch.equal(windows[:, 12:], windows[:, :4])
    info = small_info(labels=("a", "b"), layout="ntu25", dimensions=3)
    save_checkpoint(Path("body.safetensors"), random_model(info), info)
    pupil = replace(literal, name="pupil", split="all", model_args=args, teachers=[Path("body.safetensors")])
    with pytest.raises(UserError, match="the teacher small takes body coordinates, not aligned"):
        train(pupil)


def test_the_target_is_the_smoothed_label_and_the_mean_opinion_of_the_teachers() -> None:
    teachers = []
    for seed, stream in ((0, "joint"), (1, "bone")):
        info = small_info(labels=JHMDB_CLASSES, stream=stream)
        teachers.append(Checkpoint(random_model(info, seed), info))
    windows, labels = torch.randn(4, 3, 20, 18, 1), torch.tensor([0, 5, 20, 5])
    settings = TrainConfig(data=Path(), name="", label_smoothing=0.21, distillation_weight=0.25)
    plain = _target(windows, labels, 21, [], settings)
    torch.testing.assert_close(plain[1, 5], torch.tensor(0.80))
    torch.testing.assert_close(plain[1, 6], torch.tensor(0.01))
    with torch.no_grad():
        joint = teachers[0].model(windows).softmax(1)
        bone = teachers[1].model(STREAMS["bone"](windows, KINETICS18)).softmax(1)
    torch.testing.assert_close(_target(windows, labels, 21, teachers, settings), 0.75 * plain + 0.125 * (joint + bone))


def test_teachers_see_windows_in_their_own_coordinates() -> None:
    infos = [small_info(labels=JHMDB_CLASSES, coordinates=each) for each in ("body", "running")]
    teachers = [Checkpoint(random_model(info, 0), info) for info in infos]
    windows = torch.randn(2, 3, 20, 18, 1)
    windows[:, 2] = 0.9
    settings = TrainConfig(data=Path(), name="", distillation_weight=1.0)
    body, running = (_target(windows, torch.tensor([0, 1]), 21, [teacher], settings) for teacher in teachers)
    with torch.no_grad():
        expected = teachers[1].model(in_coordinates(windows, infos[1])).softmax(1)
    torch.testing.assert_close(running, expected)
    assert not torch.allclose(body, running)


def test_compiled_it_trains_the_same_network(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the real door, with the backend that needs no C++ compiler."""
    compiled, compile_ = [], torch.compile

    def eager(network: torch.nn.Module, backend: str = "eager") -> object:
        compiled.append(network)
        return compile_(network, backend=backend)

    monkeypatch.setattr("core.train.torch.compile", eager)
    small = {"model": "stgcn", "model_args": {"base_channels": 8, "layers": 1}, "epochs": 1, "validation": 0.0}
    train(config(workplace, name="fast", compile=True, **small))
    train(config(workplace, name="plain", **small))
    assert compiled
    fast = weights("fast")
    for key, value in weights("plain").items():
        torch.testing.assert_close(fast[key], value, rtol=1e-3, atol=1e-4, msg=key)


def test_a_run_of_other_settings_is_not_taken_up(workplace: Path) -> None:
    train(config(workplace, epochs=1))
    train(config(workplace, epochs=1, temperature=2.0))  # nothing the weights depend on
    with pytest.raises(UserError, match=r"runs/tiny holds a run with other settings or data; remove it"):
        train(config(workplace, epochs=1, lr=0.5))


def test_a_run_may_start_from_other_weights(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(config(workplace, epochs=1, name="first"))
    start = Path("runs/first/first.safetensors")
    train(config(workplace, epochs=1, lr=0.0, weight_decay=0.0, ema=0.0, init=start))
    total = len(weights("first"))
    assert f"first.safetensors: {total} of {total} tensors taken" in capsys.readouterr().out
    one, other = weights("first"), weights("tiny")
    for key in dict(create_model("stfnet", num_classes=21, base_channels=8).named_parameters()):
        torch.testing.assert_close(other[key], one[key], msg=key)
    save_checkpoint(Path("small.safetensors"), random_model(small_info()), small_info())
    with pytest.raises(UserError, match="the teacher small knows other classes"):
        train(config(workplace, name="pupil", teachers=[Path("small.safetensors")]))


def test_the_old_spelling_of_the_distillation_weight_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    settings = TrainConfig(data=Path(), name="", trust=0.25)
    assert (settings.distillation_weight, settings.trust) == (0.25, None)
    assert "trust is now called distillation_weight" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("epochs", -1), ("epochs", 0), ("batch_size", -3), ("lr", float("inf")), ("lr", float("nan")), ("lr", -0.1),
        ("temperature", -1.0), ("rate", 0.0), ("rate", float("inf")), ("frames", 0), ("people", 0), ("ema", 1.5),
        ("validation", 1.0), ("validation", -0.1), ("label_smoothing", 2.0), ("distillation_weight", -1.0),
        ("workers", -1), ("weight_decay", -1.0), ("warmup", -1.0), ("clip_norm", -1.0), ("decay", 0.0), ("seed", -1),
        ("augmentation.flip", 1.5), ("augmentation.noise", -1.0), ("augmentation.keep", float("nan")),
    ],
)  # fmt: skip
def test_settings_out_of_their_range_are_refused_before_anything_is_written(
    workplace: Path, setting: str, value: float
) -> None:
    group, _, name = setting.rpartition(".")
    changes = {group: Augmentation(**{name: value})} if group else {name: value}
    with pytest.raises(UserError, match=rf"{setting} must lie between .* not {value!r}"):
        train(config(workplace, **changes))
    assert not Path("runs").exists()


@pytest.mark.parametrize("name", ["../../../x", "/tmp/x", "", ".", "..", "a/b", "a\\b", ".hidden", "x" * 101, "a\0b"])
def test_a_run_stays_in_its_folder(workplace: Path, name: str) -> None:
    with pytest.raises(UserError, match="cannot be the name of a run"):
        train(config(workplace, name=name))
    assert not Path("runs").exists()


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 torn", None])
def test_a_damaged_state_says_what_to_do(workplace: Path, damage: bytes | None) -> None:
    train(config(workplace, epochs=1))
    state = Path("runs/tiny/last.ckpt")
    state.write_bytes(state.read_bytes()[:-2000] if damage is None else damage)
    with pytest.raises(UserError, match=r"last\.ckpt is damaged .* remove it to begin the run anew"):
        train(config(workplace, epochs=1))


def test_clips_without_a_class_are_not_trained_on(workplace: Path) -> None:
    write_export(workplace.parent / "loose" / "a.jsonl")
    with pytest.raises(UserError, match=r"1 clips have no class, such as a; put each clip into a folder"):
        train(config(workplace.parent / "loose", split="all", validation=0.0))


def test_few_clips_get_their_steps(workplace: Path) -> None:
    """18 training clips in batches of 8 are 3 steps an epoch: 7 steps take 3 epochs, and the rate falls over them."""
    train(config(workplace, epochs=1, min_steps=7, warmup=0, lr=0.1))
    history = record()["history"]
    assert [row["lr"] for row in history] == pytest.approx([0.1, 0.075, 0.025])  # type: ignore[attr-defined]
    train(config(workplace, name="more", epochs=2, min_steps=3))
    assert len(record("more")["history"]) == 2  # type: ignore[arg-type]


def test_the_running_mean_warms_up() -> None:
    update = _running_mean(TrainConfig(data=Path(), name="", ema=0.9, ema_warmup=True))
    mean, current = [torch.zeros(1), torch.tensor(3)], [torch.ones(1), torch.tensor(4)]
    update(mean, current, torch.tensor(1))
    assert float(mean[0]) == pytest.approx(1 - 2 / 11)
    assert int(mean[1]) == 4
    mean[0].zero_()
    update(mean, current, 10000)
    assert float(mean[0]) == pytest.approx(0.1)


def test_recipes_are_found_by_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for words in (["--config", "own-clips"], ["--config=own-clips"]):
        found = parse([*words, "--data=x", "--name", "own-clips"])
        assert (found.name, found.min_steps, found.init, found.sampling) == (
            "own-clips",
            400,
            Path("stfnet-joint"),
            "clip",
        )
        assert (found.keep, found.ema_warmup, found.augmentation.flip) == ("best", True, 0)
    Path("own-clips").write_text("name: mine\n")
    assert parse(["--config", "own-clips", "--data=x"]).name == "mine"


def test_the_own_clips_recipe_starts_from_the_whole_bundled_network(capsys: pytest.CaptureFixture[str]) -> None:
    found = parse(["--config", "own-clips", "--data=x"])
    info = small_info(
        labels=("a", "b"), model=found.model, model_args=found.model_args, stream=found.stream, frames=found.frames
    )
    network = _network(found, info).state_dict()
    bundled = load_checkpoint("stfnet-joint").model.state_dict()
    taken = [name for name, value in network.items() if torch.equal(value, bundled.get(name, torch.zeros(0)))]
    assert len(taken) == len(network) - 2  # all but the last layer's weight and bias
    assert "tensors taken" in capsys.readouterr().out


def test_a_handful_of_right_answers_is_no_reason_to_be_certain() -> None:
    right = torch.arange(40) % 4
    logits = torch.nn.functional.one_hot(right, 4).float()
    assert held_out_temperature(logits[:4], right[:4]) == 1
    assert held_out_temperature(logits, right) < 0.5


def test_the_outcome_is_said_and_the_next_command() -> None:
    logits = torch.eye(4).repeat(5, 1)
    right = torch.arange(4).repeat(5)
    assert outcome((logits, right), 4, Path("w")) == [
        "recognises 20 of 20 clips that were held out (100.0%)", "to use it: skelapp --model w",
    ]  # fmt: skip
    guessed = torch.where(torch.arange(20) < 7, right, (right + 1) % 4)
    said = outcome((logits, guessed), 4, Path("w"))
    assert said[0] == "recognises 7 of 20 clips that were held out (35.0%)"
    assert said[1].startswith("that is little better than guessing; with few clips python -m core.teach")
    assert outcome(None, 4, Path("w"))[0].startswith("no clips were held out")


def test_own_clips_are_warned_about(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = write_jhmdb(workplace.parent / "few", ("clap", "run"), train=1)
    train(config(few, split="all", epochs=1, validation=0.0))
    said = capsys.readouterr().out
    assert "note: few clips of " in said or "note: only one clip of " in said
    assert "to use it: skelapp --model runs/tiny/tiny.safetensors" in said
    assert "no clips were held out" in said


@pytest.mark.skipif(sys.platform == "win32", reason="there are no named pipes in folders")
def test_a_recipe_that_is_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.yaml")
    with pytest.raises(UserError, match=r"x\.yaml is not a file"):
        parse(["--config", str(tmp_path / "x.yaml")])
