"""Video: cameras, streams and files as sources of frames, and a writer of video files."""
