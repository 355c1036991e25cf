"""The settings of the program, with their defaults and limits. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from core.inference.segments import SegmentSettings
from core.pose.backend import usual_people

# From `app.output.colours`, which imports OpenCV; a test compares them.
_COLOUR_MAPS = ("viridis", "cividis", "magma", "inferno")


def _number(default: float, low: float, high: float, step: float, unit: str = "") -> Any:
    return field(default=default, metadata={"low": low, "high": high, "step": step, "unit": unit})


def _choice(default: str, *choices: str) -> Any:
    return field(default=default, metadata={"choices": choices})


@dataclass(frozen=True)
class Settings:
    """The user's settings; `app.ui.texts.settings.SETTINGS` explains each.

    Numbers carry ``low``, ``high``, ``step`` and ``unit`` in their field's metadata, choices carry ``choices``.
    """

    # How people are found and judged; changes load the pose model or the network again.
    device: str = _choice("auto", "auto", "cpu", "cuda", "mps")
    max_people: int = _number(0, 0, 20, 1)  # 0: as many as the pose back end usually looks for
    pose_backend: str = _choice("auto", "auto", "blazepose", "mediapipe")
    pose_confidence: float = _number(0.3, 0.05, 0.95, 0.05)
    pose_model: str = field(default="", metadata={"file": True})
    pose_source: str = _choice("auto", "auto", "google", "wheel")
    threshold: float = _number(0.0, 0.0, 0.95, 0.05)
    examples_folder: str = field(default="", metadata={"folder": True})  # of own actions
    # What the picture and the panels show.
    language: str = _choice("system", "system", "en", "de")
    theme: str = _choice("dark", "dark", "light")
    text_size: float = _number(1.0, 0.8, 2.0, 0.1, "×")
    heat_colours: str = _choice("viridis", *_COLOUR_MAPS)
    fixed_scale: bool = False
    smooth_joints: bool = True
    reasons: str = _choice("evidence", "evidence", "attention", "off")
    show_links: bool = False
    latent_links: str = _choice("relative", "relative", "absolute")
    link_threshold: float = _number(0.2, 0.02, 0.95, 0.02)
    # How scores become segments, see `core.inference.segments.SegmentSettings`.
    segment_smoothing: float = _number(0.5, 0.0, 5.0, 0.1, "s")
    segment_enter: float = _number(0.5, 0.0, 1.0, 0.05)
    segment_leave: float = _number(0.35, 0.0, 1.0, 0.05)
    segment_shortest: float = _number(0.4, 0.0, 10.0, 0.1, "s")
    segment_bridge: float = _number(0.3, 0.0, 10.0, 0.1, "s")

    @property
    def people(self) -> int:
        """How many people are looked for."""
        return self.max_people or usual_people(self.pose_backend)

    @property
    def segments(self) -> SegmentSettings:
        """How scores become segments; an action cannot be left above where it is entered."""
        return SegmentSettings(
            self.segment_smoothing,
            self.segment_enter,
            min(self.segment_leave, self.segment_enter),
            self.segment_shortest,
            self.segment_bridge,
        )


NETWORK = ("device", "threshold")
"""Settings of which a change loads the network again."""
POSE = ("max_people", "pose_backend", "pose_confidence", "pose_model", "pose_source")
"""Settings of which a change loads the pose model again."""


def read(stored: Mapping[str, object]) -> Settings:
    """Settings from stored values, which may be text; whatever is missing or out of its limits is the default."""
    values = {item.name: _convert(stored.get(item.name), item.default, item.metadata) for item in fields(Settings)}
    return Settings(**{name: value for name, value in values.items() if value is not None})


def unusable(stored: Mapping[str, object]) -> list[str]:
    """The names of the settings whose stored values `read` does not take."""
    return [
        item.name
        for item in fields(Settings)
        if stored.get(item.name) is not None and _convert(stored[item.name], item.default, item.metadata) is None
    ]


def _convert(value: object, default: object, limits: Mapping[str, Any]) -> Any:
    """The value in the default's type, None where that cannot be."""
    if value is None:
        return None
    if isinstance(default, bool):
        return {"true": True, "false": False}.get(str(value).lower())
    if isinstance(default, int | float):
        try:
            number = type(default)(float(str(value)))
        except (ValueError, OverflowError):
            return None
        return number if limits["low"] <= number <= limits["high"] else None
    text = str(value)
    return text if text in limits.get("choices", (text,)) else None
