"""A taught network with random numbers, and people who move, for the tests of networks that compare."""

import torch

from core.models.motion_features import measure
from core.models.taught import Taught
from core.skeleton import KINETICS18


def taught(something_else: bool = True, examples: int = 6) -> Taught:
    """Three actions, everything random, float64."""
    torch.manual_seed(0)
    model = Taught(3 + something_else, KINETICS18, examples=examples, something_else=something_else)
    features, known = measure(people(examples, seed=9))
    model = model.double().eval()
    model.mean.copy_(features.mean(0))
    model.scale.copy_(features.std(0) + 0.01)
    model.examples.copy_(model.standardise(features, known))
    for name in ("telling", "bias", "claiming"):
        getattr(model, name).normal_()
    model.belief.copy_(torch.tensor([2.0, -0.5]))
    return model


def people(count: int, T: int = 20, seed: int = 0) -> torch.Tensor:
    random = torch.Generator().manual_seed(seed)
    start, change = torch.randn(2, count, 2, 1, 18, generator=random, dtype=torch.float64)
    place = start + change * torch.linspace(0, 3, T, dtype=torch.float64)[:, None].sin()
    return torch.cat((place, torch.ones(count, 1, T, 18, dtype=torch.float64)), 1)
