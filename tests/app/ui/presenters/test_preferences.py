from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PyQt6.QtCore import QByteArray, QSettings

from app.settings import Settings
from app.ui.presenters.preferences import Preferences, open_preferences


def test_first_start(preferences: Preferences) -> None:
    assert preferences.settings == Settings()
    assert preferences.model is None
    assert preferences.recent == []
    assert preferences.layout is None
    assert (preferences.mirror, preferences.loop) == (False, False)


def test_remembers(preferences: Preferences) -> None:
    preferences.settings = Settings(theme="light", max_people=4, show_links=True)
    preferences.model = "stfnet-joint"
    preferences.mirror = True
    preferences.loop = True
    preferences.set_layout(QByteArray(b"geometry"), QByteArray(b"docks"))
    preferences.save()
    again = Preferences(type(preferences._settings)(preferences._settings.fileName(), preferences._settings.format()))
    assert (again.model, again.mirror, again.loop) == ("stfnet-joint", True, True)
    assert again.layout == (QByteArray(b"geometry"), QByteArray(b"docks"))


def test_recent_files_newest_first_without_doubles(preferences: Preferences) -> None:
    preferences.add_recent("0")
    assert preferences.recent == ["0"]
    for number in range(10):
        preferences.add_recent(f"{number}.mp4")
    preferences.add_recent("5.mp4")
    assert preferences.recent == [f"{number}.mp4" for number in (5, 9, 8, 7, 6, 4, 3, 2)]
    preferences.clear_recent()
    assert preferences.recent == []


def ini(path: Path, content: bytes) -> tuple[Preferences, str]:
    path.write_bytes(content)
    return open_preferences(QSettings(str(path), QSettings.Format.IniFormat))


@pytest.mark.parametrize(
    "content",
    [
        b"[General]\ntheme=light\xff\xfe\n",
        b"\x00\x01\x02" * 100,
        b"[General]\nx=@Variant(PyQt_PyObject)\n",
        b"a=" + b"x" * (2 << 20),
    ],
)
def test_a_damaged_file_is_kept_aside(tmp_path: Path, content: bytes) -> None:
    preferences, said = ini(tmp_path / "skelapp.conf", content)
    assert preferences.settings == Settings()
    assert "The usual settings are used; the file was kept as skelapp.conf.damaged" in said
    assert (tmp_path / "skelapp.conf.damaged").read_bytes() == content
    preferences.settings = Settings(theme="light")
    preferences.save()
    assert open_preferences(preferences._settings)[1] == ""


def test_values_that_cannot_be_used_are_named_and_the_others_hold(tmp_path: Path) -> None:
    deep = "[" * 100_000
    content = f'[General]\nmax_people=inf\ntheme=light\nshortcuts="{deep}"\nrecent=@Invalid()\ncamera=@ByteArray(x)\n'
    preferences, said = ini(tmp_path / "skelapp.conf", content.encode())
    assert preferences.settings == Settings(theme="light")
    assert (preferences.shortcuts, preferences.recent, preferences.camera) == ({}, [], "0")
    assert "cannot be used (max_people, shortcuts)" in said
    assert (tmp_path / "skelapp.conf.damaged").read_bytes() == content.encode()


def test_shortcuts_are_text(preferences: Preferences) -> None:
    preferences._settings.setValue("shortcuts", '{"play": "Space", "step": 5, "open": ["Ctrl+O"], "x": null}')
    assert preferences.shortcuts == {"play": "Space"}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(content=st.binary(max_size=200))
def test_whatever_is_in_the_file_there_are_preferences(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        preferences, _ = ini(Path(folder) / "x.conf", b"[General]\nmax_people=" + content)
    assert 0 <= preferences.settings.max_people <= 20
    assert isinstance(preferences.recent, list)
