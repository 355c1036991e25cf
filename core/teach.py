"""Teaches it your own actions: ``python -m core.teach EXAMPLES -o my-actions``, then ``skelapp --model my-actions``.

EXAMPLES is a folder with one subfolder an action, of videos (their skeletons are extracted first, once) or of clips as
``python -m core.extract`` makes them; any other data set of 2D skeletons that ``python -m core.data inspect`` reads
will do as well. A subfolder named "something else" shows what is none of the actions. Two to five examples of an action
are enough for the person who shows them; for others show ten, by several people. Teaching takes less than a second.

With ``--beside stfnet-joint`` the network knows that one's actions too, in place of "something else".

With ``--fine-tune``, for 20 examples or more, a bundled network goes on learning from them, for some minutes; its
weights are written only if it recognises more of the recordings held out.

With ``--evaluate`` it says how often examples are recognised whose recording was left out, by action, with the
confusions, and what to do about them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from tqdm import tqdm

from core.cli import run_command
from core.data.pack import Pack, load_pack
from core.data.readers.recognise import recognise
from core.data.video_list import list_tasks
from core.errors import UserError
from core.paths import cached, own_weights_dir
from core.teaching import fit_pack, report, usable
from core.teaching.fine_tune import FineTuned, fine_tune


def load_examples(path: Path, workers: int | None = None) -> Pack:
    """The examples in a folder, as 2D kinetics18 skeletons; those of videos are extracted to the user's cache first.

    Raises:
        UserError: nothing readable lies there, or a video cannot be read.
    """
    if recognise(path).name != "videos":
        return load_pack(path, layout="kinetics18")
    from core.extract import extract
    from core.pose.backend import NAMES, choose_backend, usage_notice
    from core.pose.extraction import PoseSettings, file_sha256
    from core.pose.pose_model import find_pose_model

    tasks = [task for task in list_tasks([path]) if "/" in task.name]
    if not tasks:
        raise UserError(f"{path}: the videos lie in no subfolders; put those of each action into a folder of its name")
    notice = usage_notice()
    if notice:
        print(f"skelapp: note: {notice}", file=sys.stderr)
    backend = choose_backend()
    clips = cached(f"examples/{hashlib.sha256(bytes(path.resolve())).hexdigest()[:12]}-{backend}")
    settings = PoseSettings(model_sha256=file_sha256(find_pose_model()), pose=NAMES[backend])
    found = extract(tasks, clips, settings, workers=workers)
    for name, reason in found.failures.items():
        print(f"skelapp: note: {name}: {reason}", file=sys.stderr)
    names = {task.name for task in tasks}
    pack = load_pack(clips)
    return pack.only([index for index, clip in enumerate(pack.ids) if clip in names])


def place_of(output: Path) -> Path:
    """Where weights go: a bare name to the folder of the user's own weights, where ``--model NAME`` finds it."""
    if output.suffix == ".safetensors":
        return output
    folder = own_weights_dir() if output.parent == Path() else output.parent
    return folder / f"{output.name}.safetensors"


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m core.teach", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("examples", type=Path, metavar="EXAMPLES", help="a folder with one subfolder an action")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="WEIGHTS", help="a name for --model, or the path of a .safetensors file"
    )
    parser.add_argument("--evaluate", action="store_true", help="accuracy with recordings left out, and advice")
    parser.add_argument("--people", type=int, default=1, metavar="N", help="who do an action together (%(default)s)")
    parser.add_argument("--beside", metavar="MODEL", help="a trained network whose actions the result knows too")
    parser.add_argument(
        "--without-background", action="store_true", help='no "something else" but what EXAMPLES shows of it'
    )
    parser.add_argument(
        "--fine-tune", action="store_true", help="also fine-tune a bundled network, and keep the better"
    )
    parser.add_argument("--title", default="", help="what menus show")
    parser.add_argument("--workers", type=int, metavar="N", help="processes that extract videos (default: one a core)")
    parser.add_argument("--json", action="store_true", help="the evaluation as JSON")
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of ``python -m core.teach``."""
    reader = parser()
    arguments = reader.parse_args(argv)
    if arguments.output is None and (arguments.fine_tune or not arguments.evaluate):
        reader.error("give -o WEIGHTS, --evaluate, or both")
    if arguments.fine_tune and (arguments.beside or arguments.people > 1):
        raise UserError("--fine-tune trains a network of one person's actions, and of those alone")
    if not 1 <= arguments.people <= 4 or (arguments.workers or 1) < 1:
        raise UserError("--people takes 1 to 4, --workers at least 1")
    pack = load_examples(arguments.examples, arguments.workers)
    nameless = int((pack.labels < 0).sum())
    if nameless:
        print(f"skelapp: note: {nameless} clips lie in no subfolder and are left out", file=sys.stderr)
    pack, left_out = usable(pack.only(np.flatnonzero(pack.labels >= 0)))
    for clip, why in left_out.items():
        print(f"skelapp: note: {clip} is left out: {why}", file=sys.stderr)
    name = arguments.output.stem if arguments.output else "my-actions"
    start = time.process_time()
    against = not arguments.without_background
    title, people = arguments.title or name, arguments.people
    taught = fit_pack(pack, against, name, title, people=people, beside=arguments.beside)
    seconds = time.process_time() - start
    said = report(taught, pack)
    if arguments.json:
        figures = {**asdict(said), "accuracy": said.accuracy, "seconds": round(seconds, 3)}
        print(json.dumps({key: _plain(value) for key, value in figures.items()}, indent=1, ensure_ascii=False))
    else:
        many = np.bincount(taught.clip_labels)
        listed = ", ".join(f"{label} ({count})" for label, count in zip(taught.labels, many, strict=True))
        print(f"taught {listed} in {seconds:.2f} s; it looks at the last {taught.info.seconds:.1f} s")
        print("\n".join(said.lines() if arguments.evaluate else [f"advice: {each}" for each in said.advice]))
    tuned = fine_tuned(pack, name, title) if arguments.fine_tune and arguments.output else None
    if arguments.output:
        better = tuned if tuned is not None and tuned.kept else taught
        path = better.save(place_of(arguments.output))
        found_by_name = path.parent == own_weights_dir()
        if not arguments.json:
            print(f"wrote {path}\nto use it: skelapp --model {path.stem if found_by_name else path}")


def fine_tuned(pack: Pack, name: str, title: str) -> FineTuned:
    """`core.teaching.fine_tune` with a line of progress; says what came of it."""
    steps = fine_tune(pack, name=name, title=title)
    with tqdm(desc="fine-tuning", leave=False) as bar:
        try:
            while True:
                now = next(steps)
                bar.total = now.steps
                bar.set_postfix(loss=f"{now.loss:.2f}", held_out=f"{now.accuracy:.0%}", refresh=False)
                bar.update()
        except StopIteration as end:
            tuned: FineTuned = end.value
    print(tuned.sentence, file=sys.stderr)
    return tuned


def _plain(value: object) -> object:
    """JSON knows no NaN."""
    return None if isinstance(value, float) and np.isnan(value) else value


if __name__ == "__main__":
    run_command(main)
