import contextlib
import sys
from pathlib import Path

import pytest
import yaml

from core.errors import UserError
from core.guards.bounded_yaml import check_yaml
from core.train import parse


def _laughs() -> str:
    lines = ["a0: &a0 [ha, ha, ha]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x: " + "[" * 100_000, "nested more than 20 deep"),
        ("".join(" " * n + "-\n" for n in range(300)), "nested more than 20 deep"),
        (_laughs(), "line 1: references"),
        ("x: " + "y" * 2_000_000, "longer than"),
    ],
)
def test_more_than_a_recipe_is_refused_at_once(text: str, message: str) -> None:
    with pytest.raises(yaml.YAMLError, match=message):
        check_yaml(text)


def test_recipes_are_read(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("name: x\nlr: 1e-3\nmodel_args: {base_channels: 32, nodes: [1, 2]}\n")
    config = parse(["--config", str(tmp_path / "r.yaml"), "--data", "clips"])
    assert (config.name, config.lr, config.model_args) == ("x", 1e-3, {"base_channels": 32, "nodes": [1, 2]})


def test_a_bomb_in_a_recipe_ends_in_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r.yaml").write_text(_laughs())
    with pytest.raises(SystemExit) as stopped:
        parse(["--config", str(tmp_path / "r.yaml")])
    assert stopped.value.code == 2
    assert "references (& and *) are not read" in capsys.readouterr().err


@pytest.mark.parametrize(
    "setting",
    [
        "augmentation: {class_path: %s.E}",
        "model_args: {a: {class_path: %s.E, init_args: {}}}",
        "data: {class_path: %s.E}",
    ],
)
def test_nothing_is_imported_that_a_recipe_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    module = f"found_{abs(hash(setting))}"
    (tmp_path / f"{module}.py").write_text(
        "from core.data.augment import Augmentation\nclass E(Augmentation):\n    pass\n"
    )
    (tmp_path / "r.yaml").write_text(f"name: x\n{setting % module}\n")
    arguments = ["--config", str(tmp_path / "r.yaml")] + ([] if "data:" in setting else ["--data", "clips"])
    with contextlib.suppress(UserError, SystemExit):  # or it is taken as a plain value
        parse(arguments)
    assert module not in sys.modules
