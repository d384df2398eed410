"""The figures as tables, and the tables as files."""
