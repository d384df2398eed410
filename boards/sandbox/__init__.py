"""Plannr in a box: a stateful stand-in for the Plannr API, in plain Python, with its conventions and its faults."""
