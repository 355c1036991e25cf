import shlex
from pathlib import Path

import pytest

from core.companion import parser as companion_parser
from core.errors import UserError
from core.evaluate import check, parser
from core.report.plan import commands, read_plan
from core.train import parse as parse_train
from tests.core.report.fakes import PLAN, write_plan

ROOT = Path(__file__).parents[3]


def test_commands_train_and_judge_a_row(tmp_path: Path) -> None:
    jhmdb, unique = read_plan(write_plan(tmp_path) / "plan.yaml")
    one, _, both, noise = jhmdb.rows
    plain = commands(jhmdb, one, "split 2")
    assert plain.train == (
        "python -m core.train --config recipe.yaml --data DATA --split 'split 2' --name jhmdb-split2-stgcn-joint "
        "--epochs 5 --model stgcn"
    )
    assert plain.evaluate == (
        "python -m core.evaluate runs/jhmdb-split2-stgcn-joint/jhmdb-split2-stgcn-joint.safetensors --data DATA "
        "--split 'split 2' --record results/jhmdb/records.jsonl --name split2/stgcn-joint"
    )
    fused = commands(jhmdb, both, "split 1")
    assert fused.train == ""
    assert (
        "jhmdb-split1-stgcn-joint.safetensors runs/jhmdb-split1-stfnet-joint/jhmdb-split1-stfnet-joint.safetensors"
        in fused.evaluate
    )
    assert fused.evaluate.endswith("--fuse equal --record results/jhmdb/records.jsonl --name split1/both")
    other_look = commands(jhmdb, noise, "split 1")
    assert other_look.train == ""
    assert other_look.evaluate.endswith(
        "--noise 0.05 --record results/jhmdb/records.jsonl --name split1/stgcn-joint-noise"
    )
    assert "runs/jhmdb-split1-stgcn-joint/" in other_look.evaluate
    again = commands(unique, unique.rows[0], "split 1")
    assert again.train == ""  # the networks are those of the other data set
    assert again.evaluate.endswith("--unique --record results/unique/records.jsonl --name split1/stgcn-joint")


def test_weights_fitted_on_cross_split_models_name_those_of_the_other_splits(tmp_path: Path) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    text = PLAN.replace("against: stgcn-joint, claim: higher}", "how: cross-split}")
    path.write_text(text.replace("[split 1, split 2]", "[split 1, split 2, split 3]"), encoding="utf-8")
    data = read_plan(path)[0]
    line = commands(data, data.rows[2], "split 2").evaluate
    first, other = (
        " ".join(f"runs/jhmdb-split{split}-{name}/jhmdb-split{split}-{name}.safetensors" for split in (1, 3))
        for name in ("stgcn-joint", "stfnet-joint")
    )
    assert (
        f"--fuse fit --cross-split {first} --cross-split {other} "
        "--record results/jhmdb/records.jsonl --name split2/both" in line
    )


def test_a_taught_network_names_its_teachers_of_the_same_split(tmp_path: Path) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    text = PLAN.replace('paper: "50.0, table I"', "train: --model stfnet, teachers: [stgcn-joint, stfnet-joint]", 1)
    path.write_text(text, encoding="utf-8")
    data = read_plan(path)[0]
    two = ",".join(
        f"runs/jhmdb-split2-{name}/jhmdb-split2-{name}.safetensors" for name in ("stgcn-joint", "stfnet-joint")
    )
    assert commands(data, data.rows[1], "split 2").train.endswith(f"--model stfnet --teachers '[{two}]'")
    path.write_text(text.replace("teachers: [stgcn-joint", "teachers: [nobody"), encoding="utf-8")
    with pytest.raises(UserError, match="asks for nobody, which is no row"):
        read_plan(path)


def test_bundled_networks_are_judged_by_name(tmp_path: Path) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    text = path.read_text(encoding="utf-8").replace("fuse: [stgcn-joint, stfnet-joint]", "weights: [one, other]")
    path.write_text(text, encoding="utf-8")
    data = read_plan(path)[0]
    bundled = commands(data, data.rows[2], "split 1")
    assert bundled.train == ""
    assert bundled.evaluate == (
        "python -m core.evaluate one other --data DATA --split 'split 1' --fuse equal "
        "--record results/jhmdb/records.jsonl --name split1/both"
    )


