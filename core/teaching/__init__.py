"""Teach it your own actions: examples -> features -> a closed-form classifier -> a network like any other.

`fit` takes joints in memory, `fit_pack` a data set; both return `TaughtActions`, which judge clips and are saved as
weights for the whole program. `report` says what they are worth. `core.teaching.fine_tune` is a second step for whoever
has many examples.
"""

from core.teaching.evaluation import TeachingReport, report
from core.teaching.fitting import SOMETHING_ELSE, TaughtActions, fit, fit_pack, usable

__all__ = ["SOMETHING_ELSE", "TaughtActions", "TeachingReport", "fit", "fit_pack", "report", "usable"]
