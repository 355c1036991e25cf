from pathlib import Path

import numpy as np
import pytest

from core.report.pictures import draw
from core.report.plan import read_plan
from core.report.rows import collect
from tests.core.report.fakes import PLAN, page_of, write, write_plan


def test_dots_are_the_means_and_classes_are_compared(tmp_path: Path) -> None:
    write_plan(tmp_path)
    for split in ("split1", "split2"):
        write(tmp_path, f"{split}/stgcn-joint", 0.5)
        write(tmp_path, f"{split}/stfnet-joint", 0.6 if split == "split1" else 0.8)
    figures = draw(collect(read_plan(tmp_path / "plan.yaml"), tmp_path))
    assert set(figures) == {"jhmdb", "jhmdb_classes"}
    axes = figures["jhmdb"].axes[0]
    lines = [line.get_xdata() for line in axes.lines]
    spread = 10 * 2**0.5
    assert lines[0] == pytest.approx((50, 50))
    assert lines[1] == pytest.approx([50])
    assert lines[2] == pytest.approx((70 - spread, 70 + spread))
    assert lines[3] == pytest.approx([70])
    left, right = figures["jhmdb_classes"].axes
    names = [text.get_text() for text in left.get_yticklabels()]
    assert sorted(names) == ["run (12)", "wave (8)"]
    assert [bar.get_width() for bar in right.patches] == pytest.approx([20, 20])


def test_a_long_section_has_a_picture_of_its_own_and_names_stay_whole(tmp_path: Path) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    whats = ["0: taught by a good old network, ST-BLN", "1: taught by other networks with A + LLᵀ", *"23456789"]
    rows = [
        f'    - {{name: look{n}, what: "{what}", of: stgcn-joint, section: "Looks, more"}}\n'
        for n, what in enumerate(whats)
    ]
    path.write_text(PLAN.replace("- key: unique", "".join(rows) + "- key: unique"), encoding="utf-8")
    for n in range(10):
        for split in ("split1", "split2"):
            if n == 9:  # nine rows are too few
                assert draw(collect(read_plan(path), tmp_path)) == {}
            write(tmp_path, f"{split}/look{n}", 0.3 + 0.05 * n)
    figures = draw(collect(read_plan(path), tmp_path))
    assert list(figures) == ["jhmdb_looks_more"]
    assert figures["jhmdb_looks_more"].get_suptitle().startswith("JHMDB: Looks, more")
    first, second, *_ = (text.get_text() for text in figures["jhmdb_looks_more"].axes[0].get_yticklabels())
    assert first == "0: taught by a good old network,\nST-BLN"
    assert second == "1: taught by other networks with\nA\u00a0+\u00a0LLᵀ"


def test_accuracy_and_operations_over_lambda(tmp_path: Path) -> None:
    rows = "".join(f'    - {{name: l{n}, what: "λ = {n}", args: {{lambda_: {n}}}}}\n' for n in (2, 5, 9))
    plan = f"""
- key: nodes
  title: Nodes
  about: One split.
  splits: [split 1]
  config: recipe.yaml
  rows:
    - {{name: all, what: all}}
{rows}"""
    (tmp_path / "plan.yaml").write_text(plan, encoding="utf-8")
    for name, top1 in (("all", 0.5), ("l2", 0.3), ("l5", 0.4), ("l9", 0.45)):
        write(tmp_path, f"split1/{name}", top1, key="nodes")
    accuracy, operations = draw(collect(read_plan(tmp_path / "plan.yaml"), tmp_path))["nodes"].axes
    line, whole = accuracy.lines[0], accuracy.lines[-1]
    assert line.get_xdata().tolist() == [2, 5, 9]
    assert line.get_ydata() == pytest.approx([30, 40, 45])
    assert whole.get_ydata() == pytest.approx([50, 50])
    ends = accuracy.collections[0].get_segments()
    assert ends[1][:, 1] == pytest.approx([34, 45])  # the interval of a single run
    assert operations.lines[0].get_ydata() == pytest.approx([30, 30, 30])


def test_without_records_there_is_nothing_to_draw(tmp_path: Path) -> None:
    write_plan(tmp_path)
    assert draw(collect(read_plan(tmp_path / "plan.yaml"), tmp_path)) == {}


def test_the_summary_shows_the_rows_that_all_its_data_sets_have(tmp_path: Path) -> None:
    text = PLAN.replace("about: Two splits.", "about: Two splits.\n  published: 60")
    (write_plan(tmp_path) / "plan.yaml").write_text(text.replace("One split.", "One split.\n  published: none"))
    for name in ("split1/stgcn-joint", "split2/stgcn-joint", "split1/stfnet-joint", "split2/stfnet-joint"):
        write(tmp_path, name, 0.5)
    assert "summary" not in draw(collect(read_plan(tmp_path / "plan.yaml"), tmp_path))  # nothing is in both
    write(tmp_path, "split1/stgcn-joint", 0.4, key="unique")
    figure = draw(collect(read_plan(tmp_path / "plan.yaml"), tmp_path))["summary"]
    first, second = figure.axes
    assert [axes.get_title() for axes in figure.axes] == ["JHMDB", "Without repeats"]
    assert [label.get_text() for label in first.get_yticklabels()] == ["ST-GCN, joint"]
    assert list(first.lines[1].get_xdata()) == pytest.approx([50])
    assert list(second.lines[0].get_xdata()) == pytest.approx([34, 45])  # the interval of one run


def test_curves_show_robustness(tmp_path: Path) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    corrupt = "  corrupted: [stgcn-joint]\n  corruptions: {noise: [0.05, 0.1], rate: [7.5]}\n"
    path.write_text(PLAN.replace("  train: --epochs 5\n", "  train: --epochs 5\n" + corrupt), encoding="utf-8")
    for split in ("split1", "split2"):
        for row, top1 in (("", 0.6), ("-noise0.05", 0.5), ("-noise0.1", 0.3), ("-rate7.5", 0.4)):
            write(tmp_path, f"{split}/stgcn-joint{row}", top1)
    results = collect(read_plan(path), tmp_path)
    figures = draw(results)
    text = page_of(results, "jhmdb", {name: f"{name}.png" for name in figures})
    assert all(f"]({name}.png)" in text for name in figures)  # none is drawn in vain
    noise, rate = figures["jhmdb_corrupted_clips"].axes
    assert noise.lines[0].get_xydata().tolist() == pytest.approx(np.array([[0.05, 50], [0.1, 30]]))
    assert list(noise.lines[1].get_ydata()) == pytest.approx([60, 60])
    assert rate.lines[0].get_xydata().tolist() == pytest.approx(np.array([[7.5, 40]]))
    assert rate.get_xlabel() == "frames per second"
