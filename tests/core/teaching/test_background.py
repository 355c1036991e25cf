"""The bundled background: small, sound, and a clear error where it is not."""

import torch

from core.paths import weights_dir
from core.teaching import background


def test_the_bundled_background_is_sound_and_small() -> None:
    windows = background.background()
    assert windows.shape == (252, 3, 40, 18)
    assert (weights_dir() / background.FILE).stat().st_size < 1_000_000
    seen = windows[:, 2] > 0
    assert bool(seen.flatten(1).any(1).all())
    assert set(windows[:, 2].unique().tolist()) == {0.0, 1.0}
    assert float(windows[:, :2].permute(0, 2, 3, 1)[~seen].abs().max()) == 0
    hip_to_shoulder = (windows[:, :2, :, 2] - windows[:, :2, :, 8]).norm(dim=1)[seen[..., 2] & seen[..., 8]]
    assert 0.7 < float(hip_to_shoulder.median()) < 1.1  # torso lengths
    above = (windows[:, 1, :, 0] < windows[:, 1, :, 9])[seen[..., 0] & seen[..., 9]]
    assert float(above.float().mean()) > 0.9  # y grows downward
    features, known = background.background_features()
    assert bool(torch.isfinite(features).all())
    assert float(known.float().mean()) > 0.9
