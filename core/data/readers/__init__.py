"""Readers of data sets, one module for each format. `recognise` finds the right one."""
