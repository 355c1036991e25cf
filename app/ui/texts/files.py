"""The dialogs that open and save files."""

from __future__ import annotations

OPEN_TITLE = "Open a video or a skeleton file"
OPEN_KINDS = (
    "Videos and skeletons (*.mp4 *.avi *.mkv *.mov *.webm *.m4v *.mpg *.mpeg *.wmv "
    "*.json *.jsonl *.npy *.npz *.pkl *.pickle *.skeleton *.mat *.txt);;All files (*)"
)
WEIGHTS_TITLE = "Load weights"
WEIGHTS_KINDS = "Weights (*.safetensors);;All files (*)"
ADDRESS_TITLE = "Open address"
ADDRESS_HINT = "A camera's number (0, 1, …) or a stream's address (rtsp://…, https://…):"
RECORD_TITLE = "Record from now on"
RECORD_KINDS = "Annotated video (*.mp4);;All results, JSON lines (*.jsonl);;Table (*.csv);;Kinetics-Skeleton (*.json)"
EXPORT_TITLE = "Export the whole file"
EXPORT_KINDS = "All results, JSON lines (*.jsonl);;Table (*.csv);;Kinetics-Skeleton (*.json);;Annotated video (*.mp4)"
SNAPSHOT_TITLE = "Save this frame"
SNAPSHOT_KINDS = "PNG (*.png);;JPEG (*.jpg)"
FIGURE_TITLE = "Save the figure"
FIGURE_KINDS = "SVG (*.svg);;PNG (*.png);;Values (*.csv)"
SEGMENTS_TITLE = "Export segments"
SEGMENT_KINDS = "Table (*.csv);;JSON (*.json);;Subtitles (*.srt)"
LOAD_SEGMENTS = "Load segments"
SEGMENT_JSON = "Segments (*.json)"
CLIPS_FOLDER = "Choose the folder of the data set"
WROTE = "Wrote {path}."
WROTE_CLIPS = "Wrote {count} clips to {folder}."
