"""The typed client of the Plannr API. Pure Python: this room knows nothing of Django.

    plannr = Plannr("https://api.plannrcrm.com", token)
    for case in plannr.cases.of_client(client).items:
        print(case.name, case.value)

Read ``client.py`` for what can be asked, ``resources.py`` for what comes back, ``errors.py`` for what can go
wrong. Beneath them: ``cases.py`` and its like know one resource each, ``http.py`` is the only way out.
"""

from .client import Plannr
from .covers import Heir
from .errors import (
    AccountUnclear,
    BadRequest,
    Broken,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    PlannrError,
    Refused,
    Resting,
    Throttled,
    Unreachable,
)
from .gate import Gate, Purpose
from .paging import Listing, Page
from .resources import (
    Account,
    Beneficiary,
    Case,
    CaseRef,
    CaseType,
    Cover,
    CustomField,
    Group,
    Login,
    Money,
    Note,
    Plan,
    Status,
    Tag,
    Task,
)

__all__ = [
    "Account",
    "AccountUnclear",
    "BadRequest",
    "Beneficiary",
    "Broken",
    "Case",
    "CaseRef",
    "CaseType",
    "Conflict",
    "Cover",
    "CustomField",
    "Forbidden",
    "Gate",
    "Group",
    "Heir",
    "Invalid",
    "Listing",
    "Login",
    "Money",
    "NotFound",
    "NotSignedIn",
    "Note",
    "Page",
    "Plan",
    "Plannr",
    "PlannrError",
    "Purpose",
    "Refused",
    "Resting",
    "Status",
    "Tag",
    "Task",
    "Throttled",
    "Unreachable",
]
