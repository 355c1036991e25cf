"""Figures and measures of what a network says about its own decisions: ``python -m core.explain``."""
