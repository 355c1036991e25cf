import argparse

import pytest

from core.benchmark import app
from core.errors import UserError


def test_without_a_screen_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(app.sys, "platform", "linux")
    monkeypatch.setattr(app.shutil, "which", lambda name: None)
    with pytest.raises(UserError, match="apt-get install xvfb"), app.screen():
        pass


def test_a_screen_that_is_there_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":5")
    with app.screen() as display:
        assert display == {}


def test_too_few_frames_are_refused() -> None:
    parser = argparse.ArgumentParser()
    app.add_arguments(parser)
    assert parser.parse_args([]).frames == 20_000
    with pytest.raises(UserError, match="at least 300"):
        app.run(parser.parse_args(["--frames", "30"]))


def test_an_error_of_the_window_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    class Done:
        returncode, stdout, stderr = 2, "", "skelapp: error: x.safetensors is not there\n"

    monkeypatch.setenv("DISPLAY", ":5")
    monkeypatch.setattr(app.subprocess, "run", lambda *_, **__: Done())
    with pytest.raises(UserError, match=r"^x\.safetensors is not there$"):
        app.measure(300, 1, "x.safetensors")
