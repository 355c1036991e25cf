"""Every door to the program through which files come in."""

from __future__ import annotations

import contextlib
import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.io import savemat

import core
from app.output.segment_files import read_segments, write_segments
from app.settings import Settings
from app.settings import read as read_settings
from core.card import card_lines
from core.checkpoint import load_checkpoint, save_checkpoint
from core.data.readers.mat import read_mat
from core.data.readers.pickles import load_pickle
from core.data.readers.recognise import read_dataset
from core.data.skeleton_source import open_skeleton_file
from core.errors import UserError
from core.evaluation.records import read_records
from core.inference.segments import Segment
from core.sources import open_source
from core.train import check, parse
from core.video.writer import VideoWriter
from tests.core.data.fakes import write_jhmdb
from tests.core.data.readers.fakes import WRITERS, write_rows
from tests.core.fakes import random_model, small_info
from tests.fuzz.damage import crafted_pickle, damage, damaged_json

Damage = Callable[[bytes, np.random.Generator], bytes]


@dataclass(frozen=True)
class Door:
    """One way in.

    Attributes:
        write: puts good files into a folder.
        open: reads the folder; must give sound data or raise `UserError`.
        damage: makes another input of a file's content.
        file: pattern of the files that are damaged.
        share: of the inputs that are asked for, how many it is given; less than 1 where opening one takes long.
    """

    write: Callable[[Path], object]
    open: Callable[[Path], object]
    damage: Damage = damage
    file: str = "**/*"
    share: float = 1.0

    def files(self, folder: Path) -> list[Path]:
        """Those that are damaged."""
        return sorted(path for path in folder.glob(self.file) if path.is_file())


def _read_all(name: str) -> Callable[[Path], None]:
    """Every clip of a data set, and what inspecting and playing it would take of them."""

    def read(folder: Path) -> None:
        data = read_dataset(folder, name)
        for clip in data.clips(skip_bad=True):
            if not np.isfinite(clip.joints).all() or clip.joints[:, clip.joints[-1] == 0].any():
                raise AssertionError(f"the clip {clip.id!r} is not sound")
        "\n".join([*data.problems.lines(), *data.labels]).encode()
        for item in data.items[:2]:
            try:
                open_skeleton_file(folder, item.id).read()
            except UserError:
                continue  # said for each clip that cannot be read

    return read


def _write_pickle(folder: Path) -> None:
    content = {"a": np.arange(6.0).reshape(2, 3), "b": [1, "x", None, (2.5, b"y")], "c": np.array(["p", "qr"])}
    for protocol in (0, 2, 4, 5):
        (folder / f"x{protocol}.pkl").write_bytes(pickle.dumps(content, protocol=protocol))


def _open_pickles(folder: Path) -> None:
    failures = 0
    paths = sorted(folder.glob("*.pkl"))
    for path in paths:
        try:
            repr(load_pickle(path))
        except UserError:
            failures += 1
    if failures == len(paths):
        raise UserError("none could be read")


def _crafted(_: bytes, random: np.random.Generator) -> bytes:
    return crafted_pickle(random)


def _write_mat(folder: Path) -> None:
    content = {
        "x": np.arange(12.0).reshape(3, 4),
        "n": np.int32(3),
        "text": "golf",
        "cells": np.array([1, "a"], object),
    }
    savemat(folder / "plain.mat", content, do_compression=False)
    savemat(folder / "packed.mat", content, do_compression=True)


def _open_mats(folder: Path) -> None:
    for path in sorted(folder.glob("*.mat")):
        try:
            read_mat(path, ("x", "n", "text", "cells"))
        except (ValueError, OSError):  # what its callers make a `UserError` of
            continue


def _write_weights(folder: Path) -> None:
    save_checkpoint(folder / "x.safetensors", random_model(small_info()), small_info(scores={"top-1": 0.5}))


