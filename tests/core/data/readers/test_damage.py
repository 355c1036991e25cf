"""Files of every format, damaged at random: what comes out is a plain message that names the file, or sound clips."""

from pathlib import Path

import numpy as np
import pytest

from core.data.readers.recognise import read_dataset
from core.errors import UserError
from tests.core.data.fakes import write_jhmdb
from tests.core.data.readers.fakes import WRITERS

_WORDS = (b"null", b"{}", b"[]", b"-1", b"1e999", b"NaN", b'"x"', b"99999999999999999999")


def damaged(content: bytes, random: np.random.Generator) -> bytes:
    """Cut off, with bytes changed, with a hole, with noise or with a word in the wrong place."""
    at = int(random.integers(len(content)))
    kind = random.integers(5)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + bytes([random.integers(256)]) + content[at + 1 :]
    if kind == 2:
        return content[:at] + content[at + int(random.integers(1, 40)) :]
    if kind == 3:
        return content[:at] + random.bytes(5) + content[at:]
    return content[:at] + _WORDS[random.integers(len(_WORDS))] + content[at:]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", [name for name in ("jhmdb", *WRITERS) if name != "videos"])
def test_damage_ends_in_a_plain_message_or_in_sound_clips(tmp_path: Path, name: str) -> None:
    random = np.random.default_rng(5)
    if name == "jhmdb":
        write_jhmdb(tmp_path / "data", ("run",))
    else:
        WRITERS[name](tmp_path)
    root = tmp_path / "data" if name == "jhmdb" else tmp_path
    files = sorted(path for path in root.rglob("*") if path.is_file())
    messages = []
    for _ in range(60 if name != "jhmdb" else 15):
        file = files[random.integers(len(files))]
        whole = file.read_bytes()
        file.write_bytes(damaged(whole, random))
        try:
            data = read_dataset(root, name)
            for clip in data.clips(skip_bad=True):
                assert np.isfinite(clip.joints).all()
                assert (np.diff(clip.times) > 0).all()
                assert not clip.joints[:, clip.joints[-1] == 0].any()
            messages += [line for line in data.problems.lines() if "clip left out" in line]
        except UserError as error:
            messages.append(str(error))
        file.write_bytes(whole)
    assert len(messages) > 5
    assert all(str(root) in message for message in messages)
