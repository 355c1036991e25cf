"""Small files that announce a great deal: refused with the limit and its setting, before any room is made for them."""

import json
import pickle
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import Problems
from core.data.readers.exports import list_exports
from core.data.readers.kinetics import list_kinetics
from core.data.readers.recognise import read_dataset
from core.data.skeleton_source import open_skeleton_file
from core.errors import UserError
from tests.core.data.fakes import write_jhmdb
from tests.core.data.readers import fakes

PERSON = np.tile([100.0, 50.0, 1.0], (18, 1))


def _row(frame: int, people: dict[int, float]) -> str:
    rows = [{"id": who, "keypoints": (PERSON + [x, 0, 0]).tolist()} for who, x in people.items()]
    return json.dumps({"frame": frame, "time": frame / 30, "people": rows}) + "\n"


def test_an_exhibition_of_many_people_needs_no_more_places_than_people_at_a_time(tmp_path: Path) -> None:
    """Person n is there in frames 4 n to 4 n + 7, so two at a time, 250 in all."""
    rows = [{who: float(who) for who in (t // 4, t // 4 - 1) if 0 <= who < 250} for t in range(1004)]
    (tmp_path / "a.jsonl").write_text("".join(_row(t, people) for t, people in enumerate(rows)))
    data = list_exports(tmp_path / "a.jsonl")
    clip = data.items[0].read(data.problems)
    assert clip.joints.shape == (3, 1004, 18, 18)  # 16 places of people's own and 2 shared ones
    for t in (0, 3, 4, 500, 1003):
        seen = clip.joints[:, t, 0, clip.joints[2, t, 0] > 0]
        assert sorted(seen[0].tolist()) == sorted(100.0 + x for x in rows[t].values())
    shared = clip.joints[0, :, 0, 17]
    assert (np.diff(shared)[shared[1:] != 0] != 0).sum() < 130  # nobody changes places while being there
    assert any("shares a place" in line for line in data.problems.lines())


def test_a_long_recording_gets_fewer_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKELAPP_LIMIT_CLIP", "1")
    rows = [_row(t, {t // 100: 0.0}) for t in range(4000)]
    (tmp_path / "a.jsonl").write_text("".join(rows))
    clip = list_exports(tmp_path / "a.jsonl").items[0].read(Problems())
    assert clip.joints.shape == (3, 4000, 18, 3)
    assert (clip.joints[2] > 0).any(axis=(1, 2)).all()
    monkeypatch.setenv("SKELAPP_LIMIT_FRAMES", "100")
    with pytest.raises(UserError, match="101 frames in one clip; at most 100 are read, set SKELAPP_LIMIT_FRAMES"):
        list_exports(tmp_path / "a.jsonl").items[0].read(Problems())


def test_a_picture_is_never_larger_than_a_screen(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(_row(0, {1: 99_000.0}))
    source = open_skeleton_file(tmp_path / "a.jsonl")
    assert source.size == (3840, 240)
    assert any("beyond 3840 x 2160 pixels" in line for line in source.warnings)
    side_car = tmp_path / "a.jsonl.meta.json"
    side_car.write_text('{"source": {"fps": 30, "size": [90000, 90000]}}')
    with pytest.raises(UserError, match=r"a\.jsonl\.meta\.json holds 90000 pixels.*SKELAPP_LIMIT_PICTURE"):
        open_skeleton_file(tmp_path / "a.jsonl")
    for damage in ('{"source": {"fps": 1e999, "size": [9, 9]}}', "[" * 100_000, '{"source": {"fps": 1, "size": 3}}'):
        side_car.write_text(damage)
        assert open_skeleton_file(tmp_path / "a.jsonl").size == (3840, 240)


def test_labels(tmp_path: Path) -> None:
    entry = {"has_skeleton": True, "label": "x", "label_index": 2_000_000_000}
    (tmp_path / "kinetics_train").mkdir()
    (tmp_path / "kinetics_train_label.json").write_text(json.dumps({"a": entry}))
    with pytest.raises(UserError, match="2000000000 classes; at most 100000 are read, set SKELAPP_LIMIT_CLASSES"):
        list_kinetics(tmp_path)
    data = fakes.write_pyskl(tmp_path, [fakes.pyskl_annotation("a") | {"label": 2_000_000_000}])
    with pytest.raises(UserError, match="SKELAPP_LIMIT_CLASSES"):
        next(data.clips())
    laughs: list[object] = ["ha"]
    for _ in range(20):
        laughs = [laughs, laughs]
    with pytest.raises(UserError, match="a name of the type list"):
        fakes.write_pyskl(tmp_path, [fakes.pyskl_annotation("a") | {"frame_dir": laughs}])


def test_a_clip_of_too_many_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKELAPP_LIMIT_CLIP", "1")
    keypoint = np.zeros((1, 20_000, 17, 2), np.float16)
    data = fakes.write_pyskl(tmp_path, [fakes.pyskl_annotation("a") | {"keypoint": keypoint, "keypoint_score": None}])
    with pytest.raises(UserError, match="million numbers in one clip; at most 1 are read, set SKELAPP_LIMIT_CLIP"):
        next(data.clips())
    np.save(tmp_path / "train_data.npy", np.zeros((1, 3, 20_000, 18, 2), np.float16))
    (tmp_path / "train_label.pkl").write_bytes(pickle.dumps((["a"], [0])))
    with pytest.raises(UserError, match="SKELAPP_LIMIT_CLIP"):
        read_dataset(tmp_path, "packed")


def test_ntu_bodies_without_end(tmp_path: Path) -> None:
    path = tmp_path / fakes.NTU_NAME
    fakes.write_skeleton(path, [{f"{body}": fakes.ntu_body() for body in range(65)}])
    with pytest.raises(UserError, match="65 people in one clip; at most 64 are read, set SKELAPP_LIMIT_PEOPLE"):
        next(read_dataset(path).clips())


def test_archives_that_unpack_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_jhmdb(tmp_path / "data", ("run",))
    monkeypatch.setenv("SKELAPP_LIMIT_ARRAYS", "1")
    whole = dict(np.load(folder / "landmarks33.npz"))
    np.savez_compressed(folder / "landmarks33.npz", **{**whole, "landmarks": np.zeros((9000, 2, 33, 4), np.float16)})
    with pytest.raises(UserError, match="MB of arrays; at most 1 are read, set SKELAPP_LIMIT_ARRAYS"):
        read_dataset(folder)


def test_an_array_that_announces_more_than_is_there(tmp_path: Path) -> None:
    folder = write_jhmdb(tmp_path / "data", ("run",))
    header = BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<f2", "fortran_order": False, "shape": (10**9, 2, 33, 4)}
    )  # 528 GB
    whole = dict(np.load(folder / "landmarks33.npz"))
    with zipfile.ZipFile(folder / "landmarks33.npz", "w") as archive:
        for name, array in whole.items():
            content = BytesIO()
            np.save(content, array)
            archive.writestr(f"{name}.npy", header.getvalue() if name == "landmarks" else content.getvalue())
    with pytest.raises(UserError, match=r"landmarks33\.npz is not a landmark archive.*has \d+ bytes"):
        read_dataset(folder)


def test_a_missing_label_file_is_one_line(tmp_path: Path) -> None:
    content = fakes.kinetics_clip([[fakes.kinetics_person()]])
    del content["label_index"]
    for number in range(50):
        (tmp_path / f"clip{number}.json").write_text(json.dumps(content))
    data = list_kinetics(tmp_path)
    assert list(data.clips(skip_bad=True)) == []
    (line,) = data.problems.lines()
    assert line.startswith("50 x clip left out: ")
    assert "'label_index' is missing" in line
