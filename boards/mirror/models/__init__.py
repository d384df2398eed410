"""The mirror's tables."""

from boards.mirror.models.cases import Account, Case, CaseChange, CaseLink, CaseType, Participant, Status
from boards.mirror.models.plans import Beneficiary, Cover, CoverIssues, Plan, PlanOwner
from boards.mirror.models.sync import Loss, SyncState

__all__ = [
    "Account",
    "Beneficiary",
    "Case",
    "CaseChange",
    "CaseLink",
    "CaseType",
    "Cover",
    "CoverIssues",
    "Loss",
    "Participant",
    "Plan",
    "PlanOwner",
    "Status",
    "SyncState",
]
