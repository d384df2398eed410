"""The weighted forecast: open value times the firm's own chance for each status, rounded to the penny line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from boards.totals.models import StatusProbability
from boards.totals.reports.aggregates import Category
from boards.users.models import User


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """A line of the forecast; `percent` None: no chance is set, and it counts as nothing."""

    line: Category
    percent: int | None
    pennies: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The forecast: its lines, their sum, and how many open cases stand where no chance is set."""

    shares: list[ForecastLine]
    pennies: int
    unset: int

    @property
    def is_set(self) -> bool:
        """Whether the firm has set any chance at all."""
        return any(share.percent is not None for share in self.shares)


def weighted_forecast(statuses: list[Category]) -> Forecast:
    """The forecast over the lines of statuses that open cases stand in."""
    chances = {str(status): percent for status, percent in StatusProbability.objects.values_list("status", "percent")}
    shares = [forecast_line(line, chances.get(line.key)) for line in statuses]
    unset = sum(one.line.figure.cases for one in shares if one.percent is None)
    return Forecast(shares, sum(one.pennies for one in shares), unset)


def forecast_line(line: Category, percent: int | None) -> ForecastLine:
    """One line: half a penny is rounded away from zero."""
    exact = line.figure.pennies * (percent or 0)
    pennies = (abs(exact) + 50) // 100 * (-1 if exact < 0 else 1)
    return ForecastLine(line, percent, pennies)


def save_probabilities(chances: Mapping[UUID, int | None], by: User) -> None:
    """Keep the firm's chances; None takes one back. Percent must be 0 to 100 (the form and the table both say so)."""
    with transaction.atomic():
        for status, percent in chances.items():
            if percent is None:
                StatusProbability.objects.filter(pk=status).delete()
            else:
                StatusProbability.objects.update_or_create(
                    status=status, defaults={"percent": percent, "by": by.called[:300]}
                )
