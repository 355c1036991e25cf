"""Skeleton action recognition without a window: data, models, training, video, recogniser."""

__version__ = "0.1.0"
