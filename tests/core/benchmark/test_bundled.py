import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.benchmark import bundled
from core.benchmark.bundled import changes_a_minute, slide
from core.checkpoint import save_checkpoint
from core.data.pack import load_pack
from core.data.readers.jhmdb import JHMDB_CLASSES
from core.inference.ensemble import Member, Networks
from tests.core.benchmark.fakes import sliding
from tests.core.data.fakes import write_jhmdb
from tests.core.fakes import random_model, small_info


def test_changes_are_counted_within_clips() -> None:
    assert changes_a_minute(sliding()) == pytest.approx((2 + 1) / 2 * 60)  # two in a second, and one in another


def test_the_window_slides_by_one_frame_once_it_holds_enough(tmp_path: Path) -> None:
    clips = load_pack(write_jhmdb(tmp_path / "data", ("run", "sit")))
    info = small_info(labels=JHMDB_CLASSES, min_seconds=0.5, energy_threshold=-100.0)
    member = Member(random_model(info), info)
    found = slide(Networks([member], explain=False), clips)
    assert np.diff(found.times)[np.diff(found.clips) == 0] == pytest.approx(1 / 20)
    for clip in np.unique(found.clips):
        start = clips.track.times[clips.rows[clip, 0, 0]]
        assert found.times[found.clips == clip][0] - start == pytest.approx(0.45)  # the tenth frame of the network
    assert found.certain.all()
    strict = replace(info, energy_threshold=100.0)
    assert not slide(Networks([replace(member, info=strict)], explain=False), clips).certain.any()


def test_the_command_puts_networks_side_by_side(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundled.torch, "set_num_threads", lambda threads: None)
    info = small_info(labels=JHMDB_CLASSES, fidelity={"top3": 0.3})
    save_checkpoint(tmp_path / "w.safetensors", random_model(info), info)
    data = write_jhmdb(tmp_path / "data", ("run", "sit"))
    parser = bundled.argparse.ArgumentParser()
    bundled.add_arguments(parser)
    words = [str(tmp_path / "w.safetensors"), "--data", str(data), "--split", "1", "--json"]
    bundled.run(parser.parse_args([*words, "--out-of-distribution", str(data), "--except", "sit"]))
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert (row["network"], row["with"], row["top3"], row["bottom3"]) == ("small", "", 0.3, None)
    assert {"top-1", "sliding", "AUROC", "rejected at 85 %", "prediction ms"} <= row.keys()
    bundled.run(parser.parse_args(words[:-1]))
    assert capsys.readouterr().out.startswith("network")
