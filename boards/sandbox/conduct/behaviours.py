"""
How this Plannr behaves where the documents are silent (plannr-api.md 1.4, 1.5, 2.8 to 2.10, 3.2, 8.6, 8.7, 10).

Each has a default, the likelier reading; tests and demonstrations switch to the others while the sandbox runs.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any

CHOICES: dict[str, tuple[object, ...]] = {
    "positions": ("shift", "ties", "gaps"),
    "plans_omitted": ("unchanged", "unlink"),
    "put": ("partial", "full"),
    "null_in_cover": ("clears", "refused", "ignored"),
    "completed_at_by_status": (False, True),
    "new_case_status": ("first", "none"),
    "required_custom_fields": (False, True),
    "status_list": ("served", "missing"),
    "single_include": ("honoured", "ignored"),
    "beneficiary_scope": ("cover", "plan"),
    "beneficiaries_omitted": ("keep", "delete"),
    "beneficiaries_named": ("stay", "reparent", "refused"),
    "beneficiaries_limited": (False, True),
    "beneficiaries_on_save": ("kept", "renamed", "reordered", "reidentified"),
    "beneficiary_cover": ("given", "null"),
    "percentages_rounded": (False, True),
    "indexation_rounded": (False, True),
    "envelope": ("bare", "data"),
    "money_amounts": ("text", "number"),
    "links": ("bare", "full"),
    "preferred_account": ("given", "absent"),
}


@dataclass
class Behaviours:
    """The firm-wide behaviours, one attribute each; CHOICES lists what each may be, the default first."""

    positions: str = "shift"
    plans_omitted: str = "unchanged"
    put: str = "partial"
    null_in_cover: str = "clears"
    completed_at_by_status: bool = False
    new_case_status: str = "first"
    required_custom_fields: bool = False
    status_list: str = "served"
    single_include: str = "honoured"
    beneficiary_scope: str = "cover"
    beneficiaries_omitted: str = "keep"
    beneficiaries_named: str = "stay"
    beneficiaries_limited: bool = False
    beneficiaries_on_save: str = "kept"
    beneficiary_cover: str = "given"
    percentages_rounded: bool = False
    indexation_rounded: bool = False
    envelope: str = "bare"
    money_amounts: str = "text"
    links: str = "bare"
    preferred_account: str = "given"
    refused_includes: tuple[str, ...] = ()
    hidden_keys: tuple[str, ...] = ()
    requests_a_minute: int = 500

    def set(self, **changes: Any) -> None:
        """Change some. Raises ValueError, in words, for an unknown name or value; then nothing is changed."""
        wanted = {name: self._read(name, value) for name, value in changes.items()}
        for name, value in wanted.items():
            setattr(self, name, value)

    def reset(self) -> None:
        """Go back to every default."""
        self.set(**Behaviours().as_dict())

    def as_dict(self) -> dict[str, Any]:
        """Give every behaviour as JSON can carry it."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    def _read(self, name: str, value: Any) -> Any:
        if name not in {field.name for field in fields(self)}:
            raise ValueError(f"There is no behaviour called {name}.")
        if name in CHOICES:
            if not any(value is choice or (isinstance(value, str) and value == choice) for choice in CHOICES[name]):
                raise ValueError(f"{name} must be one of {', '.join(map(str, CHOICES[name]))}.")
            return value
        if name == "requests_a_minute":
            if not isinstance(value, int) or isinstance(value, bool) or value < 0:
                raise ValueError("requests_a_minute must be a whole number, 0 for no limit.")
            return value
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
            raise ValueError(f"{name} must be a list of names.")
        return tuple(value)
