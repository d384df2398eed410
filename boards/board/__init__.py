"""board: the wall of columns and cards, and the ways to it: home and the list of clients."""
