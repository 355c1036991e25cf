"""Preferences that are kept between two starts of the program."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import fields
from pathlib import Path

from PyQt6.QtCore import QByteArray, QSettings

from app.settings import Settings, read, unusable
from core.paths import home_dir

_RECENT = 8
_SIZE = 1 << 20  # bytes of a file of settings; they need some ten thousand
_COMMANDS = 1000  # shortcuts that are believed


class Preferences:
    """Typed access to QSettings, with one property per setting.

    The speed of playing is not among them: a program that starts at a tenth of the speed looks broken.
    """

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def settings(self) -> Settings:
        """What the settings dialog shows."""
        return read(self._stored())

    @settings.setter
    def settings(self, settings: Settings) -> None:
        for item in fields(Settings):
            value = getattr(settings, item.name)
            if value == item.default:
                self._settings.remove(item.name)  # whoever chose nothing gets the defaults of later versions
            else:
                self._settings.setValue(item.name, value)

    @property
    def model(self) -> str | None:
        """The weights used last: a name, several names joined with ``+``, or a path."""
        value = self._settings.value("model")
        return value if isinstance(value, str) and value else None

    @model.setter
    def model(self, name: str) -> None:
        self._settings.setValue("model", name)

    @property
    def mirror(self) -> bool:
        """The picture is shown as in a mirror."""
        return self._is_set("mirror")

    @mirror.setter
    def mirror(self, mirror: bool) -> None:
        self._settings.setValue("mirror", mirror)

    @property
    def simple(self) -> bool:
        """The picture with one sentence is shown, not all panels: what a first start shows."""
        return self._is_set("simple") if self._settings.contains("simple") else self.layout is None

    @simple.setter
    def simple(self, simple: bool) -> None:
        self._settings.setValue("simple", simple)

    @property
    def loop(self) -> bool:
        """Files start again at their end."""
        return self._is_set("loop")

    @loop.setter
    def loop(self, loop: bool) -> None:
        self._settings.setValue("loop", loop)

    @property
    def taught_set(self) -> str:
        """The set of examples that was shown last; empty if none was."""
        return str(self._settings.value("taught_set") or "")

    @taught_set.setter
    def taught_set(self, name: str) -> None:
        self._settings.setValue("taught_set", name)

    @property
    def who(self) -> str:
        """Who shows examples; empty if nobody said."""
        return str(self._settings.value("who") or "")

    @who.setter
    def who(self, name: str) -> None:
        self._settings.setValue("who", name)

    @property
    def repetitions(self) -> int:
        """How many examples a recording has."""
        return self._number("repetitions", 5)

    @repetitions.setter
    def repetitions(self, count: int) -> None:
        self._settings.setValue("repetitions", count)

    @property
    def countdown(self) -> int:
        """Seconds before a recording begins."""
        return self._number("countdown", 5)

    @countdown.setter
    def countdown(self, seconds: int) -> None:
        self._settings.setValue("countdown", seconds)

    @property
    def keep_videos(self) -> bool:
        """The pictures of recorded examples are kept too."""
        return self._is_set("keep_videos")

    @keep_videos.setter
    def keep_videos(self, keep: bool) -> None:
        self._settings.setValue("keep_videos", keep)

    @property
    def folder(self) -> str:
        """Where a file was written last."""
        value = self._settings.value("folder")
        return value if isinstance(value, str) and value else str(home_dir())

    @folder.setter
    def folder(self, folder: str) -> None:
        self._settings.setValue("folder", folder)

    @property
    def shortcuts(self) -> dict[str, str]:
        """Shortcuts that differ from the defaults, by command; empty if a command has none."""
        return _read_shortcuts(self._settings.value("shortcuts")) or {}

    @shortcuts.setter
    def shortcuts(self, shortcuts: dict[str, str]) -> None:
        self._settings.setValue("shortcuts", json.dumps(shortcuts))

    @property
    def angles(self) -> tuple[str, ...]:
        """The joints whose angles are shown, as `core.angles` names them."""
        value = self._settings.value("angles")
        return tuple(str(value).split(",")) if value else ("r elbow", "l elbow", "r knee", "l knee")

    @angles.setter
    def angles(self, names: tuple[str, ...]) -> None:
        self._settings.setValue("angles", ",".join(names) or "none")

    @property
    def camera(self) -> str:
        """Number of the camera that was played last."""
        value = self._settings.value("camera")
        return value if isinstance(value, str) and value.isdecimal() else "0"

    @camera.setter
    def camera(self, number: str) -> None:
        self._settings.setValue("camera", number)

    @property
    def recent(self) -> list[str]:
        """Recently opened sources, the newest first."""
        value = self._settings.value("recent")
        several = value if isinstance(value, list) else [value]
        return [item for item in several if isinstance(item, str) and item][:_RECENT]

    def add_recent(self, uri: str) -> None:
        """Remember a source."""
        others = [item for item in self.recent if item != uri]
        self._settings.setValue("recent", [uri, *others][:_RECENT])

    def clear_recent(self) -> None:
        """Forget the sources."""
        self._settings.remove("recent")

    @property
    def layout(self) -> tuple[QByteArray, QByteArray] | None:
        """Geometry and docks of the window, as Qt packs them; None at the first start."""
        geometry, docks = self._settings.value("geometry"), self._settings.value("docks")
        return (geometry, docks) if isinstance(geometry, QByteArray) and isinstance(docks, QByteArray) else None

    def set_layout(self, geometry: QByteArray, docks: QByteArray) -> None:
        """Remember geometry and docks."""
        self._settings.setValue("geometry", geometry)
        self._settings.setValue("docks", docks)

    @property
    def unusable(self) -> list[str]:
        """The names of what is stored but cannot be used."""
        shortcuts = self._settings.value("shortcuts")
        return unusable(self._stored()) + ["shortcuts"] * bool(shortcuts and _read_shortcuts(shortcuts) is None)

    def _stored(self) -> dict[str, object]:
        return {item.name: self._settings.value(item.name) for item in fields(Settings)}

    def _is_set(self, name: str) -> bool:
        return self._settings.value(name) in (True, "true")  # files give text back

    def _number(self, name: str, usual: int) -> int:
        value = str(self._settings.value(name) or "")
        return int(value) if value.isdecimal() and 0 < int(value) < 100 else usual

    def save(self) -> None:
        """Write everything now."""
        self._settings.sync()


def open_preferences(settings: QSettings) -> tuple[Preferences, str]:
    """The preferences in a file of settings, and why some of it is not used; empty where all is.

    Whatever the file holds, the program starts: the usual values take the place of those that make no sense. The file
    as it was is then kept beside it.
    """
    path = Path(settings.fileName())
    kept = path.with_name(f"{path.name}.damaged")
    if not _is_sound(path):
        with contextlib.suppress(OSError):
            path.replace(kept)
        settings = QSettings(str(path), settings.format())
        said = f"{path} is damaged. The usual settings are used; the file was kept as {kept.name}."
        return Preferences(settings), said
    preferences = Preferences(settings)
    if not (bad := preferences.unusable):
        return preferences, ""
    with contextlib.suppress(OSError):
        shutil.copyfile(path, kept)
    return preferences, (
        f"{path} holds values that cannot be used ({', '.join(bad)}). The usual ones are used; "
        f"the file as it was is kept as {kept.name}."
    )


def _is_sound(path: Path) -> bool:
    """Whether it is a text file of reasonable length, as Qt writes it. One that is not there is as good."""
    try:
        if not path.is_file() or path.stat().st_size == 0:
            return True  # the system keeps settings elsewhere, or there are none yet
        if path.stat().st_size > _SIZE:
            return False
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        return False
    return "\0" not in text and "PyQt_PyObject" not in text  # the latter would be unpickled


def _read_shortcuts(stored: object) -> dict[str, str] | None:
    """Keys by command; None where it is something else."""
    try:
        found = json.loads(str(stored or "{}"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or len(found) > _COMMANDS:
        return None
    return {key: value for key, value in found.items() if isinstance(value, str)}
