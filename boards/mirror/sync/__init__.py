"""Bringing parts of the mirror up to date from Plannr, each by one process at a time."""
