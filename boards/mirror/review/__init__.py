"""What a manager decides about the mirror: that what vanished may go, and that another firm is meant."""
