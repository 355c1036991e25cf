"""``python -m app.benchmark live VIDEO``: the whole chain without a window, against pose estimation alone.

Pose estimation alone: reading and searching every frame. The chain: that, and tracking, recognition with an explanation
as without a window, and drawing. MediaPipe alone, with room for as many people, is the third. All take turns on the
same stretch of the video, so that they feel the same of what else the computer does. Latency: the same video delivered
at its own rate, as by a camera. The share of evidence: processor time of the looks for it, of that of all, both ways.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.offline import analyse
from app.output.render import Renderer
from app.pipeline import Analyser, load_recognizer
from core.ahead import Ahead
from core.benchmark.measure import peak_mb
from core.errors import UserError
from core.inference.batching import Batcher
from core.inference.ensemble import Classifier
from core.inference.evidence import Evidence
from core.inference.recognizer import Recognizer
from core.pose.backend import BACKENDS, PoseBackend, open_pose
from core.skeleton import Joints
from core.sources import open_source
from core.types import Frame, FrameResult
from core.video.source import Source


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("video", help="a video file, or synthetic:people=3")
    parser.add_argument("--model", default="stfnet-joint", help="a bundled network, or a .safetensors file")
    parser.add_argument("--people", type=int, default=2, help="how many people are looked for (default 2)")
    parser.add_argument("--pose", choices=BACKENDS, default="auto", help="the pose back end (default: the program's)")
    parser.add_argument("--hop", type=float, help="seconds between two judgements; default: one frame of the network")
    parser.add_argument("--frames", type=int, default=120, help="of one turn (default 120)")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each (default 5)")
    parser.add_argument("--sources", type=int, nargs="+", help="instead: so many sources at once, as in 1 2 4")
    parser.add_argument("--seconds", type=float, default=10.0, help="with --sources: how long each (default 10)")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")


def run(arguments: argparse.Namespace) -> None:
    """Prints the figures."""
    if arguments.people < 1 or arguments.frames < 2 or arguments.rounds < 1:
        raise UserError("give at least 1 person, 2 frames and 1 round")
    if arguments.sources is not None and min(arguments.sources) < 1:
        raise UserError("--sources takes numbers from 1")
    figures = measure_sources(arguments) if arguments.sources else measure(arguments)
    if arguments.json:
        print(json.dumps(figures))
    elif isinstance(figures, list):
        _print_sources(figures)
    else:
        _print_chain(figures)


class _Again:
    """A file played over and over, with the clock time at which each frame was there. Stops after ``count`` frames.

    Args:
        paced: deliver the frames at the file's own rate, as a camera does, and call it live.
    """

    def __init__(self, uri: str, count: int, paced: bool = False) -> None:
        # the drawn figure as fast as it can be drawn, not at the pace of a camera
        drawn = uri.startswith("synthetic:") and "live=" not in uri
        self._source = open_source(f"{uri}&live=0" if drawn else uri)
        self._count = count
        self._paced = paced
        self._offset = 0.0
        self._time = 0.0
        self._started = time.perf_counter()
        self.live = paced
        self.uri, self.name = uri, self._source.name
        self.fps, self.size = self._source.fps, self._source.size
        self.frame_count: int | None = None
        self.duration: float | None = None
        self.warnings: list[str] = []
        self.decoding: list[float] = []  # seconds, one a frame
        self.there: list[float] = []  # clock time, one a frame

    def read(self) -> Frame | None:
        """The next frame; time goes on where the file starts again."""
        index = len(self.there)
        if index == self._count:
            return None
        if index == 0:
            self._started = time.perf_counter()
        start = time.perf_counter()
        frame = self._source.read()
        if frame is None:
            self._source.seek(0.0)
            self._offset = self._time + 1 / self.fps
            frame = self._source.read()
        if frame is None:
            raise UserError(f"{self.name} holds no frame")
        self.decoding.append(time.perf_counter() - start)
        self._time = self._offset + frame.time
        if self._paced:
            time.sleep(max(0.0, self._started + index / self.fps - time.perf_counter()))
        self.there.append(time.perf_counter())
        return Frame(index, self._time, frame.image, frame.joints)

    def seek(self, time: float) -> None:
        """It only goes on."""

    def close(self) -> None:
        """Gives the file back."""
        self._source.close()


class _Weighing(Batcher):
    """Networks that know how many seconds of processor time the looks for evidence took, and all of the program."""

    def __init__(self, networks: Classifier) -> None:
        super().__init__(networks)
        self._spent = 0.0
        self._started = time.process_time()

    def weigh(self, windows: Sequence[Joints], labels: NDArray[np.int64]) -> Evidence:
        """As `core.inference.batching.Batcher.weigh`."""
        start = time.thread_time()
        found = super().weigh(windows, labels)
        self._spent += time.thread_time() - start
        return found

    @property
    def share(self) -> float:
        """Of evidence in the processor time since the start."""
        return self._spent / max(time.process_time() - self._started, 1e-9)


class _Bench:
    """One network, opened once; sources and pose back ends as needed."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.uri: str = arguments.video
        self.people: int = arguments.people
        self.backend: str = arguments.pose
        self.recognizer = load_recognizer(arguments.model, "cpu")
        self.recognizer.hop = self.recognizer.natural_hop if arguments.hop is None else arguments.hop

    def open_pose(self, backend: str | None = None) -> PoseBackend:
        """The back end that is asked for, or a certain one."""
        return open_pose(self.people, backend=backend or self.backend)

    def poses(self, count: int, pose: PoseBackend) -> float:
        """Frames a second of reading and pose estimation alone."""
        pose.reset()
        with contextlib.closing(_Again(self.uri, count)) as source:
            start = time.perf_counter()
            with Ahead(iter(source.read, None), "read", room=3) as frames:
                for frame in frames:
                    pose.detect(frame)
            return count / (time.perf_counter() - start)

    def chain(self, count: int, pose: PoseBackend, stages: dict[str, list[float]]) -> float:
        """Frames a second of everything, as without a window: tracked, judged with an explanation, and drawn."""
        pose.reset()
        networks = _Weighing(self.recognizer.classifier)
        analyser = Analyser(pose, self.recognizer.fork(networks), self.people)
        with contextlib.closing(_Again(self.uri, count)) as source:
            start = time.perf_counter()
            for result, drawing in self._drawn(source, analyser):
                _note(stages, result, drawing)
            seconds = time.perf_counter() - start
            stages["decode"] += source.decoding
        stages["evidence"].append(networks.share)
        return count / seconds

    def camera(self, count: int, pose: PoseBackend) -> tuple[list[float], list[float], int, float]:
        """As from a camera: seconds from a frame's being there to its being drawn, and to when its person was judged.

        Returns:
            The latency of the pictures, the age of the predictions on them, how many frames were left out, and the
            share of evidence in the processor time.
        """
        pose.reset()
        networks = _Weighing(self.recognizer.classifier)
        analyser = Analyser(pose, self.recognizer.fork(networks), self.people, background=True)
        latencies: list[float] = []
        ages: list[float] = []
        judged: dict[int, tuple[object, float]] = {}
        with contextlib.closing(_Again(self.uri, count, paced=True)) as source:
            for result, _ in self._drawn(source, analyser):
                latencies.append(time.perf_counter() - source.there[result.frame.index])
                for prediction in result.predictions:
                    if prediction.scores.any():
                        if judged.get(prediction.id, (None, 0.0))[0] is not prediction:
                            judged[prediction.id] = (prediction, result.frame.time)
                        ages.append(result.frame.time - judged[prediction.id][1] + prediction.latency)
            analyser.close()
        return latencies, ages, count - len(latencies), networks.share

    def _drawn(self, source: Source, analyser: Analyser) -> Iterator[tuple[FrameResult, float]]:
        render = Renderer(analyser.recognizer.labels)
        with contextlib.closing(analyse(source, analyser)) as results:
            for result in results:
                start = time.perf_counter()
                render(result)
                yield result, time.perf_counter() - start

    def together(self, sources: int, seconds: float) -> tuple[list[int], float]:
        """Frames done of each of several sources at once, and the seconds that took; their networks are shared."""
        batcher = Batcher(self.recognizer.classifier)
        done = [0] * sources
        with contextlib.ExitStack() as stack:
            poses = [stack.enter_context(contextlib.closing(self.open_pose())) for _ in range(sources)]
            go, stop = threading.Barrier(sources + 1), threading.Event()

            def work(number: int, pose: PoseBackend, recognizer: Recognizer) -> None:
                analyser = Analyser(pose, recognizer, self.people)
                with contextlib.closing(_Again(self.uri, 10**9)) as source:
                    drawn = self._drawn(source, analyser)
                    next(drawn)  # the first frame is slow: the detector, and every buffer, start then
                    go.wait()
                    while not stop.is_set():
                        next(drawn)
                        done[number] += 1
                    drawn.close()  # type: ignore[attr-defined]

            threads = [
                threading.Thread(target=work, args=(number, pose, self.recognizer.fork(batcher)))
                for number, pose in enumerate(poses)
            ]
            for thread in threads:
                thread.start()
            go.wait()
            start = time.perf_counter()
            time.sleep(seconds)
            counts, took = list(done), time.perf_counter() - start
            stop.set()
            for thread in threads:
                thread.join()
        return counts, took


