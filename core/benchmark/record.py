"""Figures of a benchmark as a file that can be committed: `python -m core.report` shows them in RESULTS.md."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from core.errors import UserError
from core.evaluation.records import current_commit


@dataclass(frozen=True)
class SpeedRecord:
    """One run of ``python -m core.benchmark``.

    Attributes:
        command: what was given after ``python -m core.benchmark``, without the record's own place.
        figures: what it prints with ``--json``.
        machine: processor, cores, GPU, and versions of Python and PyTorch.
        commit: of the program; ``+`` where it was changed since.
    """

    command: str
    figures: Any
    machine: dict[str, str]
    commit: str


def write_speed(path: Path, command: str, figures: Any) -> None:
    """Writes a record; the folder is made."""
    words = command.split()
    if "--record" in words:
        at = words.index("--record")
        words[at : at + 2] = []
    kept = [word for word in words if not word.startswith("--record=")]
    record = SpeedRecord(" ".join(_short(word) for word in kept), figures, _machine(), current_commit())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(record), indent=1) + "\n", encoding="utf-8")


def read_speed(path: Path) -> SpeedRecord:
    """Reads what `write_speed` wrote.

    Raises:
        UserError: the file is not such a record.
    """
    try:
        return SpeedRecord(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise UserError(
            f"{path} is not a speed record ({error}); write it again with core.benchmark --record"
        ) from error


def _short(word: str) -> str:
    """A path as the name of its file: where it lay on one computer does not matter."""
    return Path(word).name if "/" in word else word


def _machine() -> dict[str, str]:
    gpu = torch.cuda.get_device_name() if torch.cuda.is_available() else "none"
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "GPU": gpu,
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
