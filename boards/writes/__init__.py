"""writes: the one way to change Plannr (architecture.md section 3)."""
