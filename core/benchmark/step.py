"""``python -m core.benchmark step``: one frame in, one label out, compared with whole windows and with another library.

These take turns: a step of the network as a causal stream (`core.streaming`), the same step with its explanation, and
the same network on a whole window. The results also have the lower bound for a step, which is the time to read the
weights from memory once, and a step of ST-GCN built from the modules of continual-inference, which is installed in its
own environment in the cache folder.
"""

from __future__ import annotations

import argparse
import json
import os
import site
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch

from core.benchmark.measure import milliseconds
from core.errors import UserError
from core.models import create_model
from core.models.blocks import fold_batch_norms
from core.paths import cache_dir
from core.skeleton import get_layout
from core.streaming import Stream

LIBRARY = "continual-inference==1.2.4"
LAYOUT = "kinetics18"
CHANNELS = 3
CLASSES = 400
STEPS = 20
"""Steps that are timed together: one is too short."""


@dataclass(frozen=True)
class Figures:
    """What is measured, for one person; times are the shortest of the repeats.

    Attributes:
        model, threads, frames: what was asked for; ``frames`` is the window.
        engine: what computes the blocks of a step: ``onnxruntime`` where it is installed, else ``torch``.
        step_ms: a step.
        torch_ms: a step that torch computes.
        explain_percent: what the explanation adds to it.
        window_ms: the same network over the whole window, batch norms folded.
        ratio_window: window over step.
        difference: largest difference of a logit from the clip's, over the first frames of a random clip.
        weights_mb: all parameters, float32.
        read_gb_s: how fast memory is read here.
        limit_ms: reading the weights once at that speed.
        continual_ms: a step of ST-GCN by continual-inference; None where that cannot be had.
        ratio_continual: that over ours; None for other networks, too.
    """

    model: str
    threads: int
    frames: int
    engine: str
    step_ms: float
    torch_ms: float
    explain_percent: float
    window_ms: float
    ratio_window: float
    difference: float
    weights_mb: float
    read_gb_s: float
    limit_ms: float
    continual_ms: float | None
    ratio_continual: float | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--model", default="stgcn", help="stgcn (default), agcn, symmetric, stbln or stfnet")
    parser.add_argument("--frames", type=int, default=300, help="length of the window in frames (default 300)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--no-continual", action="store_true", help="skip the other library and install nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(arguments: argparse.Namespace) -> None:
    """Prints the figures."""
    if min(arguments.frames, arguments.threads, arguments.repeats) < 1:
        raise UserError("--frames, --threads and --repeats take numbers from 1")
    continual = None
    if not arguments.no_continual:
        continual = measure_continual(arguments.threads, arguments.repeats)
    figures = measure(arguments.model, arguments.frames, arguments.threads, arguments.repeats, continual)
    print(json.dumps(asdict(figures)) if arguments.json else describe(figures))


def measure(name: str, frames: int, threads: int, repeats: int, continual_ms: float | None) -> Figures:
    """Everything but the other library's step, whose time is passed on."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    try:
        model = create_model(name, LAYOUT, num_classes=CLASSES, in_channels=CHANNELS, temporal="causal").eval()
        plain, stream = Stream(model), Stream(model, onnx=True)
    except ValueError as error:
        raise UserError(str(error)) from error
    x = torch.rand(1, CHANNELS, frames, get_layout(LAYOUT).num_joints)
    short = x[:, :, :12]
    with torch.inference_mode():
        clips = torch.stack([model(short[:, :, : t + 1, :, None]) for t in range(short.shape[2])], 1)
        difference = float((stream.chunk(short, stream.new_state()) - clips).abs().max())
        window = fold_batch_norms(model)
        state = stream.new_state()

        def play(stream: Stream, explain: bool = False) -> None:
            for _ in range(STEPS):
                stream.step(x[:, :, 0], state, explain)

        calls: list[Callable[[], object]] = [
            lambda: play(stream),
            lambda: play(stream, explain=True),
            lambda: play(plain),
            lambda: window(x[..., None]),
        ]
        steps_ms, explained_ms, plain_ms, window_ms = milliseconds(calls, repeats)
        far = torch.ones(2**26)  # 256 MB, far more than any cache holds
        (read_ms,) = milliseconds([far.sum], 5)
    weights_mb = 4 * sum(parameter.numel() for parameter in model.parameters()) / 1e6
    read_gb_s = 4 * far.numel() / read_ms / 1e6
    step_ms = steps_ms / STEPS
    return Figures(
        model=name,
        threads=threads,
        frames=frames,
        engine="onnxruntime",
        step_ms=step_ms,
        torch_ms=plain_ms / STEPS,
        explain_percent=100 * (explained_ms / steps_ms - 1),
        window_ms=window_ms,
        ratio_window=window_ms / step_ms,
        difference=difference,
        weights_mb=weights_mb,
        read_gb_s=read_gb_s,
        limit_ms=weights_mb / read_gb_s,
        continual_ms=continual_ms,
        ratio_continual=continual_ms / step_ms if continual_ms is not None and name == "stgcn" else None,
    )


def measure_continual(threads: int, repeats: int) -> float | None:
    """Milliseconds of the other library's step; None, with a word on standard error, where it cannot be had."""
    python = environment(cache_dir() / "benchmark" / LIBRARY.replace("==", "-"))
    if python is None:
        return None
    numbers = [CHANNELS, CLASSES, threads, repeats, STEPS]
    call = [str(python), "-m", "core.benchmark.continual_step", LAYOUT, *map(str, numbers)]
    done = subprocess.run(call, capture_output=True, text=True, check=False, env=dict(os.environ, PYTHONPATH=_root()))
    if done.returncode != 0:
        explain_absence(done.stderr)
        return None
    return float(json.loads(done.stdout.splitlines()[-1])["step_ms"])


def environment(folder: Path) -> Path | None:
    """The interpreter of an environment that has the library and sees this one's packages; made on the first call."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    ready = folder / "ready"
    if ready.is_file():
        return python
    print(f"installing {LIBRARY} into {folder} ...", file=sys.stderr)
    try:
        venv.create(folder, clear=True, with_pip=True)
        asked = [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
        packages = Path(subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip())
        # Its only requirement is torch: this one's is taken, a second one would be a gigabyte.
        packages.joinpath("others.pth").write_text("\n".join(site.getsitepackages()), "utf-8")
        install = [str(python), "-m", "pip", "install", "--quiet", "--no-deps", LIBRARY]
        subprocess.run(install, capture_output=True, text=True, check=True)
    except (subprocess.CalledProcessError, OSError) as error:
        explain_absence(str(getattr(error, "stderr", None) or error))
        return None
    ready.touch()
    return python


def explain_absence(reason: str) -> None:
    """The last line of what a failed command said, on standard error."""
    last = ([line.strip() for line in reason.splitlines() if line.strip()] or ["no reason given"])[-1]
    print(f"no figure of {LIBRARY}: {last}", file=sys.stderr)


def _root() -> str:
    return str(Path(__file__).resolve().parents[2])


def describe(figures: Figures) -> str:
    """The figures as lines."""
    lines = [
        f"{figures.model}, 1 person, {figures.threads} threads, torch {torch.__version__}",
        f"step            {figures.step_ms:8.2f} ms with {figures.engine} (torch {figures.torch_ms:.2f}), "
        f"explained {figures.explain_percent:+.1f} %",
        f"window          {figures.window_ms:8.2f} ms for {figures.frames} frames: {figures.ratio_window:.1f} steps",
        f"limit           {figures.limit_ms:8.2f} ms to read {figures.weights_mb:.1f} MB of weights once at "
        f"{figures.read_gb_s:.1f} GB/s: a step takes {figures.step_ms / figures.limit_ms:.1f} times that",
        f"difference      {figures.difference:8.1e} from the clip's logits",
    ]
    if figures.continual_ms is not None:
        ratio = "" if figures.ratio_continual is None else f": {figures.ratio_continual:.1f} steps"
        lines.append(f"{'other library':15} {figures.continual_ms:8.2f} ms a step of stgcn ({LIBRARY}){ratio}")
    return "\n".join(lines)
