import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.output.recording import sink_factory
from app.player.player import Player
from app.player.services import real_services
from app.player.state import State
from app.ui.presenters.preferences import Preferences
from app.ui.presenters.presenter import Picture, WindowPresenter
from app.ui.window import MainWindow
from core.checkpoint import save_checkpoint
from core.data.rows import read_rows
from core.sources import open_source
from tests.core.fakes import random_model, small_info


def test_what_is_heavy_waits_until_the_window_is_there() -> None:
    check = "import sys, app.ui.main; print(sorted({'torch', 'mediapipe', 'lightning'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.fixture
def real(qtbot: QtBot, preferences: Preferences, tmp_path: Path) -> Iterator[MainWindow]:
    """A window on real sources, MediaPipe and a small network."""
    weights = tmp_path / "small.safetensors"
    save_checkpoint(weights, random_model(small_info()), small_info())
    window = MainWindow(WindowPresenter(Player(real_services()), preferences))
    qtbot.addWidget(window)
    window.show()
    window.presenter.start(str(weights))
    yield window
    window.close()


def test_the_whole_chain_on_the_synthetic_camera(qtbot: QtBot, real: MainWindow, tmp_path: Path) -> None:
    pictures: list[Picture] = []
    real.presenter.picture_changed.connect(pictures.append)
    export = tmp_path / "rows.jsonl"
    make_sink = sink_factory(1, None, export)
    real.presenter.open("synthetic:frames=24&size=320x240", make_sink)
    qtbot.waitUntil(lambda: real.presenter.status.state is State.ENDED, timeout=60_000)
    assert len(pictures[-1].people) == 1
    qtbot.waitUntil(lambda: not real.presenter.status.exporting, timeout=60_000)
    rows = list(read_rows(export.read_text().splitlines()))
    assert [row.frame for row in rows] == list(range(24))
    (person,) = rows[-1].people
    assert person.state in ("ok", "uncertain")
    assert person.actions[0][0] in ("walk", "wave", "sit")
    assert person.focus is not None
    assert real.docks[0].title.shown() == "What speaks for it  evidence by occlusion · person 1"


def test_networks_change_and_recordings_are_made_while_a_camera_plays(
    qtbot: QtBot, real: MainWindow, tmp_path: Path
) -> None:
    """The synthetic camera brings its joints along: everything but pose estimation is real."""
    other = tmp_path / "other.safetensors"
    info = small_info(name="other", title="Other", labels=("sit", "jump", "wave"))
    save_checkpoint(other, random_model(info, seed=1), info)
    presenter = real.presenter
    pictures: list[Picture] = []
    presenter.picture_changed.connect(pictures.append)
    presenter.open("synthetic:joints=1&live=1&size=320x240")
    qtbot.waitUntil(lambda: len(pictures) > 5, timeout=20_000)

    presenter.load_model(str(other))
    qtbot.waitUntil(lambda: presenter.status.weights == str(other), timeout=20_000)
    assert presenter.status.state is State.PLAYING

    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(other.read_bytes()[:200])
    presenter.load_model(str(damaged))
    qtbot.waitUntil(real.notice.isVisible, timeout=20_000)
    assert "damaged.safetensors" in real.notice.text.text()
    assert "Other stays in use" in real.notice.text.text()
    assert presenter.status.model == info

    video = tmp_path / "camera.mp4"
    real.outputs.record(video)
    before = len(pictures)
    qtbot.waitUntil(lambda: len(pictures) > before + 10, timeout=20_000)
    real.commands.record.trigger()
    qtbot.waitUntil(lambda: not presenter.status.writing, timeout=20_000)
    assert presenter.status.state is State.PLAYING
    presenter.close_source()
    qtbot.waitUntil(video.exists, timeout=20_000)  # under its name once it is whole
    recorded = open_source(str(video))
    assert recorded.size == (320, 240)
    assert (recorded.frame_count or 0) >= 10
    recorded.close()
