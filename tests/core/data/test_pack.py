import dataclasses
import os
from pathlib import Path

import numpy as np
import pytest

from core.data import pack as module
from core.data.clips import Clip
from core.data.pack import Pack, load_pack
from core.errors import UserError
from tests.core.data.fakes import jhmdb_clips, write_jhmdb
from tests.core.data.readers.fakes import write_rows as write_export


def clip(name: str, people: int = 1, layout: str = "kinetics18", channels: int = 3, label: int = 1) -> Clip:
    random = np.random.default_rng(len(name))
    joints = random.uniform(1, 100, (channels, 6, 18, people)).astype(np.float32)
    joints[:, 2, :, 0] = 0
    joints[:, :, 7] = 0
    return Clip(name, label, joints, np.arange(6) / 30, f"s-{name}", camera=2, layout=layout)


def test_every_person_of_every_clip_lies_where_the_rows_say() -> None:
    clips = [clip("a", 2), clip("bb"), clip("ccc", 3, label=4)]
    pack = Pack.of(clips)
    assert (len(pack), pack.coordinates, pack.rows.shape) == (3, 2, (3, 3, 2))
    assert pack.labels.tolist() == [1, 1, 4]
    assert pack.classes == tuple(f"class {label}" for label in range(5))
    for n, each in enumerate(clips):
        for m in range(3):
            first, last = pack.rows[n, m]
            times, joints = each.person(m)
            np.testing.assert_array_equal(pack.track.times[first:last], times)
            np.testing.assert_array_equal(pack.track.joints[first:last], joints)
    one = pack.only([2])
    assert (one.ids, one.subjects, one.cameras.tolist()) == (("ccc",), ("s-ccc",), [2])
    np.testing.assert_array_equal(one.rows[0], pack.rows[2])


def test_clips_of_different_skeletons_do_not_mix() -> None:
    with pytest.raises(UserError, match=r"bb has \[joints, channels\] \[18, 4\] \(kinetics18\); the clips before it"):
        Pack.of([clip("a"), clip("bb", channels=4)])
    with pytest.raises(UserError, match="no clips"):
        Pack.of([])


def test_packs_are_joined_with_everybody_in_place() -> None:
    first, second = Pack.of([clip("a", 2), clip("bb")]), Pack.of([clip("dddd", 3), clip("ccc")])
    joined = Pack.joined([dataclasses.replace(first, digest="1"), second.only([1, 0])])
    assert (joined.ids, joined.subjects, joined.digest) == (
        ("a", "bb", "ccc", "dddd"), ("s-a", "s-bb", "s-ccc", "s-dddd"), "1"
    )  # fmt: skip
    for n, each in enumerate((clip("a", 2), clip("bb"), clip("ccc"), clip("dddd", 3))):
        for m in range(3):
            rows = slice(*joined.rows[n, m])
            np.testing.assert_array_equal(joined.track.joints[rows], each.person(m)[1])
            np.testing.assert_array_equal(joined.track.times[rows], each.person(m)[0])
    with pytest.raises(UserError, match="other classes"):
        Pack.joined([first, Pack.of([clip("e", label=3)])])
    with pytest.raises(UserError, match="3D kinetics18 skeletons, clips in memory 2D kinetics18: they cannot be"):
        Pack.joined([first, Pack.of([clip("e", channels=4)])])


def test_a_data_set_is_read_once_and_then_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_jhmdb(tmp_path / "jhmdb", ("clap", "run"))
    first = load_pack(folder)
    monkeypatch.setattr(module, "read_dataset", None)  # would fail if it were called
    again = load_pack(folder)
    assert (again.ids, again.digest, again.classes, again.splits) == (
        first.ids, first.digest, first.classes, first.splits,
    )  # fmt: skip
    for name in ("times", "joints", "back", "ahead"):
        np.testing.assert_array_equal(getattr(again.track, name), getattr(first.track, name))
    assert not again.track.joints.flags.owndata
    part = again.part("split 1", "test")
    clips = {each.id: each for each in jhmdb_clips(folder, 1, "test")}
    assert set(part.ids) == set(clips)
    first_row, last_row = part.rows[0, 0]
    np.testing.assert_array_equal(part.track.joints[first_row:last_row], clips[part.ids[0]].person()[1])


