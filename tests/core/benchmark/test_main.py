import json
from pathlib import Path

import pytest

from core.benchmark.__main__ import main
from core.errors import UserError


def test_the_record_has_what_json_would_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("core.benchmark.models.run", lambda arguments: print('a note\n[{"model": "stgcn", "ms": 1.5}]'))
    record = tmp_path / "models.json"
    monkeypatch.setattr("sys.argv", ["core.benchmark", "models", "--model", "stgcn", f"--record={record}"])
    main()
    assert "wrote" in capsys.readouterr().out
    written = json.loads(record.read_text())
    assert written["figures"] == [{"model": "stgcn", "ms": 1.5}]
    assert written["command"].startswith("python -m core.benchmark models --model stgcn")


@pytest.mark.parametrize(("name", "place"), [("app", "window"), ("live", "live")])
def test_what_moved_to_the_program_is_named(name: str, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["core.benchmark", name])
    with pytest.raises(UserError, match=f"python -m app.benchmark {place}$"):
        main()
