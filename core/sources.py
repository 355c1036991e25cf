"""Sources of frames by their address: `open_source` opens one, `list_sources` lists all that an address stands for."""

from __future__ import annotations

import os
import re
from pathlib import Path

from core.data.dataset import reading
from core.data.skeleton_source import SUFFIXES as SKELETONS
from core.data.skeleton_source import clip_address, list_clips, open_skeleton_file, split_address
from core.errors import UserError
from core.video.source import STREAM_SCHEMES, Source, without_password


def open_source(uri: str | Path) -> Source:
    """Opens a source of frames.

    Args:
        uri: a camera number ("0"), a stream address ("rtsp://..."), ``synthetic:`` (a drawn figure, see
            `core.synthetic.camera`), a skeleton file of any form in `core.data.readers.recognise`, one clip of a data
            set (``PATH::CLIP``), or a video file.

    Raises:
        UserError: there is no such thing, or it cannot be read.
    """
    with reading(without_password(str(uri)), "a source that can be opened"):
        return _open(str(uri))


def _open(text: str) -> Source:
    if text.startswith("synthetic:"):
        from core.synthetic.camera import SyntheticCamera

        return SyntheticCamera.from_uri(text)
    if text.isdecimal() and not Path(text).exists():
        from core.video.camera import open_camera

        return open_camera(int(text))
    if text.lower().startswith(STREAM_SCHEMES):
        from core.video.camera import open_stream

        return open_stream(text)

    clip = split_address(text)
    if clip is not None:
        return open_skeleton_file(*clip)
    path = Path(text).expanduser()
    if path.is_dir():
        raise UserError(f"{path} is a folder; give one file (the window plays whole folders)")
    if path.exists() and not path.is_file():
        raise UserError(f"{path} is a device or a pipe, which is not read; a camera is given by its number (0, 1, ...)")
    if not path.exists():
        if path.is_symlink():
            raise UserError(f"{path} is a link that leads nowhere, or in a circle; give the file itself")
        raise UserError(f"{path} does not exist; give a video file, a camera number (0, 1, ...) or a stream address")
    if path.suffix.lower() in SKELETONS:
        return open_skeleton_file(path)
    from core.video.video_file import VideoFile

    return VideoFile(path)


def list_sources(uri: str) -> tuple[str, ...]:
    """The sources at an address in the order in which they are played; any single source is a list of itself.

    A folder stands for the videos in it and below it; without videos, for the clips of the data set that it is. A
    skeleton file of several clips stands for these.

    Raises:
        UserError: a folder in which there is nothing to play.
    """
    try:
        path = Path(uri).expanduser()
        single = split_address(uri) is not None or not path.exists() or uri.isdecimal()
    except (OSError, ValueError, RuntimeError):  # too long a name, a zero byte, a home of nobody
        single = True
    if single:
        return (uri,)  # opening it tells what is wrong, if anything
    with reading(uri, "a source that can be opened"):
        return _list(uri, path)


def _list(uri: str, path: Path) -> tuple[str, ...]:
    if path.is_file():
        if path.suffix.lower() not in SKELETONS:
            return (uri,)
        clips = list_clips(path)
        return (uri,) if len(clips) == 1 else tuple(clip_address(path, clip) for clip in clips)
    videos = _videos(path)
    if videos:
        return tuple(str(video) for video in videos)
    try:
        return tuple(clip_address(path, clip) for clip in list_clips(path))
    except UserError as error:
        raise UserError(
            f"{path} holds nothing to play: no video and no skeletons of a known form; give another folder"
        ) from error


def _videos(folder: Path) -> list[Path]:
    from core.data.readers.videos import SUFFIXES  # imports torch; a single file needs not wait for it

    found = [
        Path(root) / name
        for root, _, names in os.walk(folder)
        for name in names
        if name.lower().endswith(SUFFIXES) and not name.startswith(".")
    ]
    return sorted(found, key=lambda path: _natural(path.relative_to(folder).as_posix()))


def _natural(name: str) -> list[tuple[int, str]]:
    """A key that sorts ``clip 9`` before ``clip 10``."""
    return [(int(part), "") if part.isdecimal() else (-1, part.lower()) for part in re.split(r"(\d+)", name) if part]
