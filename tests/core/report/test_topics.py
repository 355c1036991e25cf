from pathlib import Path
from typing import Any

import pytest

from core.errors import UserError
from core.evaluation.measurement import write_measurement
from core.report.topics import Topic, fill_in, read_topic, read_topics


def topic(folder: Path, intro: str = "# Speed\n\nFast.", **figures: Any) -> Topic:
    folder.mkdir(exist_ok=True)
    (folder / "intro.md").write_text(intro)
    for name, each in figures.items():
        write_measurement(folder / f"{name}.json", f"python -m core.benchmark {name}", each)
    return read_topic(folder, "docs")


def test_single_figures_stand_in_two_columns(tmp_path: Path) -> None:
    lines = topic(
        tmp_path / "speed", one_step={"step_ms": 1.23456, "continual_ms": None, "exact": True}
    ).page.splitlines()
    assert lines[:5] == ["# Speed", "", "[All results](../../RESULTS.md)", "", "Fast."]
    assert lines[6:11] == ["## one step", "", "```sh", "python -m core.benchmark one_step", "```"]
    assert {"| step_ms | 1.235 |", "| continual_ms | not measured |", "| exact | yes |"} <= set(lines)


def test_rows_and_stages_are_tables_of_their_own(tmp_path: Path) -> None:
    figures = {"share": 0.95, "each": [1.0, 2.5], "stages_ms": {"pose": {"p50": 12.0, "p95": 20.0}}, "rows": [{"a": 1}]}
    lines = topic(tmp_path / "speed", live=figures, models=[{"model": "stgcn", "macs": 3}]).page.splitlines()
    assert "| each | 1, 2.5 |" in lines
    assert lines[lines.index("stages_ms:") + 2 :][:3] == ["| | p50 | p95 |", "|---|---|---|", "| pose | 12 | 20 |"]
    assert lines[lines.index("rows:") + 2 :][:3] == ["| a |", "|---|", "| 1 |"]
    assert lines[lines.index("| model | macs |") :][:3] == ["| model | macs |", "|---|---|", "| stgcn | 3 |"]
    nested = topic(tmp_path / "nested", only={"inside": {"a": 1}}).page
    assert "| figure | value |\n|---|---|\n| a | 1 |" in nested
    assert "|---|---|\n\n" not in nested  # no table without rows


def test_the_introduction_takes_its_figures_from_the_records(tmp_path: Path) -> None:
    intro = "# Counting\n\nRight in {clips/figures/share:.0%}\nof clips.\n\nOf {clips/figures/sets/1/clips} clips."
    found = topic(tmp_path / "counting", intro, clips={"share": 0.904, "sets": [{"clips": 3}, {"clips": 52}]})
    assert (found.key, found.title, found.headline) == ("counting", "Counting", "Right in 90% of clips.")
    assert "\n\nOf 52 clips.\n" in found.page


@pytest.mark.parametrize("text", ["{b/share}", "{a/other}", "{a/share/deeper}", "{a/share:.0q}", "{a/list/7}"])
def test_a_figure_that_is_not_there_is_a_plain_error(text: str) -> None:
    with pytest.raises(UserError, match=r"intro\.md: \{.*\} is no figure of the records beside it"):
        fill_in(text, {"a": {"share": 0.5, "list": [1]}}, Path("intro.md"))
    assert fill_in("{a} {{}} {a/share}", {"a": {"share": 0.5}}, Path("intro.md")) == "{a} {{}} 0.5"


def test_topics_are_the_folders_with_records_that_are_no_data_sets(tmp_path: Path) -> None:
    for name in ("b", "a", "jhmdb"):
        topic(tmp_path / name, x={"a": 1})
    (tmp_path / "empty").mkdir()
    assert [each.key for each in read_topics(tmp_path, ["jhmdb"], "docs")] == ["a", "b"]
    (tmp_path / "a" / "x.json").write_text("no")
    with pytest.raises(UserError, match=r"x\.json is not a record"):
        read_topics(tmp_path, ["jhmdb"], "docs")