def test_every_chosen_row_is_judged_on_clips_corrupted_in_every_way(tmp_path: Path) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    corrupt = "  corrupted: [stgcn-joint, both]\n  corruptions: {noise: [0.05, 0.1], rate: [7.5]}\n"
    path.write_text(PLAN.replace("  train: --epochs 5\n", "  train: --epochs 5\n" + corrupt), encoding="utf-8")
    data = read_plan(path)[0]
    added = data.rows[4:]
    assert [row.name for row in added] == [
        "stgcn-joint-noise0.05", "stgcn-joint-noise0.1", "stgcn-joint-rate7.5",
        "both-noise0.05", "both-noise0.1", "both-rate7.5",
    ]  # fmt: skip
    assert added[1].what == "ST-GCN, joint, noise of 10% of the person's extent"
    assert {row.claim for row in added} == {""}
    assert commands(data, added[0], "split 1").train == ""
    assert commands(data, added[0], "split 1").evaluate == (
        "python -m core.evaluate runs/jhmdb-split1-stgcn-joint/jhmdb-split1-stgcn-joint.safetensors --data DATA "
        "--split 'split 1' --noise 0.05 --record results/jhmdb/records.jsonl --name split1/stgcn-joint-noise0.05"
    )
    assert commands(data, added[5], "split 1").evaluate.endswith(
        "--fuse equal --rate 7.5 --record results/jhmdb/records.jsonl --name split1/both-rate7.5"
    )


def test_places_in_options_are_those_of_the_split(tmp_path: Path) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    path.write_text(PLAN.replace("train: --epochs 5", "train: --seed {number}"), encoding="utf-8")
    data = read_plan(path)[0]
    assert "--seed 2 " in commands(data, data.rows[0], "split 2").train


def test_a_network_gets_the_arguments_of_its_data_set_and_its_own(tmp_path: Path) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    text = PLAN.replace("train: --epochs 5", "args: {base_channels: 16, q: 4}", 1)
    path.write_text(text.replace("train: --model stgcn", "train: --model symmetric, args: {q: 2}"), encoding="utf-8")
    data = read_plan(path)[0]
    train = commands(data, data.rows[0], "split 2").train
    assert train.endswith('--model symmetric --model_args \'{"base_channels": 16, "q": 2}\'')
    assert commands(data, data.rows[1], "split 1").train.endswith('--model_args \'{"base_channels": 16, "q": 4}\'')


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("fuse: [stgcn-joint, stfnet-joint]", "fuse: [nobody]", "jhmdb both asks for nobody, which is no row"),
        ("what: Both", "color: red, what: Both", "Row both: unknown color"),
        ("  title: Without repeats\n", "", "DataSet unique: title missing"),
        ("- key: jhmdb", "key: jhmdb", "cannot be read"),
        ("claim: higher", "claim: better", "jhmdb both claims 'better'; say higher, lower, as good"),
        ("networks_of: jhmdb", "networks_of: sbu", "unique takes the networks of sbu, which is no data set"),
        ("against: stgcn-joint", "against: nobody", "jhmdb both asks for nobody, which is no row"),
        (
            '  rows:\n    - {name: stgcn-joint, what: "ST-GCN, joint", t',
            '  corrupted: [nobody]\n  rows:\n    - {name: stgcn-joint, what: "ST-GCN, joint", t',
            "jhmdb corrupts the clips of nobody, which is no row",
        ),
    ],
)
def test_a_wrong_plan_is_a_plain_error(tmp_path: Path, before: str, after: str, message: str) -> None:
    path = write_plan(tmp_path) / "plan.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(UserError, match=message):
        read_plan(path)


def test_our_own_plan_names_recipes_that_there_are_and_no_record_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = read_plan(ROOT / "results" / "plan.yaml")
    keys = {data.key for data in plan}
    assert {"jhmdb", "penn_action", "nw_ucla", "nw_ucla_unique", "sbu"} <= keys
    for data in plan:
        for config in {data.config, *(row.config for row in data.rows if row.config)}:
            assert (ROOT / config).is_file(), config
    monkeypatch.chdir(ROOT)
    parsed: set[str] = set()
    for data in plan:
        for row in data.rows:
            command = commands(data, row, data.splits[0])
            options = {row.config or data.config, row.train, str(row.args)}
            if row.companion is not None:
                made = companion_parser().parse_args(shlex.split(command.train)[3:])
                assert made.out.stem == data.run_name(row.name, data.splits[0])
            elif command.train and not options <= parsed:
                parsed |= options
                assert parse_train(shlex.split(command.train)[3:]).name == data.run_name(row.name, data.splits[0])
            check(parser().parse_args(shlex.split(command.evaluate)[3:]))
    names = [(data.key, data.record_name(row, split)) for data in plan for row in data.rows for split in data.splits]
    assert len(names) == len(set(names))
