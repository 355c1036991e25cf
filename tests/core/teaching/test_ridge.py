"""Ridge regression in closed form, and how sharp its answers may be."""

import numpy as np
import torch

from core.data.augment import Augmentation
from core.data.clips import Clip
from core.data.pack import Pack
from core.data.windows import WindowDataset
from core.evaluation.predict import predict
from core.teaching import ridge
from core.teaching.ridge import fit
from tests.core.fakes import small_info

STILL = Augmentation(flip=0, noise=0.01)


def clips(count: int = 24) -> Pack:
    """Somebody who moves the right or the left wrist up and down, or neither; two clips of each recording."""
    random, out = np.random.default_rng(0), []
    body = random.uniform(50, 150, (18, 2))
    for number in range(count):
        label, recording = number % 3, number // 6
        joints = np.full((20, 18, 3), 0.9)
        joints[..., :2] = body + random.normal(0, 2, (18, 2))
        if label < 2:
            joints[:, (4, 7)[label], 1] += 40 * np.sin(np.linspace(0, 6, 20) + random.uniform(0, 6))
        array = joints.transpose(2, 0, 1)[..., None].astype(np.float32)
        out.append(Clip(f"clip{number}", label, array, np.arange(20) / 20.0, f"{label}-{recording}"))
    return Pack.of(out)


def test_it_learns_in_closed_form_and_is_as_sure_as_it_is_right() -> None:
    pack, info = clips(), small_info()
    model, accuracy = fit(pack, info, STILL, views=1)
    logits, labels = predict(model, WindowDataset(pack, info), info)
    assert (logits.argmax(1) == labels).all()
    assert accuracy > 0.9
    assert 0.5 < float(logits.softmax(1).amax(1).mean()) <= 1


def test_the_coefficients_solve_the_equations_of_the_ridge() -> None:
    random = torch.Generator().manual_seed(0)
    z = torch.randn(30, 5, generator=random)
    own = torch.arange(30) % 10
    labels = torch.arange(10) % 3
    kept = torch.arange(10) != 4
    weight, bias = ridge._weights(z, own, labels, 3, kept)
    rows = kept[own]
    target = torch.nn.functional.one_hot(labels[own[rows]], 3) - 1 / 3
    scale = z[rows].square().sum(0).mean()
    residual = z[rows].T @ (z[rows] @ weight - target) + ridge.PENALTY * scale * weight
    assert residual.abs().max() < 1e-4
    torch.testing.assert_close(bias, torch.full((3,), 1 / 3))


def test_recordings_stay_together_when_some_are_left_out() -> None:
    pack = clips()
    folds = ridge._folds(pack)
    for subject in set(pack.subjects):
        assert len({int(folds[row]) for row, name in enumerate(pack.subjects) if name == subject}) == 1
    assert len(set(folds.tolist())) == 5
