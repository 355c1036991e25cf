from pathlib import Path

import pytest

from core.errors import UserError
from core.evaluation.measurement import read_measurement, write_measurement


def test_a_record_keeps_the_command_without_places_and_the_figures(tmp_path: Path) -> None:
    path = tmp_path / "speed" / "live.json"
    write_measurement(
        path, "python -m core.benchmark live /home/me/juggle.mp4 --people 3 --record results/x.json", {"share": 0.95}
    )
    record = read_measurement(path)
    assert record.command == "python -m core.benchmark live juggle.mp4 --people 3"
    assert record.figures == {"share": 0.95}
    assert int(record.machine["cores"]) >= 1


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"top-1": 1}')
    with pytest.raises(UserError, match=r"x\.json is not a record of figures"):
        read_measurement(tmp_path / "x.json")
