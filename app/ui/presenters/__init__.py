"""Presenters: what the views show and what the user does, without any widget."""
