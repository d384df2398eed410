"""What the pages about plans and covers show, in words and pounds."""
