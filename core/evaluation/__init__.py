"""Evaluation: predictions for whole data sets, metrics, run records and plots."""
