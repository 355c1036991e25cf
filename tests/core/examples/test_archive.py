"""A set travels as one file; whatever is odd about one is refused before anything is written."""

from __future__ import annotations

import json
import stat
import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.errors import UserError
from core.examples.archive import export_set, import_set
from core.examples.files import rows_of
from core.examples.store import ExampleSet
from tests.core.examples.motions import motion_of

ROWS = rows_of(motion_of())


@pytest.fixture
def examples(tmp_path: Path) -> ExampleSet:
    out = ExampleSet(tmp_path / "mine")
    for shift, action in enumerate(("hop", "hop", "jump")):
        out.add(action, motion_of(1.0, shift), "Ada", "monday")
    return out


def test_a_set_travels(examples: ExampleSet, tmp_path: Path) -> None:
    examples.remove(["hop/monday-01"])
    examples.trim("hop/monday-02", 0.2, 0.6)
    assert export_set(examples, tmp_path / "mine.zip") == 2
    there = import_set(tmp_path / "mine.zip", tmp_path / "theirs")
    assert [(each.id, each.who, each.recording) for each in there.examples()] == [
        ("hop/monday-02", "Ada", "monday"),
        ("jump/monday-01", "Ada", "monday"),
    ]
    assert np.allclose(there.motion("hop/monday-02").joints, examples.motion("hop/monday-02").joints)
    with pytest.raises(UserError, match="already is a set"):
        import_set(tmp_path / "mine.zip", tmp_path / "theirs")


def test_an_empty_set_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no examples"):
        export_set(ExampleSet(tmp_path / "none"), tmp_path / "none.zip")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("../a.jsonl", ROWS),
        ("/hop/a.jsonl", ROWS),
        ("hop/../a.jsonl", ROWS),
        ("hop/deep/a.jsonl", ROWS),
        ("hop\\a.jsonl", ROWS),
        (".bin/a.jsonl", ROWS),
        ("hop/.a.jsonl", ROWS),
        ("hop/a.py", "print()"),
        ("a.jsonl", ROWS),
        ("con/a.jsonl", ROWS),
        ("hop/a.jsonl", "not json"),
        ("hop/a.jsonl", ""),
        ("hop/a.jsonl", ROWS + ROWS),  # time goes back
        ("hop/a.jsonl", ROWS.replace("1.0", "NaN", 1)),
        ("hop/a.jsonl", '{"frame": 0, "time": 0, "people": []}'),
    ],
)
def test_odd_files_are_refused(tmp_path: Path, name: str, content: str) -> None:
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as file:
        file.writestr("jump/good.jsonl", ROWS)
        file.writestr(name, content)
    with pytest.raises(UserError):
        import_set(tmp_path / "odd.zip", tmp_path / "set")
    assert [path.name for path in tmp_path.iterdir()] == ["odd.zip"]


def test_links_and_doubles_are_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("hop/a.jsonl")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "link.zip", "w") as file:
        file.writestr(entry, "/etc/passwd")
    with pytest.raises(UserError, match="link"):
        import_set(tmp_path / "link.zip", tmp_path / "set")
    with zipfile.ZipFile(tmp_path / "twice.zip", "w") as file:
        file.writestr("hop/a.jsonl", ROWS)
        file.writestr("hop/A.jsonl", ROWS)
    with pytest.raises(UserError, match="twice"):
        import_set(tmp_path / "twice.zip", tmp_path / "set")


def test_what_is_no_archive_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.zip").write_text("no zip")
    with pytest.raises(UserError, match="is not a set of examples"):
        import_set(tmp_path / "a.zip", tmp_path / "set")
    monkeypatch.setenv("SKELAPP_LIMIT_TEXT", "1")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("hop/a.jsonl", " " * (3 << 20))
    with pytest.raises(UserError, match="SKELAPP_LIMIT_TEXT"):
        import_set(tmp_path / "bomb.zip", tmp_path / "set")
    monkeypatch.setenv("SKELAPP_LIMIT_EXAMPLES", "2")
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as file:
        for number in range(3):
            file.writestr(f"hop/{number}.jsonl", ROWS)
    with pytest.raises(UserError, match="SKELAPP_LIMIT_EXAMPLES"):
        import_set(tmp_path / "many.zip", tmp_path / "set")


def test_what_the_manifest_says_is_believed_as_far_as_it_is_text(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as file:
        file.writestr("manifest.json", json.dumps({"clips": {"hop/a": {"who": ["x"]}}}))
        file.writestr("hop/a.jsonl", ROWS)
    with pytest.raises(UserError, match="is not a set"):
        import_set(tmp_path / "a.zip", tmp_path / "set")
