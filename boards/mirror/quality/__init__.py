"""What is amiss with cases and covers that could be put right in Plannr."""
