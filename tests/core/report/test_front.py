from pathlib import Path

from core.report.front import render_front
from core.report.plan import read_plan
from core.report.rows import by_set, collect, comparisons
from core.report.topics import Topic
from tests.core.report.fakes import PLAN, write, write_plan


def front(folder: Path, *topics: Topic, **pictures: str) -> str:
    results = collect(read_plan(folder / "plan.yaml"), folder)
    return render_front(results, {key: comparisons(own) for key, own in by_set(results).items()}, topics, pictures)


def test_the_summary_has_the_best_of_what_others_publish_on_and_the_rows_they_share(tmp_path: Path) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    assert "## In short" not in front(tmp_path)
    text = PLAN.replace("about: Two splits.", "about: Two splits.\n  published: 60 (Who, 2020)")
    path.write_text(text.replace("about: One split.", "about: One split.\n  published: none"), encoding="utf-8")
    write(tmp_path, "split1/stgcn-joint", 0.5)
    write(tmp_path, "split2/stgcn-joint", 0.6)
    write(tmp_path, "split1/both", 0.7)
    summary = front(tmp_path, summary="s.png", jhmdb_corrupted_clips="c.png").split("## In short")[1]
    summary, sets = summary.split("## Data sets")
    assert (
        "| [JHMDB](results/jhmdb/README.md) | 55.0 | ST-GCN, joint | 60 (Who, 2020) |" in summary
    )  # both: a split missing
    assert "| [Without repeats](results/unique/README.md) | | | none |" in summary
    assert "| network, top-1 % | JHMDB | Without repeats |\n|---|---|---|\n| ST-GCN, joint | 55.0 | |\n" in summary
    assert "STF-Net" not in summary  # only one of them has it
    assert "](s.png)" in summary
    assert "](c.png)" in summary
    assert "| [JHMDB](results/jhmdb/README.md) | 4 | 55.0 | |" in sets  # nothing to compare yet
    assert "| [Without repeats](results/unique/README.md) | 1 | not run | |" in sets


def test_claims_are_counted_by_what_became_of_them(tmp_path: Path) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    more = "\n".join(
        f'    - {{name: {name}, what: "{name}", against: stgcn-joint, claim: {claim}}}'
        for name, claim in (("a", "higher"), ("b", "lower"), ("c", "higher"), ("d", "as good"))
    )
    path.write_text(PLAN.replace("- key: unique", f"{more}\n- key: unique"), encoding="utf-8")
    right = {
        "stgcn-joint": "0" * 12,
        "both": "1" * 12,
        "a": "1" * 12,
        "b": "1" * 12,
        "c": "0" * 11 + "1",
        "d": "1" * 12,
    }
    for name, marks in right.items():
        write(tmp_path, f"split1/{name}", 0.5, right=marks)
    assert "| holds 2, not contradicted 1, contradicted 1, not decided 1 |" in front(tmp_path)


def test_topics_follow_with_their_headline(tmp_path: Path) -> None:
    write_plan(tmp_path)
    text = front(tmp_path, Topic("counting", "Counting", "Nine of ten are counted.", "..."))
    assert "\n## Counting\n\nNine of ten are counted. [More](results/counting/README.md)\n" in text
    assert text.index("## Data sets") < text.index("## Counting") < text.index("## How to read the tables")
