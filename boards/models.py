"""The index Django looks for: each room's models, and nothing else."""

from boards.audit.models import Entry
from boards.board.models import BoardVisit, FoldedColumn, SavedView
from boards.gateway.models import ApiHealth
from boards.mirror.models import (
    Account,
    Beneficiary,
    Case,
    CaseChange,
    CaseLink,
    CaseType,
    Cover,
    CoverIssues,
    Participant,
    Plan,
    PlanOwner,
    Status,
    SyncState,
)
from boards.plans.models import ApiBehaviour, Confirmation
from boards.totals.models import SavedTotals, StatusProbability, TotalsVisit
from boards.users.models import User
from boards.writes.models import Lease, Press, WriteFreeze

__all__ = [
    "Account",
    "ApiBehaviour",
    "ApiHealth",
    "Beneficiary",
    "BoardVisit",
    "Case",
    "CaseChange",
    "CaseLink",
    "CaseType",
    "Confirmation",
    "Cover",
    "CoverIssues",
    "Entry",
    "FoldedColumn",
    "Lease",
    "Participant",
    "Plan",
    "PlanOwner",
    "Press",
    "SavedTotals",
    "SavedView",
    "Status",
    "StatusProbability",
    "SyncState",
    "TotalsVisit",
    "User",
    "WriteFreeze",
]
