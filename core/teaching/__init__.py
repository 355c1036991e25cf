"""Teach it your own actions: examples -> features -> a closed-form classifier -> a network like any other.

`fit` takes joints in memory, `fit_pack` a data set; both return `TaughtActions`, which judge clips and are saved as
weights for the whole program. `report` says what they are worth.
"""

from core.teaching.fit import SOMETHING_ELSE, TaughtActions, fit, fit_pack, usable
from core.teaching.report import TeachingReport, report

__all__ = ["SOMETHING_ELSE", "TaughtActions", "TeachingReport", "fit", "fit_pack", "report", "usable"]
