from pathlib import Path

import matplotlib.image
import numpy as np

from core.data.augment_picture import SHOWN, _window, save_augmentations
from core.skeleton import mirror


def test_every_augmentation_changes_what_it_says() -> None:
    plain = _window(dict(SHOWN)["as it is"], people=1)
    pair = _window(dict(SHOWN)["two people"], people=2)
    for name, augmentation in SHOWN:
        people = 2 if name in ("two people", "person drop-out") else 1
        changed = _window(augmentation, people)
        same = np.array_equal(changed, pair if people == 2 else plain)
        assert same == (name in ("as it is", "two people")), name
    np.testing.assert_allclose(_window(dict(SHOWN)["flip"], 1), mirror(plain), atol=1e-6)
    assert not _window(dict(SHOWN)["person drop-out"], 2)[1].any()


def test_the_picture_has_a_row_for_each(tmp_path: Path) -> None:
    save_augmentations(tmp_path / "a.png")
    picture = matplotlib.image.imread(tmp_path / "a.png")[..., :3]
    rows = np.array_split(picture.mean(axis=(1, 2)), len(SHOWN))
    assert all(row.min() < 0.99 for row in rows)
