from pathlib import Path

from core.report.calibration import calibration_tables

CARD = {
    "network": "stfnet-joint", "temperature": 1.234, "threshold": 0.5, "ece before": 0.1, "ece": 0.0512, "kept": 0.6,
    "right": 0.834, "out-of-distribution clips": "7 clips of 2 other actions, Made up",
    "out-of-distribution rejected": 0.8, "auroc": 0.8612,
    "right answers kept": 0.768,
    "energy": {
        "threshold": 3.97, "kept": 0.59, "right": 0.766, "rejected": 0.812, "auroc": 0.873, "right answers kept": 0.781,
    },
    "novel": {"kept": 0.5, "right": 0.75, "rejected": 0.9, "auroc": 0.8},
}  # fmt: skip


def test_confidence_is_a_row_a_network() -> None:
    nothing = {
        **CARD,
        "network": "other",
        "out-of-distribution clips": None,
        "out-of-distribution rejected": None,
        "auroc": None,
        "right answers kept": None,
        "energy": None,
        "novel": None,
    }
    lines = calibration_tables({"a": nothing, "b": CARD}, Path(), "")
    assert lines[2] == "| other | 1.23 | 0.100 | 0.051 | 0.50 | 60 % | 83 % | | | |"
    assert lines[3] == "| stfnet-joint | 1.23 | 0.100 | 0.051 | 0.50 | 60 % | 83 % | 77 % | 80 % | 0.861 |"
    assert lines[-5:-3] == ["| network | threshold | kept | accuracy of these | correct ones kept | "
        "out-of-distribution rejected | AUROC |", "|---|---|---|---|---|---|---|"]  # fmt: skip
    assert lines[-3] == "| stfnet-joint | 3.97 | 59 % | 77 % | 78 % | 81 % | 0.873 |"
    assert "keeps 50 % of the new clips of known actions, is right for 75 % of those, and rejects 90 % of" in lines[-1]
    assert len(calibration_tables({"a": nothing}, Path(), "")) == 3
