"""Diagnostics for a bug report: versions, hardware, what is running and how fast. File names are left out."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version

from app.player.state import Status
from app.settings import Settings

_PACKAGES = (
    "skelapp", "PyQt6", "PyQt6-Qt6", "pyqtgraph", "torch", "mediapipe", "opencv-contrib-python", "numpy", "safetensors",
)  # fmt: skip


def versions() -> list[str]:
    """Python, the system and the packages, a line each."""
    lines = [f"Python {sys.version.split()[0]} on {platform.platform()}, {os.cpu_count()} CPUs"]
    for package in _PACKAGES:
        try:
            lines.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            lines.append(f"{package} not installed")
    return lines


def diagnostics(status: Status, settings: Settings) -> str:
    """Everything in lines of ``name: value``, after the versions."""
    source, numbers, model = status.source, status.statistics, status.model
    usual = Settings()
    changed = [
        f"{item.name}={getattr(settings, item.name)!r}"
        for item in fields(Settings)
        if getattr(settings, item.name) != getattr(usual, item.name) and "file" not in item.metadata
    ]
    lines = [
        *versions(),
        "",
        f"state: {status.state.value}",
        f"network: {f'{model.model}, {model.stream}, {len(model.labels)} classes' if model else 'none'}",
        f"device: {status.device or '-'}",
        f"pose: {status.pose or '-'}",
        "source: "
        + (
            f"{'live' if source.live else 'file'}, {source.size[0]}x{source.size[1]}, {source.fps:g} fps"
            if source
            else "none"
        ),
        f"rates: capture {numbers.capture:.1f}, pose {numbers.pose:.1f}, action {numbers.action:.1f} a second",
        f"latency: {numbers.latency * 1000:.0f} ms, dropped {numbers.dropped}",
        f"changed settings: {', '.join(changed) or 'none'}",
        *(f"{name}: {os.environ[name]}" for name in ("QT_QPA_PLATFORM", "XDG_SESSION_TYPE") if name in os.environ),
    ]
    return "\n".join(lines)
