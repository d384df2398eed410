"""How things are typed and shown, for every room."""
