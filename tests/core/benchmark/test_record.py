import json
from pathlib import Path

import pytest

from core.benchmark.__main__ import main
from core.benchmark.record import read_speed, write_speed
from core.errors import UserError


def test_a_record_keeps_the_command_without_places_and_the_figures(tmp_path: Path) -> None:
    path = tmp_path / "speed" / "live.json"
    write_speed(path, "live /home/me/juggle.mp4 --people 3 --record results/x.json", {"share": 0.95})
    record = read_speed(path)
    assert record.command == "live juggle.mp4 --people 3"
    assert record.figures == {"share": 0.95}
    assert int(record.machine["cores"]) >= 1


def test_the_command_writes_what_json_would_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("core.benchmark.live.measure", lambda arguments: {"people": arguments["people"]})
    monkeypatch.setattr("sys.argv", ["core.benchmark", "live", "a.mp4", "--people", "3", f"--record={tmp_path / 'r'}"])
    main()
    assert "wrote" in capsys.readouterr().out
    written = json.loads((tmp_path / "r").read_text())
    assert (written["figures"], written["command"]) == ({"people": 3}, "live a.mp4 --people 3")


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"top-1": 1}')
    with pytest.raises(UserError, match=r"x\.json is not a speed record"):
        read_speed(tmp_path / "x.json")
