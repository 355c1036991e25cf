"""Explanations of a network's decisions, as figures and measurements: ``python -m core.explain``."""
