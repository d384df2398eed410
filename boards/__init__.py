"""plannr_board's one Django app: rooms on floors (architecture.md section 1)."""
