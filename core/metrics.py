"""How good predictions are."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torchmetrics.functional.classification import multiclass_accuracy, multiclass_calibration_error


@dataclass(frozen=True)
class Metrics:
    """Figures in 0..1 of one evaluation.

    Attributes:
        clips: how many clips were judged.
        top1, top5: share of clips whose class is the best, or among the five best.
        mean_class: mean over the classes of each class's top-1.
        ece: expected calibration error over 15 bins (Guo et al. 2017).
        loss: mean cross-entropy.
    """

    clips: int
    top1: float
    top5: float
    mean_class: float
    ece: float
    loss: float

    def figures(self) -> dict[str, float]:
        """The figures by the names used in cards and records."""
        return {
            "clips": self.clips,
            "top-1": self.top1,
            "top-5": self.top5,
            "mean class": self.mean_class,
            "ece": self.ece,
            "loss": self.loss,
        }


def score(logits: Tensor, labels: Tensor) -> Metrics:
    """Figures for logits ``(N, num_classes)`` and labels ``(N,)``."""
    classes = logits.shape[1]
    probabilities = logits.softmax(dim=1)
    return Metrics(
        clips=len(labels),
        top1=multiclass_accuracy(logits, labels, classes, average="micro").item(),
        top5=multiclass_accuracy(logits, labels, classes, average="micro", top_k=min(5, classes)).item(),
        mean_class=multiclass_accuracy(logits, labels, classes, average="macro").item(),
        ece=multiclass_calibration_error(probabilities, labels, classes, n_bins=15).item(),
        loss=torch.nn.functional.cross_entropy(logits, labels).item(),
    )


def fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature that minimises the cross-entropy of ``logits / temperature`` (Guo et al. 2017)."""
    log_temperature = torch.zeros((), requires_grad=True)
    optimizer = torch.optim.LBFGS([log_temperature], lr=0.5, max_iter=100, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(logits.detach() / log_temperature.exp(), labels)
        loss.backward()
        return loss

    with torch.enable_grad():
        optimizer.step(closure)
    return float(log_temperature.detach().exp())
