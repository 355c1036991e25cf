"""Measurements of any kind as small JSON files that can be committed: ``results/TOPIC/NAME.json``.

A command that measures something writes its figures with `write_measurement` (by convention when it is given
``--record FILE``), and ``python -m core.report`` shows them in ``results/TOPIC/README.md``; see `core.report.topics`.
"""

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
class Measurement:
    """One run of a command that measures something.

    Attributes:
        command: the command line from ``python`` on, without the record's own place.
        figures: names and their values: numbers, texts, booleans or None (not measured), lists of these, rows of a
            table (a list of mappings, or a mapping of mappings), or further such mappings.
        machine: processor, cores, GPU, and versions of Python and PyTorch.
        commit: of the program; ``+`` where it was changed since.
    """

    command: str
    figures: Any
    machine: dict[str, str]
    commit: str


def write_measurement(path: Path, command: str, figures: Any) -> None:
    """Writes a measurement; the folder is made. Arguments as `Measurement` has them."""
    words = command.split()
    if "--record" in words:
        at = words.index("--record")
        words[at : at + 2] = []
    kept = [word for word in words if not word.startswith("--record=")]
    measurement = Measurement(" ".join(_short(word) for word in kept), figures, _machine(), current_commit())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(measurement), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_measurement(path: Path) -> Measurement:
    """Reads what `write_measurement` wrote.

    Raises:
        UserError: the file is not a measurement.
    """
    try:
        return Measurement(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise UserError(f"{path} is not a record of figures ({error}); write it again with --record") from error


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
