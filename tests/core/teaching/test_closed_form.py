"""The equations: what is said of a clip left out is what a network says that was never taught it."""

import pytest
import torch

from core.models.motion_features import feature_joints
from core.models.taught import Taught
from core.teaching import closed_form
from core.teaching.closed_form import Rows, _belief, _left_out, _sharpness, _System, solve


def rows(clips: int = 8, views: int = 3, classes: int = 2) -> Rows:
    """Clips of classes that differ in their features' means; all known."""
    random = torch.Generator().manual_seed(0)
    size = len(feature_joints()[0])
    labels = torch.arange(clips) % classes
    centre = torch.randn(classes, size, generator=random)
    clip = centre[labels] + torch.randn(clips, size, generator=random)
    features = torch.cat([clip + 0.1 * view * torch.randn(clips, size, generator=random) for view in range(views)])
    return Rows(
        features,
        torch.ones_like(features, dtype=torch.bool),
        labels.repeat(views),
        torch.arange(clips).repeat(views),
        torch.arange(views).repeat_interleave(clips) == 0,
    )


def test_the_ridge_minimises_its_cost() -> None:
    torch.manual_seed(0)
    z = torch.randn(12, 4)
    kernel = torch.exp(-torch.cdist(z, z[:5]).square() / 2)
    target, weight = torch.randn(12, 2), torch.rand(12)
    weight = weight / weight.sum()
    found = _System(kernel, target, weight).solve(kernel[:5]).double()

    def cost(a: torch.Tensor) -> float:
        error = (kernel.double() @ a - target).square() * weight[:, None]
        return float(error.sum() + closed_form.PENALTY * torch.trace(a.T @ kernel[:5].double() @ a))

    best = cost(found)
    for _ in range(20):
        assert cost(found + 1e-2 * torch.randn(5, 2).double()) > best


def test_left_out_is_as_if_never_seen() -> None:
    torch.manual_seed(0)
    z = torch.randn(12, 4)
    stored, folds = torch.arange(6), torch.arange(12) % 3
    kernel = torch.exp(-torch.cdist(z, z[stored]).square() / 2)
    target, weight = torch.randn(12, 2), torch.full((12,), 1 / 12)
    asked = torch.ones(12, dtype=torch.bool)
    said = _left_out(_System(kernel, target, weight), kernel[stored], folds, folds[stored], asked)
    for fold in range(3):
        kept, examples = folds != fold, folds[stored] != fold
        alone = _System(kernel[kept][:, examples], target[kept], weight[kept])
        expected = kernel[folds == fold][:, examples] @ alone.solve(kernel[stored][examples][:, examples])
        torch.testing.assert_close(said[folds == fold], expected, rtol=1e-3, atol=1e-3)


def test_clips_of_one_recording_are_left_out_together() -> None:
    """Two copies of a clip: left out one by one each gives the other away, left out together they do not."""
    base = rows(6, 1)
    twin = Rows(*(torch.cat((getattr(base, name), getattr(base, name))) for name in Rows.__dataclass_fields__))
    twin = Rows(twin.features, twin.known, twin.labels, torch.arange(12), twin.plain)
    wrong = Rows(twin.features, twin.known, torch.arange(12) % 2, twin.clips, twin.plain)
    random = torch.randint(0, 2, (6,), generator=torch.Generator().manual_seed(1)).repeat(2)
    wrong = Rows(wrong.features, wrong.known, random, wrong.clips, wrong.plain)
    _, alone = solve(wrong, 2, torch.arange(12), None)
    _, together = solve(wrong, 2, torch.arange(6).repeat(2), None)
    assert float((alone.scores.argmax(1) == random).float().mean()) == 1
    assert float((together.scores.argmax(1) == random).float().mean()) < 0.9


