"""Measurements of the whole program: ``python -m app.benchmark COMMAND``, one module for each command."""
