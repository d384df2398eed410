"""The typed client of the Plannr API. Pure Python: this room knows nothing of Django.

    plannr = Plannr("https://api.plannrcrm.com", token)
    for case in plannr.cases.of_client(client).items:
        print(case.name, case.value)

Read ``client.py`` for what can be asked, ``models.py`` for what comes back, ``errors.py`` for what can go wrong.
Beneath them: ``resources/`` knows one kind of record a module, ``transport.py`` is the only way out.
"""

from boards.plannr.client import Plannr
from boards.plannr.errors import (
    AmbiguousAccount,
    BadRequest,
    CircuitOpen,
    Conflict,
    Forbidden,
    Invalid,
    InvalidResponse,
    NotFound,
    PlannrError,
    RequestRejected,
    Throttled,
    Unauthorized,
    Unreachable,
)
from boards.plannr.http.transport import Purpose, RequestGuard
from boards.plannr.models import (
    Account,
    Beneficiary,
    Case,
    CaseRef,
    CaseType,
    Cover,
    CustomField,
    Group,
    Login,
    Note,
    Plan,
    Status,
    Tag,
    Task,
)
from boards.plannr.money import Money
from boards.plannr.pagination import Listing, Page
from boards.plannr.resources.covers import BeneficiaryRow

__all__ = [
    "Account",
    "AmbiguousAccount",
    "BadRequest",
    "Beneficiary",
    "BeneficiaryRow",
    "Case",
    "CaseRef",
    "CaseType",
    "CircuitOpen",
    "Conflict",
    "Cover",
    "CustomField",
    "Forbidden",
    "Group",
    "Invalid",
    "InvalidResponse",
    "Listing",
    "Login",
    "Money",
    "NotFound",
    "Note",
    "Page",
    "Plan",
    "Plannr",
    "PlannrError",
    "Purpose",
    "RequestGuard",
    "RequestRejected",
    "Status",
    "Tag",
    "Task",
    "Throttled",
    "Unauthorized",
    "Unreachable",
]
