"""Files that the program writes: exports, annotated videos, segments and clips. No Qt."""
