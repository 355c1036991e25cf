import pytest

from core.benchmark.labels import curve, first_right, shown
from tests.core.benchmark.fakes import sliding


def test_steady_labels_change_less_and_come_later() -> None:
    raw, steady = (shown(sliding(), memory) for memory in (0.0, 0.4))
    assert raw.tolist() == [0, 0, 1, 0, 0, -1, -1, -1, -1, 2]
    assert steady[:5].tolist() == [-1, 0, 0, 0, 0]
    assert (steady[5:] == -1).all()
    assert first_right(sliding(), raw).tolist() == [0.0, 1.0]
    rows = {row["memory"]: row for row in curve(sliding())}
    assert rows[0.4]["changes a minute"] < rows[0.0]["changes a minute"]
    assert (rows[0.0]["delay"], rows[0.4]["delay"]) == (0.0, 0.25)
    assert rows[0.0]["right of named"] == pytest.approx(5 / 6)
