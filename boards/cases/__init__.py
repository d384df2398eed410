"""cases: acts on one case."""
