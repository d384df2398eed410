"""The cases whose cards show a gap in a plan's covers (boards.mirror.health), as the database finds them.

The same as `marks.gaps` tells plan by plan: a plan that the case lists has something to look at. A case lists its plans
as JSON, which each database opens in words of its own, and Django has none for that.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func

from boards.mirror.plan_models import CoverIssues

# The plans with gaps are gathered once for a statement, spelt as cases spell them, and looked up from then on.
SQLITE = (
    "EXISTS(SELECT 1 FROM json_each(%(expressions)s) AS listed WHERE listed.value IN (SELECT"
    " substr(plan, 1, 8) || '-' || substr(plan, 9, 4) || '-' || substr(plan, 13, 4) || '-' || substr(plan, 17, 4)"
    " || '-' || substr(plan, 21) FROM mirror_plan_health WHERE gaps <> '[]'))"
)
POSTGRESQL = (
    "EXISTS(SELECT 1 FROM jsonb_array_elements_text(CASE WHEN jsonb_typeof(%(expressions)s) = 'array'"
    " THEN %(expressions)s END) AS listed(plan) JOIN mirror_plan_health AS health"
    " ON health.plan = listed.plan::uuid WHERE health.gaps <> '[]'::jsonb)"
)


class HasGap(Func):
    """Whether one of the plans in a JSON list of uuids has something to look at: `Q(HasGap("plans"))`."""

    output_field = BooleanField()
    template = SQLITE

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """The same in PostgreSQL's words."""
        return self.as_sql(compiler, connection, template=POSTGRESQL, **context)


def standing() -> int:
    """What changes whenever another set of plans has something to look at: one query."""
    return hash(frozenset(CoverIssues.objects.exclude(gaps=[]).values_list("plan", flat=True)))
