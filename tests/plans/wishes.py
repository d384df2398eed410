"""What the people of tests/plans/history.py may ask for, and what may go wrong while they do: Hypothesis strategies."""

from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from boards.mirror.cover_types import PROTECTION, PROTECTION_TYPES, STATUSES
from boards.plans.merge import CoverEdit
from boards.plans.snapshot import BeneficiaryShare, PlanSnapshot

LATE_SECONDS = 0.02
NAMES = ("Ann Smith", "Bob Hill", "Carol Reed", "David Wilson", "Eve Moss")
# WRITE is the PUT or the POST, READ the fresh read before it, and BACK the reading back after it.
FAULTS = (
    ("WRITE", "status", {"status": 500}), ("WRITE", "status", {"status": 503, "when": "after"}), ("WRITE", "reset", {}),
    ("WRITE", "reset", {"when": "after"}), ("WRITE", "truncated", {"when": "after"}),
    ("WRITE", "empty", {"when": "after"}), ("WRITE", "html", {"when": "after"}), ("WRITE", "ignored", {}),
    ("WRITE", "other", {}), ("WRITE", "redirect", {}), ("WRITE", "late", {"seconds": LATE_SECONDS}),
    ("WRITE", "status", {"status": 422}), ("WRITE", "status", {"status": 409}),
    ("WRITE", "throttled", {"retry_after": 120}), ("READ", "status", {"status": 500}), ("READ", "truncated", {}),
    ("READ", "status", {"status": 200, "body": {"data": None}}),
    ("READ", "status", {"status": 200, "body": {"data": []}}),
    ("BACK", "status", {"status": 500}), ("BACK", "reset", {}), ("BACK", "truncated", {}),
)  # fmt: skip
SHARE = st.integers(1, 6_000).map(lambda number: Decimal(number) / 100)
PER_CENT = st.sampled_from([Decimal(0), Decimal("2.5")]) | st.integers(0, 1_000).map(
    lambda number: Decimal(number) / 100
)
CHANGE = st.one_of(
    st.tuples(st.just("amount"), st.integers(100, 10**10), st.just(None)),
    st.tuples(st.just("indexation"), st.integers(0, 1_000), st.just(None)),
    st.tuples(st.just("share"), st.integers(0, 5), SHARE),
    st.tuples(st.just("rename"), st.integers(0, 5), st.sampled_from(NAMES)),
    st.tuples(st.just("add"), st.sampled_from(NAMES), SHARE),
    st.tuples(st.just("remove"), st.integers(0, 5), st.just(None)),
)
COVER = st.fixed_dictionaries(
    {
        "cover_type": st.sampled_from(PROTECTION_TYPES[:4]),
        "benefit_amount": st.sampled_from([10_000_00, 25_000_01]) | st.integers(100, 10**12),
        "benefit_frequency": st.sampled_from(["one_off", "monthly"]),
        "benefit_status": st.sampled_from(STATUSES),
        "indexation": PER_CENT,
    }
)
ROWS = st.lists(st.tuples(st.sampled_from(NAMES), SHARE), max_size=3)
SWITCHES = ("put", "beneficiary_scope", "beneficiaries_named", "beneficiaries_limited", "percentages_rounded")
# Every Plannr that the documents leave possible for a cover's PUT (plannr-api.md 8.6), and the rest at random.
WORLDS = [
    dict(zip(SWITCHES, one, strict=True))
    for one in product(
        ("partial", "full"), ("cover", "plan"), ("stay", "reparent", "refused"), (False, True), (False, True)
    )
]
MANNERS = st.fixed_dictionaries(
    {
        "beneficiaries_omitted": st.sampled_from(["keep", "delete"]),
        "beneficiaries_on_save": st.sampled_from(["kept", "renamed", "reordered", "reidentified"]),
        "indexation_rounded": st.booleans(),
        "beneficiary_cover": st.sampled_from(["given", "given", "given", "null"]),
    }
)


def changed(page: PlanSnapshot, cover: UUID, changes: list[Any]) -> CoverEdit:
    """What somebody asks who makes `changes` on the form of `page`; too much is never asked, the form refuses it."""
    facts = page.cover(cover)
    rows, removed, fields = list(page.of(cover)), [], {}
    for kind, what, more in changes:
        if kind == "amount":
            fields["benefit_amount"] = what
        elif kind == "indexation":
            fields["indexation"] = Decimal(what) / 100
        elif kind == "add":
            rows.append(BeneficiaryShare(None, what, more, cover))
        elif rows:
            row = rows[what % len(rows)]
            if kind == "remove":
                rows.remove(row)
                removed += [row.uuid] if row.uuid else []
            else:
                rows[rows.index(row)] = replace(row, share=more) if kind == "share" else replace(row, name=more)
    fields = {name: value for name, value in fields.items() if facts and facts.value(name) != value}
    if rows == page.of(cover) or not fits(rows) or page.unclear:
        return CoverEdit(page, cover, PROTECTION, fields)
    return CoverEdit(page, cover, PROTECTION, fields, tuple(rows), tuple(removed))


def made(page: PlanSnapshot, facts: dict[str, Any], named: list[tuple[str, Decimal]]) -> CoverEdit:
    """What somebody asks who fills in the form for a new cover, opened as `page`."""
    rows = tuple(BeneficiaryShare(None, name, share) for name, share in named)
    return CoverEdit(page, None, PROTECTION, facts, rows if rows and fits(rows) else None)


def fits(rows: Any) -> bool:
    """Whether the form takes these shares: each given, and no more than 100 % together."""
    return sum((row.share or Decimal(0) for row in rows), Decimal(0)) <= 100 and all(row.share for row in rows)
