import argparse

import pytest

from core.cli import add_old_spelling, run_command
from core.errors import UserError


def test_an_old_spelling_does_what_the_new_one_does_and_names_it(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    families = parser.add_argument("--cross-split", nargs="+", action="append", default=[])
    count = parser.add_argument("--augmented-views", type=int, default=0)
    add_old_spelling(parser, "--siblings", families)
    add_old_spelling(parser, "--disturbed", count)
    assert vars(parser.parse_args([])) == {"cross_split": [], "augmented_views": 0}
    assert capsys.readouterr().err == ""
    found = parser.parse_args(["--siblings", "a", "b", "--cross-split", "c", "--disturbed", "3"])
    assert vars(found) == {"cross_split": [["a", "b"], ["c"]], "augmented_views": 3}
    assert capsys.readouterr().err.splitlines() == [
        "skelapp: warning: --siblings is now called --cross-split",
        "skelapp: warning: --disturbed is now called --augmented-views",
    ]
    assert "--siblings" not in parser.format_help()


def test_a_users_mistake_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise UserError("film.mp4 does not exist")

    with pytest.raises(SystemExit) as ended:
        run_command(fail)
    assert ended.value.code == 2
    assert capsys.readouterr().err == "skelapp: error: film.mp4 does not exist\n"
