"""Imports go one way: the rules of the house, held by reading every module's imports."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]

# The rooms of core from the ground up. A module imports from its own floor or from a lower one.
FLOORS = (
    {"errors", "paths", "cli", "types", "skeleton", "explanation", "card", "graph", "streams", "window", "tracking"},
    {"models", "data", "video"},
    {"checkpoint", "streaming", "synthetic", "pose", "distributed"},
    {"sources", "inference", "evaluation"},
    {"train", "evaluate", "extract", "calibrate", "convert", "export", "info", "explain", "benchmark", "report"},
)
