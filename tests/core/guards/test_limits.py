from pathlib import Path

import pytest

from core.errors import UserError
from core.guards.limits import CLASSES, TEXT, check_size


def test_the_message_names_the_limit_and_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert CLASSES.check(100_000, "x.json") == 100_000
    with pytest.raises(UserError) as error:
        CLASSES.check(2_000_000_000, "x.json")
    assert str(error.value) == (
        "x.json holds 2000000000 classes; at most 100000 are read, set SKELAPP_LIMIT_CLASSES to change that"
    )
    monkeypatch.setenv("SKELAPP_LIMIT_CLASSES", "3000000000")
    assert CLASSES.check(2_000_000_000, "x.json") == 2_000_000_000
    with pytest.raises(UserError, match="holds -1 classes"):
        CLASSES.check(-1, "x.json")


@pytest.mark.parametrize("value", ["many", "-3", "0", "1e9", "9" * 20, "٣"])
def test_a_setting_that_is_no_number_is_said_to_be_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SKELAPP_LIMIT_CLASSES", value)
    with pytest.raises(UserError, match="SKELAPP_LIMIT_CLASSES must be a positive whole number"):
        CLASSES.check(1, "x.json")


def test_sizes_of_files_are_in_megabytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKELAPP_LIMIT_TEXT", "2")
    (tmp_path / "x").write_bytes(b" " * (2 << 20))
    assert check_size(tmp_path / "x", TEXT) == 2 << 20
    (tmp_path / "x").write_bytes(b" " * (5 << 20))
    with pytest.raises(UserError, match=r"x holds 5 MB of text; at most 2 are read, set SKELAPP_LIMIT_TEXT"):
        check_size(tmp_path / "x", TEXT)
    with pytest.raises(UserError, match="is not a file"):
        check_size(tmp_path, TEXT)
