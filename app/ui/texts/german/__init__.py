"""The window's texts in German, named like the English ones of `app.ui.texts`, one module for each of theirs.

Of a command only its name and its tip are translated, of a setting its name and its explanation; see
`app.ui.texts.languages`.
"""
