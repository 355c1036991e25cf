from pathlib import Path

import numpy as np
import pytest

from core.errors import UserError
from core.examples.files import Motion, check_name, read_motion, rows_of, write_text
from tests.core.examples.motions import motion_of


def test_a_motion_is_read_as_it_was_written(tmp_path: Path) -> None:
    motion = motion_of()
    motion.joints[3] = 0  # nobody for a frame
    path = tmp_path / "a.jsonl"
    write_text(path, rows_of(motion))
    read = read_motion(path)
    assert np.array_equal(read.times, motion.times)
    assert np.allclose(read.joints, motion.joints, atol=0.005)
    assert read.seen == pytest.approx(10 / 11)
    assert [file.name for file in tmp_path.iterdir()] == ["a.jsonl"]


def test_parts_of_a_motion_begin_at_0() -> None:
    part = motion_of(2.0).between(0.5, 1.0)
    assert part.times.tolist() == pytest.approx([0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert part.joints[0, 0, 0] == pytest.approx(1 + 5)
    assert part.seconds == pytest.approx(0.5)
    with pytest.raises(ValueError, match="joints"):
        motion_of().between(5, 6)
    with pytest.raises(ValueError, match="increasing"):
        Motion.of([1, 1], np.zeros((2, 18, 3), np.float32))


def test_names_are_those_of_files_on_any_system() -> None:
    assert check_name("  hop   on\tone leg ") == "hop on one leg"
    assert check_name("Über die Hürde") == "Über die Hürde"
    for bad in ("", "a/b", "..", ".hidden", "con", "a:b", "a+b", "x" * 99, "a\\b", "dot.", "-o", "zero\u200bwidth"):
        with pytest.raises(UserError):
            check_name(bad)


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        write_text(tmp_path / "a" / "b.jsonl", "")
