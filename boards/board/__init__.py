"""board: columns of cards, of one client or of the whole firm."""
