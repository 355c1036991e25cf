from collections.abc import Iterator
from pathlib import Path

import pytest

from core import paths
from core.paths import assets_dir, cached, home_dir, own_weights_dir, weights_dir

ROOT = Path(__file__).parents[2]


def test_a_wheel_takes_along_what_the_program_needs_and_no_pictures_of_the_documentation() -> None:
    wheel = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("wheel.force-include]\n")[1].split("\n\n")[0]
    expected = {f'"assets/{path.name}" = "app/assets/{path.name}"' for path in assets_dir().iterdir() if path.is_file()}
    assert set(wheel.splitlines()) == expected | {'"weights" = "core/weights"'}
    assert (assets_dir(), weights_dir()) == (ROOT / "assets", ROOT / "weights")
    assert (ROOT / "assets" / "docs").is_dir()


@pytest.fixture(autouse=True)
def _no_spare_folder_of_another_test() -> Iterator[None]:
    paths._spare.cache_clear()
    yield
    paths._spare.cache_clear()


def test_a_cache_that_cannot_be_made_is_one_in_passing_and_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path / "file" / "cache"))
    spare = cached("a/b.bin").parents[1]
    assert (spare.is_dir(), cached("c") == spare / "c") == (True, True)
    said = capsys.readouterr().err
    assert said.count("warning") == 1
    assert f"{tmp_path / 'file' / 'cache'} cannot be written; set SKELAPP_CACHE" in said


def test_what_is_there_is_found_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path))
    (tmp_path / "model").touch()
    monkeypatch.setattr("core.paths.os.access", lambda *_: False)
    assert cached("model") == tmp_path / "model"
    assert cached("other") != tmp_path / "other"
    monkeypatch.undo()
    monkeypatch.setenv("SKELAPP_CACHE", str(tmp_path))
    assert cached("other") == tmp_path / "other"


def test_a_user_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(*_: object, **__: object) -> str:
        raise RuntimeError("could not determine the home directory")

    for name in ("user_data_dir", "user_cache_dir"):
        monkeypatch.setattr(paths.platformdirs, name, homeless)
    for name in ("SKELAPP_CACHE", "SKELAPP_WEIGHTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("core.paths.Path.home", homeless)
    assert own_weights_dir().parts[-1] == "weights"
    assert cached("x").parent.is_dir()
    assert home_dir().is_dir()
