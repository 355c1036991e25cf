"""The window (PyQt6): presenters without widgets, and the views that they feed."""
