from pathlib import Path

from core.benchmark.record import SpeedRecord, write_speed
from core.report.speed import read_speeds, render_speed

STEP = SpeedRecord("step", {"step_ms": 1.23456, "continual_ms": None, "threads": 1}, {"cores": "2"}, "abc")


def test_single_figures_stand_in_two_columns() -> None:
    text = render_speed([STEP])
    assert "### `python -m core.benchmark step`\n\ncores 2; commit abc\n" in text
    assert "| step_ms | 1.235 |" in text
    assert "| continual_ms | not measured |" in text


def test_rows_and_stages_are_tables_of_their_own() -> None:
    figures = {"share": 0.95, "each": [1.0, 2.5], "stages_ms": {"pose": {"p50": 12.0, "p95": 20.0}}, "rows": [{"a": 1}]}
    lines = render_speed([SpeedRecord("live", figures, {}, "abc")]).splitlines()
    assert "| each | 1, 2.5 |" in lines
    assert lines[lines.index("stages_ms:") + 2 :][:3] == ["| | p50 | p95 |", "|---|---|---|", "| pose | 12 | 20 |"]
    assert lines[lines.index("rows:") + 2 :][:3] == ["| a |", "|---|", "| 1 |"]
    listed = render_speed([SpeedRecord("models", [{"model": "stgcn", "macs": 3}], {}, "abc")])
    assert "| model | macs |\n|---|---|\n| stgcn | 3 |" in listed


def test_records_come_by_name_and_none_is_no_section(tmp_path: Path) -> None:
    assert render_speed(read_speeds(tmp_path / "nowhere")) == ""
    for name in ("b", "a"):
        write_speed(tmp_path / f"{name}.json", name, {})
    assert [record.command for record in read_speeds(tmp_path)] == ["a", "b"]
