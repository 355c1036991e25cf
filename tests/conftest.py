"""Shared by all tests: no screen, no network but the package index, nothing of the user's own settings."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("SKELAPP_POSE_SOURCE", "wheel")
