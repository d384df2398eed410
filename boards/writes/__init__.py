"""writes: the one way to change Plannr (design.md section 5)."""
