from pathlib import Path

import numpy as np
import pytest

from core.data.readers.sbu import CLASSES, FOLDS, list_sbu
from core.errors import UserError
from tests.core.data.readers.fakes import write_sbu


def test_sbu_has_two_people_in_metres_and_five_folds(tmp_path: Path) -> None:
    for fold in FOLDS:
        for pair in fold:
            write_sbu(tmp_path, f"{pair}/06/001")
    data = list_sbu(tmp_path)
    assert len(data.items) == 21
    assert [len(parts["test"]) for parts in data.splits.values()] == [4, 4, 4, 4, 5]
    for parts in data.splits.values():
        assert len(parts["train"] | parts["test"]) == 21
        assert not parts["train"] & parts["test"]
    clip = next(data.clips())
    assert (clip.id, CLASSES[clip.label], clip.subject) == ("s01s02/06/001", "hugging", "s01s02")
    assert clip.joints.shape == (4, 4, 15, 2)
    np.testing.assert_allclose(clip.joints[:, 0, 0, 0], [0.25 * 2.56 - 1.28, 0, 2.56, 1], atol=1e-6)
    np.testing.assert_allclose(clip.joints[0, :, :, 1] - clip.joints[0, :, :, 0], 1.28, rtol=1e-5)
    np.testing.assert_allclose(clip.times, np.arange(4) / 15)


def test_damaged_sbu_names_the_line(tmp_path: Path) -> None:
    path = write_sbu(tmp_path, "s01s02/01/001")
    lines = path.read_text().splitlines()
    for line, text, message in (
        (1, lines[1][:300], "line 2, is not a frame number and .* numbers, not 91"),
        (2, lines[2].replace("2,", "two,"), "line 3, is not a frame number"),
        (3, lines[1], "line 4: the frame numbers do not rise"),
    ):
        path.write_text("\n".join([*lines[:line], text, *lines[line + 1 :]]))
        with pytest.raises(UserError, match=rf"skeleton_pos\.txt, {message}"):
            next(list_sbu(tmp_path).clips())
    path.write_text("\n")
    with pytest.raises(UserError, match=r"skeleton_pos\.txt holds no frames"):
        next(list_sbu(tmp_path).clips())
    write_sbu(tmp_path / "other", "s01s02/09/001")
    with pytest.raises(UserError, match="a class CC of 01 to 08"):
        next(list_sbu(tmp_path / "other").clips())
