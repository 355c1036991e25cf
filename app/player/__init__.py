"""The player behind the window: capture, analysis and model loading in their own threads. No widgets."""
