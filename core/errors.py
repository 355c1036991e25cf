"""`UserError`, the one exception that is shown to the user as a plain sentence."""


class UserError(Exception):
    """Bad input or a missing resource. The message names the thing, what is wrong, and what to do.

    Programs print it as ``skelapp: error: MESSAGE`` and exit with code 2; it is never a traceback.
    """


class NoNumbersError(UserError):
    """A network gave scores that are no numbers for what it saw. It may be otherwise with the next picture."""
