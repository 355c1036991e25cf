"""Preferences that are kept between two starts of the program."""

from __future__ import annotations

import json
from dataclasses import fields

from PyQt6.QtCore import QByteArray, QSettings

from app.settings import Settings, read
from core.paths import home_dir

_RECENT = 8


class Preferences:
    """Typed access to QSettings, with one property per setting.

    The speed of playing is not among them: a program that starts at a tenth of the speed looks broken.
    """

    def __init__(self, settings: QSettings) -> None:
        self._settings = settings

    @property
    def settings(self) -> Settings:
        """What the settings dialog shows."""
        return read({item.name: self._settings.value(item.name) for item in fields(Settings)})

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
    def loop(self) -> bool:
        """Files start again at their end."""
        return self._is_set("loop")

    @loop.setter
    def loop(self, loop: bool) -> None:
        self._settings.setValue("loop", loop)

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
        try:
            stored = json.loads(str(self._settings.value("shortcuts") or "{}"))
        except ValueError:
            return {}
        return {str(key): str(value) for key, value in stored.items()} if isinstance(stored, dict) else {}

    @shortcuts.setter
    def shortcuts(self, shortcuts: dict[str, str]) -> None:
        self._settings.setValue("shortcuts", json.dumps(shortcuts))

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
        return [value] if isinstance(value, str) else list(value or [])

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

    def _is_set(self, name: str) -> bool:
        return self._settings.value(name) in (True, "true")  # files give text back

    def save(self) -> None:
        """Write everything now."""
        self._settings.sync()
