"""What people install: the wheel, used from elsewhere, in a folder and by a user who cannot write there."""

import ctypes
import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
_ROOT_ON_LINUX = sys.platform.startswith("linux") and os.geteuid() == 0
_USE = """
import os, sys
from pathlib import Path
import app.cli, core
from core.checkpoint import load_checkpoint, list_weights
from core.paths import assets_dir, weights_dir
from core.train import parse
place = Path(sys.argv[1])
assert all(place in Path(module.__file__).parents for module in (app.cli, core)), core.__file__
assert place in weights_dir().parents and place in assets_dir().parents
assert not os.access(place, os.W_OK), "it is meant to be read only"
assert len(load_checkpoint(list_weights()[0].name).info.labels) > 10
assert (assets_dir() / "demo.mp4").stat().st_size > 100_000
assert parse(["--config", "own-clips", "--data", "x"]).model == "stfnet"
sys.exit(app.cli.main(["--list-models"]))
"""


def _obey_modes() -> None:
    """Root gives up the capability to write where modes forbid it."""
    ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)  # PR_CAPBSET_DROP, CAP_DAC_OVERRIDE


def test_a_wheel_finds_its_weights_assets_and_recipes(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=ROOT, check=True,
        capture_output=True,
    )  # fmt: skip
    place, home = tmp_path / "Prüfung 検査 of it" / "site", tmp_path / "nobody's home"
    (wheel,) = tmp_path.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(place)
    home.mkdir()
    folders = [home, place, *(path for path in place.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SKELAPP", "XDG"))}
    done = subprocess.run(
        [sys.executable, "-c", _USE, place], cwd=home, env={**kept, "HOME": str(home), "PYTHONPATH": str(place)},
        capture_output=True, text=True, preexec_fn=_obey_modes if _ROOT_ON_LINUX else None,
    )  # fmt: skip
    for folder in folders:
        folder.chmod(0o755)  # for whoever tidies up
    assert done.returncode == 0, done.stderr
    assert "stfnet-joint" in done.stdout
    assert "Traceback" not in done.stderr
