"""One believable UK firm of any size: same seed, same firm, uuids too."""
