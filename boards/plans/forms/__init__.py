"""The cover form: as typed, cleaned into an edit, laid over a newer reading, with its conflicts and buttons."""
