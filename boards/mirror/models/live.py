"""Rows that stay in the mirror after Plannr has lost them: the audit log and the totals of before still name them."""

from typing import Self

from django.db import models


class LiveQuerySet[Row: models.Model](models.QuerySet[Row]):
    """Rows with `gone_at`, which is null for what Plannr still has as far as known."""

    def live(self) -> Self:
        """Those that Plannr still has."""
        return self.filter(gone_at=None)
