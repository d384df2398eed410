"""cards: a card and what sums up the columns, drawn for a board and for the answer to a change of a case."""
