"""How this Plannr behaves: where the documents are silent, when it fails, and how many requests it takes."""
