from app.diagnostics import diagnostics, versions
from app.player.player import Player
from app.settings import Settings
from tests.app.fakes import FakeWorld


def test_versions_name_every_package() -> None:
    lines = versions()
    assert lines[0].startswith("Python 3.")
    assert any(line.startswith("torch 2.") for line in lines)


def test_what_runs_and_what_was_changed_but_no_names_of_files(world: FakeWorld) -> None:
    status = Player(world.services()).status()
    text = diagnostics(status, Settings(max_people=4, theme="light", pose_model="/home/ada/secret.task"))
    assert "state: idle" in text
    assert "network: none" in text
    assert "changed settings: max_people=4, theme='light'" in text
    assert "secret" not in text
    assert "changed settings: none" in diagnostics(status, Settings())
