"""All English text of the window, one module a page or a view, kept together so that it can be translated.

Names in braces are filled in with `str.format`. Error messages about files and networks are worded in `core`, where the
errors are raised.
"""
