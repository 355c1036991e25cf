"""Latent links: the joints that BAGCN's latent node attends to, by the paper's threshold or by a relative one.

Gao, He, Zhou and Ge (BAGCN, 2019, section 4.3.2 and fig. 5) draw an edge from the latent node to every joint whose
attention W_f exceeds 0.8. A network need not reach that: in the last block of the bundled ones no joint does. So links
can also be chosen relative to the largest attention. Which threshold was used has to stand beside the picture.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LATENT = 0.8
"""The paper's threshold of W_f."""

RELATIVE = 0.9
"""Share of a frame's largest attention, for networks whose attention stays below the paper's threshold. With the
bundled networks two to five joints reach it in most frames."""


def latent_edges(attention: NDArray[np.floating], threshold: float = LATENT) -> NDArray[np.bool_]:
    """Which joints are linked to the latent node: those whose attention ``(..., V)``, in 0..1, exceeds a threshold."""
    return attention > threshold


def relative_edges(attention: NDArray[np.floating], share: float = RELATIVE) -> NDArray[np.bool_]:
    """Those whose attention ``(..., V)`` reaches a share of the largest one of the same frame; none where all is 0."""
    largest = attention.max(axis=-1, keepdims=True)
    return (attention >= share * largest) & (largest > 0)