def _note(stages: dict[str, list[float]], result: FrameResult, drawing: float) -> None:
    for name, seconds in (
        ("pose", result.timing.pose),
        ("track", result.timing.track),
        ("action", result.timing.action),
        ("draw", drawing),
    ):
        stages[name].append(seconds)
    stages["found"].append(len(result.people.ids))


def _percentiles(seconds: list[float]) -> dict[str, float]:
    values = np.percentile(np.array(seconds) * 1000, [50, 95, 99]) if seconds else [float("nan")] * 3
    return {name: round(float(value), 2) for name, value in zip(("p50", "p95", "p99"), values, strict=True)}


def measure(arguments: argparse.Namespace) -> dict[str, Any]:
    """One source: speed with and without everything else, in turns, then latency."""
    bench = _Bench(arguments)
    stages: dict[str, list[float]] = {
        name: [] for name in ("decode", "pose", "track", "action", "draw", "found", "evidence")
    }
    alone: list[float] = []
    whole: list[float] = []
    mediapipe: list[float] = []
    with contextlib.closing(bench.open_pose()) as pose, contextlib.closing(bench.open_pose("mediapipe")) as other:
        bench.poses(20, other)
        bench.poses(20, pose)
        bench.chain(20, pose, {name: [] for name in stages})
        for turn in range(arguments.rounds):
            for chained in (turn % 2 == 1, turn % 2 == 0):  # who goes first changes
                if chained:
                    whole.append(bench.chain(arguments.frames, pose, stages))
                else:
                    alone.append(bench.poses(arguments.frames, pose))
            mediapipe.append(bench.poses(arguments.frames, other))
        latencies, ages, dropped, live_share = bench.camera(2 * arguments.frames, pose)
    found, weighing = stages.pop("found"), stages.pop("evidence")
    latency = _percentiles(latencies)
    return {
        "video": Path(bench.uri).name,
        "model": bench.recognizer.info.name,
        "room": arguments.people,
        "people": round(float(np.mean(found)), 2),
        "frames": arguments.frames * arguments.rounds,
        "pose": pose.name,
        "mediapipe_only_fps": round(float(np.median(mediapipe)), 2),
        "pose_only_fps": round(float(np.median(alone)), 2),
        "chain_fps": round(float(np.median(whole)), 2),
        "share": round(float(np.median(whole) / np.median(alone)), 3),
        "against_mediapipe": round(float(np.median(whole) / np.median(mediapipe)), 3),
        "evidence_share": round(float(np.mean(weighing)), 3),
        "evidence_share_live": round(live_share, 3),
        "stages_ms": {name: _percentiles(values) for name, values in stages.items()},
        "latency_p50_ms": latency["p50"],
        "latency_p95_ms": latency["p95"],
        "latency_p99_ms": latency["p99"],
        "prediction_age_p95_ms": _percentiles(ages)["p95"],
        "dropped": dropped,
        "peak_mb": round(peak_mb()),
    }


