from pathlib import Path

import numpy as np
import pytest

from core.benchmark import labels
from core.benchmark.bundled import Sliding
from core.benchmark.labels import changes_a_minute, curve, file, first_right, live, of_video, raw, watch
from core.checkpoint import save_checkpoint
from tests.core.benchmark.fakes import sliding
from tests.core.explain.fakes import write_export
from tests.core.fakes import random_model, small_info


def test_steady_labels_change_less_and_come_later() -> None:
    assert raw(sliding()).tolist() == [0, 0, 1, 0, 0, -1, -1, -1, -1, 2]
    assert live(sliding())[:5].tolist() == [-1, 0, 0, 0, 0]
    assert (live(sliding())[5:] == -1).all()
    assert file(sliding()).tolist() == [0] * 5 + [-1] * 5  # one moment at the end is not worth a change
    assert first_right(sliding(), raw(sliding())).tolist() == [0.0, 1.0]
    rows = {(row["rule"], row["memory"]): row for row in curve(sliding())}
    told = rows["raw", 0.0], rows["live", 0.4], rows["file", 0.2]
    assert [row["changes a minute"] for row in told] == [60.0, 0.0, 0.0]
    assert [row["delay"] for row in told] == [0.0, 0.25, 0.0]
    assert told[0]["right of named"] == pytest.approx(5 / 6)
    assert [row["right at the end"] for row in told] == [1.0, 0.5, 0.5]


def test_changes_are_counted_after_the_first_name_and_not_over_a_gap() -> None:
    times = np.array([0, 0.1, 0.2, 0.3, 5.0, 5.1, 0.0, 0.1])
    clips = np.array([7, 7, 7, 7, 7, 7, 8, 8])
    watched = Sliding(clips, times, np.full(8, -2), np.ones((8, 3), np.float32), np.ones(8, bool))
    label = np.array([-1, 0, -1, -1, 1, 2, -1, 2])
    # 0 is the first name, its end counts, what happens in the gap does not, 1 to 2 does; half a second was watched
    assert changes_a_minute(watched, label) == pytest.approx(2 / (0.5 / 60))


def test_a_video_is_judged_as_the_program_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoPose:
        def close(self) -> None:
            """Nothing is open: a skeleton file brings its joints."""

    save_checkpoint(tmp_path / "w.safetensors", random_model(small_info()), small_info())
    monkeypatch.setattr(labels, "open_pose", lambda people: NoPose())
    video = write_export(tmp_path / "walk.jsonl")
    seen = watch(video, str(tmp_path / "w.safetensors"))
    assert len(set(seen.clips)) >= 1
    assert seen.scores.shape == (len(seen.times), 3)
    steps = np.diff(seen.times)[np.diff(seen.clips) == 0]
    assert steps.min() >= 1 / 20 - 1e-6  # no more often than the network has new frames
    told = of_video(video, seen)
    assert told["video"] == "walk.jsonl"
    assert told["minutes"] == pytest.approx(steps.sum() / 60)
    assert set(told) == {"video", "minutes", "raw", "live", "file"}
