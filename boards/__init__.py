"""plannr_board's one Django app: rooms on floors (design.md section 3)."""
