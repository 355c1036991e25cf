"""The headless mode: processes one or several sources without a window or Qt."""
