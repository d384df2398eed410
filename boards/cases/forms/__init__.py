"""The forms of a case: what a person asks, read by Django over the readers of `boards/ui/fields.py`."""
