"""Numbers as German writes them."""

from __future__ import annotations

MARKS = {".": ",", "%": "\N{NO-BREAK SPACE}%", "-": "−"}