def test_an_action_with_one_recording_is_not_asked_about() -> None:
    some = rows(5)
    labels = torch.tensor([0, 1, 0, 1, 2]).repeat(3)
    _, held = solve(Rows(some.features, some.known, labels, some.clips, some.plain), 3, torch.arange(5), None)
    assert torch.isnan(held.scores[:, 0]).tolist() == [False, False, False, False, True]


def test_classes_count_the_same_however_many_clips_they_have() -> None:
    some = rows(9, 1)
    labels = torch.tensor([0] * 8 + [1])
    model, _ = solve(Rows(some.features, some.known, labels, some.clips, some.plain), 2, torch.arange(9), None)
    assert isinstance(model, Taught)
    z = model.standardise(some.features, some.known)
    kernel = torch.exp(-torch.cdist(z, model.examples).square() / 2)
    assert (kernel @ model.telling + model.bias).argmax(1).tolist() == labels.tolist()
    torch.testing.assert_close(model.bias[0], model.bias[1])


def test_features_seldom_known_are_standardised_over_where_they_are() -> None:
    some = rows(8, 1)
    known = some.known.clone()
    known[4:, 0] = False
    features = some.features.clone()
    features[4:, 0] = 1e6
    model, _ = solve(Rows(features, known, some.labels, some.clips, some.plain), 2, torch.arange(8), None)
    torch.testing.assert_close(model.mean[0], features[:4, 0].mean())
    assert float(model.examples[4:, 0].abs().max()) == 0


def test_many_examples_are_thinned_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closed_form, "MOST_EXAMPLES", 6)
    some = rows(20, 2)
    labels = torch.tensor([0] * 16 + [1] * 4).repeat(2)
    model, _ = solve(Rows(some.features, some.known, labels, some.clips, some.plain), 2, torch.arange(20), None)
    z = model.standardise(some.features, some.known)[:20]
    at = [int((z - example).square().sum(1).argmin()) for example in model.examples]
    assert sorted(labels[at].tolist()) == [0, 0, 0, 1, 1, 1]


def test_sharpness_makes_it_as_sure_as_it_is_right() -> None:
    labels = torch.arange(400) % 2
    scores = torch.nn.functional.one_hot(labels, 2).float()
    wrong = torch.arange(400) % 4 == 3
    scores[wrong] = scores[wrong].flip(1)
    sharp = _sharpness(scores, labels)
    assert abs(float((sharp * scores).softmax(1).amax(1).mean()) - 0.75) < 0.02
    assert _sharpness(torch.zeros(0, 2), torch.zeros(0, dtype=torch.long)) == pytest.approx(
        closed_form._USUAL_SHARPNESS
    )


def test_belief_lies_between_taught_and_untaught() -> None:
    own, foreign = torch.linspace(0.6, 1, 30), torch.linspace(0, 0.4, 100)
    slope, offset = _belief(own, foreign, torch.zeros(0))
    assert 0.4 < float(-offset / slope) < 0.6
    near = torch.linspace(0.3, 0.6, 40)
    shifted, at = _belief(own, foreign, near)
    assert float(-at / shifted) > float(-offset / slope)
    assert _belief(torch.zeros(0), foreign, near).tolist() == list(torch.tensor(closed_form._USUAL_BELIEF).tolist())


def test_what_hardly_moves_is_not_blown_up() -> None:
    """A feature's scale is its spread, but no less than 0.6 of what is usual in its group."""
    some = rows(8, 1)
    features = some.features.clone()
    features[:, 0] = 1e-6 * torch.arange(8)
    model, _ = solve(Rows(features, some.known, some.labels, some.clips, some.plain), 2, torch.arange(8), None)
    first = feature_joints()[1] == 0
    usual = features[:, first].var(0, correction=0).mean()
    torch.testing.assert_close(model.scale[0], 0.6 * usual.sqrt() + 1e-3, rtol=1e-4, atol=1e-5)
    own = features[:, 1].var(correction=0)
    torch.testing.assert_close(model.scale[1], (own + 0.36 * usual).sqrt() + 1e-3)