def _damage_weights(content: bytes, random: np.random.Generator) -> bytes:
    """Half of the time only the card, in a file that is otherwise whole."""
    if random.random() < 0.3:
        return damage(content, random)
    length = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + length])
    header["__metadata__"]["skelapp"] = damaged_json(header["__metadata__"]["skelapp"].encode(), random).decode(
        "utf-8", "replace"
    )
    changed = json.dumps(header).encode()
    return len(changed).to_bytes(8, "little") + changed + content[8 + length :]


def _open_weights(folder: Path) -> None:
    info = load_checkpoint(folder / "x.safetensors").info
    "\n".join(card_lines(info)).encode()


def _write_recipe(folder: Path) -> None:
    (folder / "x.yaml").write_text(f"data: {folder}\nvalidation: 0.0\n" + _RECIPE)


def _open_recipe(folder: Path) -> None:
    try:
        check(parse(["--config", str(folder / "x.yaml")]))
    except SystemExit as error:
        if error.code != 2:
            raise
        raise UserError("refused") from error


def _write_side_car(folder: Path) -> None:
    write_rows(folder / "x.jsonl")
    (folder / "x.jsonl.meta.json").write_text('{"source": {"fps": 30.0, "size": [640, 480]}}')


def _json_or_bytes(content: bytes, random: np.random.Generator) -> bytes:
    return damaged_json(content, random) if content[:1] in b"{[" else damage(content, random)


def _write_settings(folder: Path) -> None:
    (folder / "x.json").write_text(json.dumps(vars(Settings())))


def _open_settings(folder: Path) -> None:
    try:
        stored = json.loads((folder / "x.json").read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UserError("Qt would not have read it") from error
    if isinstance(stored, dict):
        assert read_settings(stored).segments.leave <= 1


def _write_segments(folder: Path) -> None:
    write_segments(folder / "x.json", [Segment(1, 0.5, 1.5, "wave", 0.9), Segment(2, 1.0, 3.0, "clap", 0.8)], "x.mp4")


def _write_video(folder: Path) -> None:
    with VideoWriter(folder / "x.mp4", (64, 48), 10) as writer:
        for index in range(8):
            writer.write(np.full((48, 64, 3), index * 20, np.uint8), index / 10)


def _open_video(folder: Path) -> None:
    with contextlib.closing(open_source(folder / "x.mp4")) as source:
        last = -1.0
        for _ in range(100):
            frame = source.read()
            if frame is None:
                break
            assert frame.time > last
            last = frame.time
        source.seek(0.4)
        source.read()


_RECORDS = (Path(__file__).parents[2] / "results" / "sbu" / "records.jsonl").read_text(encoding="utf-8")[:30_000]
_RECIPE = (Path(core.__file__).parent / "recipes" / "own-clips.yaml").read_text(encoding="utf-8")
_TREES = ("kinetics", "openpose", "nw_ucla", "export")  # data sets of JSON files
DOORS: dict[str, Door] = {
    **{
        name: Door(write, _read_all(name), _json_or_bytes if name in _TREES else damage)
        for name, write in WRITERS.items()
        if name != "videos"
    },
    "jhmdb": Door(
        lambda folder: write_jhmdb(folder / "data", ("run",)),
        lambda f: _read_all("jhmdb")(f / "data"),
        file="data/*.npz",
    ),
    "pickles": Door(_write_pickle, _open_pickles),
    "crafted_pickles": Door(_write_pickle, _open_pickles, _crafted),
    "mat": Door(_write_mat, _open_mats),
    "side_car": Door(_write_side_car, lambda f: open_skeleton_file(f / "x.jsonl").read(), damaged_json, "*.meta.json"),
    "settings": Door(_write_settings, _open_settings, damaged_json),
    "segments": Door(_write_segments, lambda f: read_segments(f / "x.json"), damaged_json),
    "video": Door(_write_video, _open_video),
    "weights": Door(_write_weights, _open_weights, _damage_weights),
    "recipe": Door(_write_recipe, _open_recipe, share=0.1),
    "record": Door(
        lambda folder: (folder / "x.jsonl").write_text(_RECORDS[: _RECORDS.rindex("\n")]),
        lambda f: read_records(f / "x.jsonl"),
        damaged_json,
    ),
}
