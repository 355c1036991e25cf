"""Speed, measured: ``python -m core.benchmark COMMAND``, one file a command."""
