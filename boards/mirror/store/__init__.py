"""What Plannr answered, written into the tables: an older answer is never laid over a newer one."""
