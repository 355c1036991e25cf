"""Inputs that nobody wrote: every door to the program, fed with damaged and crafted files.

``python -m tests.fuzz pickles --inputs 100000`` runs one door by hand, for as long as wanted; `test_fuzz.py` runs all
of them for seconds. Whatever comes in, a door gives sound data or raises a `UserError`.
"""
