"""What a person may do to a case, each an operation of the one write path."""
