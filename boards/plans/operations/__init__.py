"""Changing covers and beneficiaries in Plannr: the operations, what they send, what must survive them, reading back."""
