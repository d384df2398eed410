"""The rail of the home page: what is to be put right, and the moves seen last. All by SQL from the mirror."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode

from boards.board.changes import ChangeLine, describe_changes
from boards.mirror.board_data import firm_statuses
from boards.mirror.cache import cached_for
from boards.mirror.conditions import cached_types_with_plans
from boards.mirror.filters import CaseFilter, apply_filter
from boards.mirror.models import Case, CaseChange
from boards.mirror.quality.cases import ISSUE_LABELS, issue_condition
from boards.ui.formatting import today
from boards.users.models import User

MOST = 6


@dataclass(frozen=True, slots=True)
class AttentionItem:
    """One kind of thing to put right: in words, how many cases, and the firm's board with just these."""

    words: str
    number: int
    address: str


def attention_items(person: User) -> list[AttentionItem]:
    """What contradicts itself or is missing; of an adviser's own cases where the board knows which those are.

    Counted at most once a minute; kinds of which there are none are left out.
    """
    mine = person.plannr_account if person.roles == {"adviser"} else None
    numbers = cached_for(f"wrong-{mine}", lambda: count_issues(mine))
    own = [("person", str(mine))] if mine else []
    return [
        AttentionItem(words, numbers[kind], f"{reverse('board:firm')}?{urlencode([*own, ('odd', kind)])}")
        for kind, words in ISSUE_LABELS.items()
        if numbers[kind]
    ]


def count_issues(mine: UUID | None) -> dict[str, int]:
    """How many of the firm's cases (or of those of the account `mine`) there are of each kind: one query."""
    known, planned = firm_statuses(), cached_types_with_plans()
    whose = CaseFilter(people=(mine,) if mine else ())
    cases = apply_filter(Case.objects.live(), whose, client=None, done=known.done, day=today())
    conditions = {kind: issue_condition(kind, known.done, planned) for kind in ISSUE_LABELS}
    names = {kind: f"of_{number}" for number, kind in enumerate(conditions)}
    found = cases.aggregate(**{names[kind]: Count("pk", filter=where) for kind, where in conditions.items()})
    return {kind: found[name] for kind, name in names.items()}


def recent_moves(person: User) -> list[ChangeLine]:
    """The newest moves of cases: mine, and those of the clients whose boards I opened; made here or seen in Plannr."""
    theirs = Q(case__in=Case.objects.filter(participations__account__in=person.visits.values("client")).values("pk"))
    mine = Q(here=True, actor__in=[person.called, person.username])
    rows = CaseChange.objects.filter(theirs | mine, field="status").order_by("-pk")[:MOST]
    return describe_changes(list(rows), me=person.called)
