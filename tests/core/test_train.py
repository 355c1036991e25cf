import json
from pathlib import Path

import numpy as np
import pytest
import torch

from core.checkpoint import Checkpoint, load_checkpoint
from core.data.clips import Clip
from core.data.jhmdb import JHMDB_CLASSES
from core.errors import UserError
from core.skeleton import KINETICS18
from core.streams import STREAMS
from core.train import TrainConfig, _target, learning_rate, train, validation_split
from tests.core.data.fakes import write_jhmdb
from tests.core.fakes import random_model, small_info


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return write_jhmdb(tmp_path / "jhmdb", ("clap", "run", "wave"), train=8)


def config(data: Path, **changes: object) -> TrainConfig:
    values: dict[str, object] = {
        "data": data, "name": "tiny", "model_args": {"base_channels": 8}, "frames": 16, "epochs": 2, "batch_size": 8,
        "validation": 0.25, "device": "cpu",
    }  # fmt: skip
    return TrainConfig(**{**values, **changes})  # type: ignore[arg-type]


def clips(labels: list[int], subjects: list[str]) -> list[Clip]:
    empty = np.zeros((3, 1, 18, 1), np.float32)
    return [
        Clip(f"{i}", label, empty, np.zeros(1), s) for i, (label, s) in enumerate(zip(labels, subjects, strict=True))
    ]


def test_validation_holds_out_whole_source_videos_of_every_class() -> None:
    all_clips = clips([c for c in range(5) for _ in range(20)], [f"{c}{n // 2}" for c in range(5) for n in range(20)])
    kept, held = validation_split(all_clips, 0.2, seed=3)
    assert len(kept) + len(held) == 100
    assert not {c.subject for c in kept} & {c.subject for c in held}
    assert [sum(c.label == label for c in held) for label in range(5)] == [4] * 5
    assert validation_split(all_clips, 0.0, seed=3) == (all_clips, [])


def test_learning_rate_rises_then_falls_along_a_cosine() -> None:
    settings = TrainConfig(data=Path(), name="", lr=0.1, warmup=4, epochs=24)
    assert learning_rate(2, settings) == pytest.approx(0.05, rel=0.01)
    assert learning_rate(4, settings) == pytest.approx(0.1)
    assert learning_rate(14, settings) == pytest.approx(0.05)
    assert learning_rate(24, settings) == pytest.approx(0)


def test_a_run_learns_and_leaves_usable_weights(workplace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(config(workplace, epochs=12, ema=0.8, lr=5e-3))
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    assert rows[-1]["loss"] < rows[0]["loss"] - 0.5
    checkpoint = load_checkpoint(Path("runs/tiny/tiny.safetensors"))
    assert checkpoint.info.training["seed"] == 1
    assert "data" not in checkpoint.info.training
    assert checkpoint.info.scores["validation clips"] == rows[-1]["validation clips"]
    assert checkpoint.info.temperature > 0


def test_an_interrupted_run_ends_with_the_same_weights(workplace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    train(config(workplace, name="whole", epochs=3, model_args={"base_channels": 8, "dropout": 0.3}))
    import core.train as module

    class Killed(BaseException):
        pass

    save, saved = module._save_state, []

    def kill_after_the_first_epoch(*arguments: object) -> None:
        save(*arguments)  # type: ignore[arg-type]
        saved.append(1)
        raise Killed

    monkeypatch.setattr(module, "_save_state", kill_after_the_first_epoch)
    broken = config(workplace, name="broken", epochs=3, model_args={"base_channels": 8, "dropout": 0.3})
    with pytest.raises(Killed):
        train(broken)
    monkeypatch.setattr(module, "_save_state", save)
    train(broken)
    assert saved == [1]
    whole = load_checkpoint(Path("runs/whole/whole.safetensors")).model.state_dict()
    resumed = load_checkpoint(Path("runs/broken/broken.safetensors")).model.state_dict()
    for key, value in whole.items():
        assert torch.equal(value, resumed[key]), key


def test_without_a_validation_part_it_trains_on_everything(workplace: Path) -> None:
    assert train(config(workplace, validation=0.0, temperature=1.5, epochs=1)) is None
    assert load_checkpoint(Path("runs/tiny/tiny.safetensors")).info.temperature == 1.5


def test_missing_data_is_a_plain_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError, match=r"landmarks33\.npz is missing"):
        train(config(tmp_path))


def test_the_target_is_the_smoothed_label_and_the_mean_opinion_of_the_teachers() -> None:
    teachers = []
    for seed, stream in ((0, "joint"), (1, "bone")):
        info = small_info(labels=JHMDB_CLASSES, stream=stream)
        teachers.append(Checkpoint(random_model(info, seed), info))
    windows, labels = torch.randn(4, 3, 20, 18, 1), torch.tensor([0, 5, 20, 5])
    settings = TrainConfig(data=Path(), name="", label_smoothing=0.21, trust=0.25)
    plain = _target(windows, labels, [], settings)
    torch.testing.assert_close(plain[1, 5], torch.tensor(0.80))
    torch.testing.assert_close(plain[1, 6], torch.tensor(0.01))
    with torch.no_grad():
        joint = teachers[0].model(windows).softmax(1)
        bone = teachers[1].model(STREAMS["bone"](windows, KINETICS18)).softmax(1)
    torch.testing.assert_close(_target(windows, labels, teachers, settings), 0.75 * plain + 0.125 * (joint + bone))


def test_a_run_of_other_settings_is_not_taken_up(workplace: Path) -> None:
    train(config(workplace, epochs=1))
    train(config(workplace, epochs=1, temperature=2.0))  # nothing the weights depend on
    with pytest.raises(UserError, match=r"runs/tiny holds a run with other settings; remove it"):
        train(config(workplace, epochs=1, lr=0.5))
