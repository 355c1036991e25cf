import numpy as np

from core.data.clips import Clip
from core.data.pack import Pack
from core.data.splits import validation_split


def clips(labels: list[int], subjects: list[str]) -> Pack:
    joints = np.ones((3, 1, 18, 1), np.float32)
    return Pack.of(
        Clip(f"{i}", label, joints, np.zeros(1), s) for i, (label, s) in enumerate(zip(labels, subjects, strict=True))
    )


def test_validation_holds_out_whole_source_videos_of_every_class() -> None:
    pack = clips([c for c in range(5) for _ in range(20)], [f"{c}{n // 2}" for c in range(5) for n in range(20)])
    kept, held = validation_split(pack, 0.2, seed=3)
    assert len(kept) + len(held) == 100
    assert not set(kept.subjects) & set(held.subjects)
    assert np.bincount(held.labels).tolist() == [4] * 5
    again = validation_split(pack, 0.2, seed=3)[1]
    assert again.ids == held.ids
    assert validation_split(pack, 0.2, seed=4)[1].ids != held.ids


def test_a_share_of_nothing_trains_on_everything() -> None:
    pack = clips([0, 1, 0], ["a", "b", "c"])
    kept, held = validation_split(pack, 0.0, seed=3)
    assert (kept.ids, len(held)) == (pack.ids, 0)
