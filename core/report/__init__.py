"""Tables and pictures of the committed run records: ``python -m core.report``."""
