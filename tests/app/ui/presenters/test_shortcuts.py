from app.ui.presenters.shortcuts import assign

USUAL = {"open": "Ctrl+O", "play": "Space", "export": ""}


def test_only_what_differs_is_remembered() -> None:
    chosen, taken = assign(USUAL, {}, "open", "Ctrl+P")
    assert (chosen, taken) == ({"open": "Ctrl+P"}, "")
    assert assign(USUAL, chosen, "open", "Ctrl+O") == ({}, "")
    assert assign(USUAL, {}, "play", "") == ({"play": ""}, "")


def test_keys_are_taken_from_whoever_has_them() -> None:
    assert assign(USUAL, {}, "export", "Space") == ({"play": "", "export": "Space"}, "play")
    assert assign(USUAL, {"open": "Ctrl+P"}, "play", "Ctrl+P") == ({"open": "", "play": "Ctrl+P"}, "open")
    assert assign(USUAL, {"open": "Ctrl+P"}, "play", "Ctrl+O") == ({"open": "Ctrl+P", "play": "Ctrl+O"}, "")
