"""``python -m core.data inspect PATH`` shows what a data set holds and whether anything is wrong with it;
``python -m core.data augmentation`` draws what each augmentation does.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli import run_command
from core.data.inspect import inspect_dataset, report, report_videos, save_picture
from core.data.readers.recognise import FORMATS, read_dataset
from core.errors import UserError
from core.paths import cached


def parser() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m core.data", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    inspect = commands.add_parser("inspect", help="a table of what is there, and a picture of sample skeletons")
    inspect.add_argument("path", type=Path, help="the data set's folder or file")
    inspect.add_argument(
        "--format",
        choices=[each.name for each in FORMATS],
        help="format of the data set (default: recognised by file names)",
    )
    inspect.add_argument(
        "--exclude", type=Path, metavar="FILE", help="file with the names of clips to leave out, one per line"
    )
    inspect.add_argument("--skip-bad", action="store_true", help="skip damaged files and list them at the end")
    inspect.add_argument(
        "-o",
        "--picture",
        type=Path,
        metavar="PNG",
        help="the picture (default NAME-skeletons.png, in the cache beside the data set)",
    )
    picture = commands.add_parser("augmentation", help="a picture of what each augmentation does to a bundled motion")
    picture.add_argument("-o", dest="output", type=Path, default=Path("augmentation.png"), metavar="PNG")
    return parser


def main() -> None:
    """The command line."""
    arguments = parser().parse_args()
    if arguments.command == "augmentation":
        from core.data.augment_picture import save_augmentations  # matplotlib takes a second

        save_augmentations(arguments.output)
        return
    _inspect(arguments.path, arguments.format, arguments.exclude, arguments.skip_bad, arguments.picture)


def _inspect(path: Path, form: str | None, exclude: Path | None, skip_bad: bool, picture: Path | None) -> None:
    dataset = read_dataset(path, form, exclude)
    if dataset.videos:
        print(report_videos(dataset, str(path)))
        return
    found = inspect_dataset(dataset, skip_bad)
    print(report(dataset, found.facts, str(path)))
    if found.samples:
        target = picture or cached(f"packs/{path.resolve().stem}-skeletons.png")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            save_picture(found.samples, dataset.labels, target)
        except (OSError, ValueError) as error:
            raise UserError(f"{target} cannot be written ({error})") from error
        print(f"sample skeletons: {target}")


if __name__ == "__main__":
    run_command(main)
