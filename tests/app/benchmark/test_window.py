import argparse

import pytest

from app.benchmark import window as benchmark
from app.benchmark.window import Log
from core.errors import UserError


def test_figures_are_those_of_the_pictures_after_warming_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now, memory = [0.0], [100.0]
    monkeypatch.setattr(benchmark.time, "perf_counter", lambda: now[0])
    monkeypatch.setattr(benchmark, "resident_mb", lambda: memory[0])
    log = Log(frames=100)
    log.started = 1.5
    for index in range(111):
        now[0] = index / 30
        log.read(index)
        if index == 5:
            now[0] += 0.3  # a stall while warming up does not count
        log.beat()
        if index == 40:
            now[0] += 0.08
            log.beat()
        if index % 10 == 7:
            continue  # not shown
        now[0] += 0.02
        log.painted(index)
        log.painted(index)  # painted again, as when the mouse moves
        memory[0] = 100 + index / 10
    assert log.done
    figures = log.figures()
    assert figures["start_s"] == 1.5
    assert figures["frames"] == 101  # from 10, where a tenth had passed, to 110
    assert figures["dropped"] == 10
    assert figures["interval_p50_ms"] == pytest.approx(1000 / 30, abs=0.1)
    assert figures["interval_p99_ms"] == pytest.approx(2000 / 30, abs=8)
    assert figures["latency_p50_ms"] == pytest.approx(20, abs=0.1)
    assert figures["max_stall_ms"] == pytest.approx(75, abs=1)  # 80 ms less the pace of the pulse
    assert figures["growth_mb"] == pytest.approx(10.1, abs=0.11)


def test_memory_is_that_of_this_process() -> None:
    before = benchmark.resident_mb()
    block = bytearray(64 * 2**20)
    block[::4096] = b"x" * len(block[::4096])
    assert benchmark.resident_mb() - before > 50


def test_without_a_screen_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(benchmark.sys, "platform", "linux")
    monkeypatch.setattr(benchmark.shutil, "which", lambda name: None)
    with pytest.raises(UserError, match="apt-get install xvfb"), benchmark.screen():
        pass


def test_a_screen_that_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":5")
    with benchmark.screen() as display:
        assert display == {}


def test_too_few_frames_are_refused() -> None:
    parser = argparse.ArgumentParser()
    benchmark.add_arguments(parser)
    assert parser.parse_args([]).frames == 20_000
    with pytest.raises(UserError, match="at least 300"):
        benchmark.run(parser.parse_args(["--frames", "30"]))


def test_an_error_of_the_window_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Done:
        returncode, stdout, stderr = 2, "", "skelapp: error: x.safetensors is not there\n"

    monkeypatch.setenv("DISPLAY", ":5")
    monkeypatch.setattr(benchmark.subprocess, "run", lambda *_, **__: Done())
    with pytest.raises(UserError, match=r"^x\.safetensors is not there$"):
        benchmark.measure(300, 1, "x.safetensors")