def test_skeletons_are_converted_where_that_is_asked_for(tmp_path: Path) -> None:
    folder = write_jhmdb(tmp_path / "data", ("clap",))
    plain, other = load_pack(folder), load_pack(folder, layout="coco17")
    assert (plain.layout, other.layout, other.ids, other.digest != plain.digest) == (
        "kinetics18", "coco17", plain.ids, True
    )  # fmt: skip
    assert other.track.joints.shape == (*plain.track.joints.shape[:1], 17, 3)
    np.testing.assert_array_equal(other.track.joints[:, 9], plain.track.joints[:, 7])  # left wrist
    with pytest.raises(UserError, match="unknown layout 'coco'; there are kinetics18,"):
        load_pack(folder, layout="coco")


def test_changed_files_are_read_again(tmp_path: Path) -> None:
    folder = write_jhmdb(tmp_path / "jhmdb", ("clap", "run"))
    before = load_pack(folder)
    (tmp_path / "other").mkdir()
    other = write_jhmdb(tmp_path / "other" / "jhmdb", ("clap", "wave"))
    (folder / "landmarks33.npz").write_bytes((other / "landmarks33.npz").read_bytes())
    for path in (other / "splits").iterdir():
        (folder / "splits" / path.name).write_bytes(path.read_bytes())
    after = load_pack(folder)
    assert before.digest != after.digest
    assert any(name.startswith("wave/") for name in after.ids)
    assert load_pack(other).digest == after.digest  # the same data elsewhere


def test_another_process_may_be_at_the_same_data_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, packs = write_jhmdb(tmp_path / "jhmdb", ("clap",)), tmp_path / "cache" / "packs"
    monkeypatch.setattr(module, "cached", lambda name: tmp_path / "cache" / name)
    first = load_pack(folder)
    (made,) = packs.iterdir()
    # its folder vanishes while older ones are looked through: a link that leads nowhere is as good as that
    (packs / f"{made.name.split('-')[0]}-gone.7.partial").symlink_to(tmp_path / "nowhere")
    build = module._build
    monkeypatch.setattr(module, "_build", lambda *given: (build(*given), build(*given)))  # the other one was faster
    made.rename(packs / "elsewhere")
    assert load_pack(folder).digest == first.digest
    assert made.is_dir()


def test_unknown_parts_and_unreadable_data_are_plain_errors(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        load_pack(tmp_path / "nowhere")
    pack = dataclasses.replace(Pack.of([clip("a")]), splits={"x": {"train": frozenset("a")}}, title="Set")
    with pytest.raises(UserError, match=r"Set has no split 'y' with a part 'train'; there are: x: train"):
        pack.part("y", "train")
    folder = write_jhmdb(tmp_path / "jhmdb", ("clap",))
    (folder / "landmarks33.npz").write_bytes(b"PK damaged")
    with pytest.raises(UserError, match=r"landmarks33\.npz is not a landmark archive"):
        load_pack(folder)
    assert not list(module.cached("packs").glob("*.partial"))


@pytest.mark.parametrize("name", ["joints.bin", "times.bin", "back.bin", "ahead.bin", "index.json"])
@pytest.mark.parametrize("damage", ["zeroed", "cut", "empty", "gone", "longer"])
def test_a_damaged_pack_is_noticed_and_made_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, damage: str
) -> None:
    folder = write_jhmdb(tmp_path / "data", ("run",))
    first = load_pack(folder)
    joints = np.array(first.track.joints)
    (file,) = module.cached("packs").rglob(name)
    whole = file.read_bytes()
    del first
    content = {"zeroed": bytes(len(whole)), "cut": whole[: len(whole) // 2], "empty": b"", "longer": whole + bytes(8)}
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(content[damage])
    said = content.get(damage) != whole and (damage, name) != ("gone", "index.json")
    again = load_pack(folder)
    np.testing.assert_array_equal(again.track.joints, joints)
    assert file.read_bytes() == whole
    assert ("is damaged" in capsys.readouterr().err) == said


def test_a_cache_that_cannot_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(module, "cached", lambda name: tmp_path / "file" / name)
    with pytest.raises(UserError, match=r"cannot be written \(Not a directory\).* set SKELAPP_CACHE"):
        load_pack(write_jhmdb(tmp_path / "data", ("run",)))


def test_names_that_are_not_utf8_and_links_to_nowhere(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    write_export(folder / os.fsdecode(b"\xff") / "a.jsonl")
    (folder / "nowhere.jsonl").symlink_to(folder / "gone")
    pack = load_pack(folder)
    assert pack.classes == (os.fsdecode(b"\xff"),)
    assert load_pack(folder).digest == pack.digest
