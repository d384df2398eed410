"""The index Django looks for: each room's models, and nothing else."""

from boards.audit.models import Entry
from boards.board.models import Fold, SavedView, Visit
from boards.crm.models import Pulse
from boards.mirror.models import Account, Case, CaseType, Change, Mention, Participant, Reading, Status
from boards.mirror.plan_models import Beneficiary, Cover, Plan, PlanHealth, PlanOwner
from boards.people.models import User
from boards.plans.models import Confirmation, Habit
from boards.totals.models import Chance, SavedTotals, TotalsLook
from boards.writes.models import Halt, Lease, Press

__all__ = [
    "Account",
    "Beneficiary",
    "Case",
    "CaseType",
    "Chance",
    "Change",
    "Confirmation",
    "Cover",
    "Entry",
    "Fold",
    "Habit",
    "Halt",
    "Lease",
    "Mention",
    "Participant",
    "Plan",
    "PlanHealth",
    "PlanOwner",
    "Press",
    "Pulse",
    "Reading",
    "SavedTotals",
    "SavedView",
    "Status",
    "TotalsLook",
    "User",
    "Visit",
]
