"""The assignment of keyboard shortcuts to commands. No Qt."""

from __future__ import annotations

from collections.abc import Mapping


def assign(usual: Mapping[str, str], chosen: Mapping[str, str], key: str, keys: str) -> tuple[dict[str, str], str]:
    """Gives a command other keys.

    Args:
        usual: the usual keys of all commands; empty where a command has none.
        chosen: keys that are not the usual ones.
        key: the command. keys: its new keys, empty for none.

    Returns:
        The new ``chosen``, and the command from which the keys were taken, empty if they were free.
    """
    now = {**usual, **chosen}
    taken = next((other for other, held in now.items() if keys and held == keys and other != key), "")
    now[key] = keys
    if taken:
        now[taken] = ""
    return {command: held for command, held in now.items() if held != usual.get(command)}, taken
