import json
import shutil
from pathlib import Path

import pytest

from core.errors import UserError
from core.evaluation.records import read_records
from core.report.__main__ import main
from tests.core.report.fakes import write, write_plan

ROOT = Path(__file__).parents[3]


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *options: str) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.argv", ["report", *options])
    main()


def test_pages_are_written_checked_and_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    records = write_plan(tmp_path / "results")
    page, picture = records / "unique" / "README.md", tmp_path / "assets" / "docs" / "results" / "unique.png"
    write(records, "split1/stgcn-joint", 0.4, key="unique", unique=True)
    run(monkeypatch, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert "| ST-GCN, joint | 40.0 (34.0 to 45.0) |" in text
    assert "![Without repeats](../../assets/docs/results/unique.png)" in text
    assert "| [Without repeats](results/unique/README.md) | 1 | 40.0 | |" in (tmp_path / "RESULTS.md").read_text()
    assert picture.is_file()
    run(monkeypatch, tmp_path, "--check")
    capsys.readouterr()
    run(monkeypatch, tmp_path, "--json")
    assert json.loads(capsys.readouterr().out)["unique"] == {
        "top1": 0.4, "what": "ST-GCN, joint", "runs": ["split1/stgcn-joint"],
    }  # fmt: skip
    run(monkeypatch, tmp_path, "--missing", "jhmdb")
    assert "--name jhmdb-split1-stgcn-joint" in capsys.readouterr().out
    picture.unlink()
    with pytest.raises(UserError, match=r"unique\.png is missing; run python -m core\.report"):
        run(monkeypatch, tmp_path, "--check")
    write(records, "split1/stgcn-joint", 0.5, key="unique", unique=True)
    with pytest.raises(UserError, match=r"RESULTS\.md is not what the records say"):
        run(monkeypatch, tmp_path, "--check")


def test_records_are_sorted_and_the_last_of_a_name_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = write_plan(tmp_path / "results")
    for name, top1 in (("split2/stgcn-joint", 0.6), ("split1/stgcn-joint", 0.4), ("split2/stgcn-joint", 0.5)):
        write(records, name, top1)
    path = records / "jhmdb" / "records.jsonl"
    assert path.read_text().count("\n") == 3
    run(monkeypatch, tmp_path)
    assert path.read_text().count("\n") == 2
    assert [(name, each.top1) for name, each in read_records(path).items()] == [
        ("split1/stgcn-joint", 0.4), ("split2/stgcn-joint", 0.5),
    ]  # fmt: skip


def test_our_own_pages_are_what_the_records_say(monkeypatch: pytest.MonkeyPatch) -> None:
    run(monkeypatch, ROOT, "--check")


def test_a_new_topic_needs_a_record_and_an_introduction_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = write_plan(tmp_path / "results")
    shutil.copytree(ROOT / "results" / "speed", records / "counting", ignore=shutil.ignore_patterns("*.md"))
    with pytest.raises(UserError, match=r"counting/intro\.md is missing or empty: write '# TITLE' and a paragraph"):
        run(monkeypatch, tmp_path)
    (records / "counting" / "intro.md").write_text("# Counting\n\nA step: {step/figures/step_ms:.1f} ms.\n\nMore.\n")
    run(monkeypatch, tmp_path)
    step = json.loads((records / "counting" / "step.json").read_text())["figures"]["step_ms"]
    link = f"## Counting\n\nA step: {step:.1f} ms. [More](results/counting/README.md)\n"
    assert link in (tmp_path / "RESULTS.md").read_text()
    assert "| step_ms | " in (records / "counting" / "README.md").read_text()
