"""
How this Plannr behaves where the documents are silent (plannr-api.md 1.4, 1.5, 2.8 to 2.10, 3.2, 8.6, 8.7, 10).

Each has a default, the likelier reading; tests and demonstrations switch to the others while the sandbox runs.
"""

from dataclasses import asdict, dataclass, field, fields
from typing import Any


def one_of(*choices: Any) -> Any:
    """Declare a behaviour of so many choices, the default first."""
    return field(default=choices[0], metadata={"choices": choices})


@dataclass
class Behaviours:
    """The firm-wide behaviours, one attribute each, with what it may be, the default first."""

    positions: str = one_of("shift", "ties", "gaps")
    plans_omitted: str = one_of("unchanged", "unlink")
    put: str = one_of("partial", "full")
    null_in_cover: str = one_of("clears", "refused", "ignored")
    completed_at_by_status: bool = one_of(False, True)
    new_case_status: str = one_of("first", "none")
    required_custom_fields: bool = one_of(False, True)
    status_list: str = one_of("served", "missing")
    single_include: str = one_of("honoured", "ignored")
    beneficiary_scope: str = one_of("cover", "plan")
    beneficiaries_omitted: str = one_of("keep", "delete")
    beneficiaries_named: str = one_of("stay", "reparent", "refused")
    beneficiaries_limited: bool = one_of(False, True)
    beneficiaries_on_save: str = one_of("kept", "renamed", "reordered", "reidentified")
    beneficiary_cover: str = one_of("given", "null")
    percentages_rounded: bool = one_of(False, True)
    indexation_rounded: bool = one_of(False, True)
    envelope: str = one_of("bare", "data")
    money_amounts: str = one_of("text", "number")
    links: str = one_of("bare", "full")
    preferred_account: str = one_of("given", "absent")
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
        if name not in {one.name for one in fields(self)}:
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


CHOICES: dict[str, tuple[object, ...]] = {
    one.name: one.metadata["choices"] for one in fields(Behaviours) if "choices" in one.metadata
}
