"""Money as Plannr counts it: whole pennies and a currency (plannr-api.md 1.8)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in whole pennies of ``currency`` (plannr-api.md 1.8). No value at all is None, never zero."""

    pennies: int
    currency: str = "GBP"