def measure_sources(arguments: argparse.Namespace) -> list[dict[str, Any]]:
    """Several sources at once, each the same file."""
    bench = _Bench(arguments)
    rows = []
    for sources in arguments.sources:
        counts, seconds = bench.together(sources, arguments.seconds)
        rows.append(
            {
                "sources": sources,
                "fps_total": round(sum(counts) / seconds, 2),
                "fps_each": [round(count / seconds, 2) for count in counts],
                "fairness": round(min(counts) / max(max(counts), 1), 3),
                "peak_mb": round(peak_mb()),
            }
        )
    return rows


def _print_chain(figures: dict[str, Any]) -> None:
    print(f"{figures['video']}, {figures['model']}: room for {figures['room']} people, {figures['people']} there")
    print(
        f"MediaPipe alone {figures['mediapipe_only_fps']:.1f} frames/s, {figures['pose']} alone "
        f"{figures['pose_only_fps']:.1f}, all {figures['chain_fps']:.1f}: {figures['share']:.1%} of it, "
        f"{figures['against_mediapipe']:.2f} times MediaPipe; "
        f"peak memory {figures['peak_mb']} MB"
    )
    print(f"evidence: {figures['evidence_share']:.1%} of the processor time, live {figures['evidence_share_live']:.1%}")
    print(f"{'ms':18} {'p50':>8} {'p95':>8} {'p99':>8}")
    for name, values in figures["stages_ms"].items():
        print(f"{name:18} {values['p50']:8.2f} {values['p95']:8.2f} {values['p99']:8.2f}")
    latency = " ".join(f"{figures[f'latency_{name}_ms']:8.2f}" for name in ("p50", "p95", "p99"))
    print(f"{'camera to picture':18} {latency}   {figures['dropped']} frames left out")
    print(f"{'age of predictions':18} {'':8} {figures['prediction_age_p95_ms']:8.2f}")


def _print_sources(rows: list[dict[str, Any]]) -> None:
    print(f"{'sources':>7} {'frames/s':>8} {'slowest':>8} {'fastest':>8} {'fairness':>8} {'peak MB':>8}")
    for row in rows:
        each = row["fps_each"]
        print(
            f"{row['sources']:7} {row['fps_total']:8.1f} {min(each):8.1f} {max(each):8.1f} {row['fairness']:8.2f} "
            f"{row['peak_mb']:8}"
        )
