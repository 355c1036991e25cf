import json
from pathlib import Path

import pytest

from core.errors import UserError
from core.report.__main__ import main
from tests.core.report.fakes import write, write_plan


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *options: str) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", ["results", *options])
    main()


def test_results_are_written_checked_and_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = write_plan(tmp_path / "results")
    write(records, "j1-stgcn-joint-unique", 0.4, unique=True)
    run(monkeypatch, tmp_path)
    assert "| ST-GCN, joint | 40.0 (34.0 to 45.0) |" in (tmp_path / "RESULTS.md").read_text(encoding="utf-8")
    assert (tmp_path / "assets" / "results_unique.png").is_file()
    run(monkeypatch, tmp_path, "--check")
    capsys.readouterr()
    run(monkeypatch, tmp_path, "--json")
    assert json.loads(capsys.readouterr().out)["unique"] == {
        "top1": 0.4, "what": "ST-GCN, joint", "runs": ["j1-stgcn-joint-unique"],
    }  # fmt: skip
    write(records, "j1-stgcn-joint-unique", 0.5, unique=True)
    with pytest.raises(UserError, match=r"RESULTS\.md is not what the records say"):
        run(monkeypatch, tmp_path, "--check")
    run(monkeypatch, tmp_path, "--missing", "jhmdb")
    assert "--name j1-stgcn-joint" in capsys.readouterr().out
