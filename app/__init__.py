"""The skelapp program: the command line, the headless mode, the player and the window."""
