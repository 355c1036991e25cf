import json
from typing import Any

import pytest

from core.benchmark import live
from core.benchmark.__main__ import main
from core.errors import UserError

_MS = {"p50": 1.0, "p95": 2.0, "p99": 3.0}
FIGURES = {
    "video": "clip.mp4", "model": "small", "room": 3, "people": 2.5, "frames": 10, "pose_only_fps": 50.0,
    "chain_fps": 46.0, "share": 0.92, "stages_ms": {"pose": _MS, "draw": _MS}, "latency_p50_ms": 20.0,
    "latency_p95_ms": 25.5, "latency_p99_ms": 30.0, "prediction_age_p95_ms": 80.0, "dropped": 4, "peak_mb": 600,
}  # fmt: skip


def call(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr("sys.argv", ["core.benchmark", "live", *arguments])
    main()


def test_the_chain_is_measured_and_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(live, "measure", lambda arguments: asked.append(arguments) or FIGURES)
    call(monkeypatch, "clip.mp4", "--people", "3", "--json")
    assert json.loads(capsys.readouterr().out) == FIGURES
    assert asked[0]["people"] == 3
    assert asked[0]["sources"] is None
    call(monkeypatch, "clip.mp4")
    out = capsys.readouterr().out
    assert "pose alone 50.0 frames/s, all 46.0: 92.0%; peak memory 600 MB" in out
    assert "4 frames left out" in out


def test_several_sources(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"sources": 2, "fps_total": 60.0, "fps_each": [28.0, 32.0], "fairness": 0.875, "peak_mb": 700}]
    monkeypatch.setattr(live, "measure", lambda arguments: rows)
    call(monkeypatch, "clip.mp4", "--sources", "2")
    assert capsys.readouterr().out.splitlines()[1].split() == ["2", "60.0", "28.0", "32.0", "0.88", "700"]


def test_what_goes_wrong_in_the_other_process_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match=r"^nothing\.mp4 does not exist"):
        call(monkeypatch, "nothing.mp4", "--rounds", "1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--people", "0"], "at least 1 person"), (["--rounds", "0"], "1 round"), (["--sources", "0"], "from 1")],
)
def test_bad_numbers(monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        call(monkeypatch, "clip.mp4", *arguments)
