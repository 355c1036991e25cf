"""Speed measurements: ``python -m core.benchmark COMMAND``, one module for each command."""
