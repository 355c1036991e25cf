from pathlib import Path

from core.paths import assets_dir, weights_dir

ROOT = Path(__file__).parents[2]


def test_a_wheel_takes_along_what_the_program_needs_and_no_pictures_of_the_documentation() -> None:
    wheel = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("wheel.force-include]\n")[1].split("\n\n")[0]
    expected = {f'"assets/{path.name}" = "app/assets/{path.name}"' for path in assets_dir().iterdir() if path.is_file()}
    assert set(wheel.splitlines()) == expected | {'"weights" = "core/weights"'}
    assert (assets_dir(), weights_dir()) == (ROOT / "assets", ROOT / "weights")
    assert (ROOT / "assets" / "docs").is_dir()
