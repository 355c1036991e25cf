from pathlib import Path

import cv2
import numpy as np
import pytest

from core.data.__main__ import main
from core.data.clips import Clip
from core.data.dataset import Item, Problems, SkeletonDataset
from core.data.inspect import best_moment, clip_facts, inspect_dataset, repeated, report
from core.errors import UserError
from tests.core.data.readers.fakes import write_nw_ucla, write_penn, write_sbu


def clip(name: str, label: int = 0, frames: int = 4, people: int = 1, seed: int = 0, **rest: object) -> Clip:
    joints = np.random.default_rng(seed).uniform(1, 100, (3, frames, 18, people)).astype(np.float32)
    joints[2] = 0.5
    return Clip(name, label, joints, np.arange(frames) / 30, subject="s", **rest)  # type: ignore[arg-type]


def dataset(clips: list[Clip], test: str = "") -> SkeletonDataset:
    items = tuple(Item(each.id, lambda problems, each=each: each) for each in clips)
    splits = {"official": {"train": frozenset(c.id for c in clips if c.id not in test), "test": frozenset(test)}}
    return SkeletonDataset("toy", "kinetics18", ("clap", "run", "sit"), items, splits if test else {}, Problems())


def test_missing_joints_are_counted_where_a_person_is() -> None:
    one = clip("a", people=2)
    one.joints[:, 1:, :, 1] = 0  # the second person is there in the first frame only
    one.joints[:, 0, :9, 1] = 0  # with half the joints
    facts = clip_facts(one)
    assert facts.seen.tolist() == [2, 1, 1, 1]
    assert facts.missing == pytest.approx(9 / (5 * 18))


def test_the_table(tmp_path: Path) -> None:
    clips = [clip("a", 0, 4), clip("b", 1, 10, people=2, seed=1), clip("c", 1, 6, seed=2)]
    data = dataset(clips, test="c")
    lines = report(data, inspect_dataset(data).facts, "toys").splitlines()
    assert lines[0] == "toys: toy, layout kinetics18 (18 joints)"
    rows = [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in lines[1:5]]
    assert rows[0] == ["clips", "classes", "people", "frames", "missing joints", "subjects", "cameras"]
    assert rows[1] == ["all", "3", "2", "1 to 2 (1.50 a frame)", "4 to 10, median 6, sum 20", "0.00 %", "1", "1"]
    assert rows[2][:3] == ["official train", "2", "2"]
    assert rows[3] == ["official test", "1", "1", "1 (1.00 a frame)", "6, median 6, sum 6", "0.00 %", "1", "1"]
    assert lines[5:] == ["classes: clap 1, run 2", "classes without a clip: 1 of 3", "problems: none found"]


def test_repeated_clips_are_found_and_those_of_the_test_part_said() -> None:
    clips = [clip("a", seed=1), clip("b", seed=2), clip("c", seed=1), clip("d", seed=1), clip("e", seed=3)]
    data = dataset(clips, test="ce")
    facts = inspect_dataset(data).facts
    assert repeated(facts) == [["a", "c", "d"]]
    assert data.problems.lines() == [
        "2 x clip that repeats another one number by number (c = a)",
        "1 x test clip of split official that is also in its training part (c)",
    ]


def test_empty_clips_are_a_problem_but_no_repeats() -> None:
    clips = [clip("a"), clip("b")]
    for each in clips:
        each.joints[:] = 0
    data = dataset(clips)
    found = inspect_dataset(data)
    assert data.problems.lines() == ["2 x clip in which no joint is seen (a and 1 more)"]
    assert found.samples == []
    assert "0 (0.00 a frame)" in report(data, found.facts, "x")


def test_samples_show_every_class() -> None:
    clips = [clip(f"{label}-{number}", label, seed=10 * label + number) for label in range(3) for number in range(9)]
    samples = inspect_dataset(dataset(clips)).samples
    assert [each.label for each in samples] == [0] * 4 + [1] * 4 + [2] * 4


def test_the_moment_drawn_is_the_fullest() -> None:
    one = clip("a", frames=9)
    assert best_moment(one) == 4
    one.joints[:, 4, 0] = 0
    one.joints[:, 6:] = 0
    assert best_moment(one) in (3, 5)


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr("sys.argv", ["core.data", *arguments])
    main()


def test_the_command_prints_and_draws(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in (1, 2):
        write_sbu(tmp_path / "data", f"s01s02/0{number}/001")
    run(monkeypatch, "inspect", str(tmp_path / "data"), "-o", str(tmp_path / "new" / "out.png"))
    out = capsys.readouterr().out
    assert "SBU Kinect Interaction, layout sbu15 (15 joints)" in out
    assert "fold 1 test" in out
    assert "1 x clip that repeats another one number by number (s01s02/02/001 = s01s02/01/001)" in out
    picture = cv2.imread(str(tmp_path / "new" / "out.png"))
    assert picture is not None
    assert picture.shape[1] == 600
    colours = {tuple(colour) for colour in picture.reshape(-1, 3).tolist()}
    assert {(0, 94, 213), (178, 114, 0)} <= colours  # left orange, right blue, in OpenCV's order


def test_the_command_skips_and_lists_bad_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_nw_ucla(tmp_path, "a01_s01_e00_v01", 1)
    write_nw_ucla(tmp_path, "a02_s01_e00_v01", 2).write_text("{")
    monkeypatch.chdir(tmp_path)
    cache = tmp_path / "cache"
    monkeypatch.setenv("SKELAPP_CACHE", str(cache))
    with pytest.raises(UserError, match=r"a02_s01_e00_v01\.json is not an NW-UCLA clip .*line 1 column 2"):
        run(monkeypatch, "inspect", ".")
    assert not list(tmp_path.rglob("*.png"))
    run(monkeypatch, "inspect", ".", "--skip-bad")
    out = capsys.readouterr().out
    assert "1 x clip left out: all_sqe/a02_s01_e00_v01.json is not an NW-UCLA clip" in out
    assert list(tmp_path.rglob("*.png")) == [cache / "packs" / f"{tmp_path.name}-skeletons.png"]  # not where we stand


def test_subjects_that_are_not_given_are_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_penn(tmp_path, 1)
    run(monkeypatch, "inspect", str(tmp_path), "--picture", str(tmp_path / "out.png"))
    assert "not given" in capsys.readouterr().out


def test_videos_are_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "jump").mkdir()
    (tmp_path / "jump" / "one.mp4").write_bytes(b"x")
    run(monkeypatch, "inspect", str(tmp_path))
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path}: 1 videos of 1 classes, to extract skeletons from", "classes: jump 1", "problems: none found",
    ]  # fmt: skip


def test_own_clips_come_with_advice_and_benchmarks_without() -> None:
    data = dataset([clip("a", 0), clip("b", 1, seed=1), clip("c", 1, seed=2)])
    said = report(data, inspect_dataset(data).facts, "toys").splitlines()
    assert any(line.startswith("advice: only one clip of clap") for line in said)
    assert any("all clips are from one person or recording" in line for line in said)
    official = dataset([clip("a", 0), clip("b", 1, seed=1)], test="b")
    assert "advice" not in report(official, inspect_dataset(official).facts, "toys")
