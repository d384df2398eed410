"""Changes of a case: its fields, its completion.

A change is told from what the page showed (`form.initial`, which the page carries as `was--NAME`) and from what is
typed (`form.cleaned_data`); what Plannr holds by then, the operation reads and compares. A field that came back as its
box showed it is no wish: it is neither judged nor sent.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict

from boards.cases.fields import COMPLETION_FIELDS, FIELDS, CaseField, Content
from boards.cases.forms import choices
from boards.cases.forms.base import WRONG_STATUS, CaseActForm, FieldsForm, RecordField, query_of
from boards.cases.operations.edit import FieldChange
from boards.mirror.models import Case, Status
from boards.ui import formatting
from boards.ui.fields import CheckboxList, DayField, UuidListField, parse_uuids
from boards.ui.http import json_in, legible


class ChangedField(forms.BoundField):
    """A field as its page draws it: with a question about the change, or a conflict in words."""

    form: "ChangeForm"

    @cached_property
    def key(self) -> str:
        """The key of the gesture, where the field has a form of its own."""
        return uuid4().hex

    @property
    def was_json(self) -> str:
        """What the page showed, as the form carries it."""
        return json.dumps(self.form.initial[self.name])

    @property
    def conflict(self) -> Mapping[str, str]:
        """What somebody else made of it: `words`, and `yours`, `now` and `was`."""
        return self.form.conflicts.get(self.name, {})

    @property
    def question(self) -> str:
        """What is asked before the change is sent."""
        return self.form.questions.get(self.name, "")

    @property
    def is_unsaved(self) -> bool:
        """Whether what stands in it, as it is drawn, would be lost with the page."""
        return self.form.is_bound and (bool(self.errors) or self.name in self.form.changed_data)

    @property
    def aria_describedby(self) -> str | None:
        said = super().aria_describedby or ""
        return f"{said} clash--{self.name}".strip() if self.conflict else said


class ChangeForm(CaseActForm):
    """A form that asks for changes of a case, and judges only what was changed. `changes` are the wishes by name."""

    case_fields: ClassVar[Mapping[str, CaseField]]
    bound_field_class = ChangedField
    initial: dict[str, Any]
    changes: Mapping[str, FieldChange] = {}
    conflicts: Mapping[str, Mapping[str, str]] = {}

    def __init__(self, case: Case, data: QueryDict | None = None, *, auto_id: str = "%s") -> None:
        self.case = case
        shown = {name: shown_content(data or {}, one, case) for name, one in self.case_fields.items()}
        super().__init__(data, initial=shown, auto_id=auto_id)

    @classmethod
    def lost(cls, case: Case, body: Mapping[str, Any], **kwargs: Any) -> Self:
        """The form of a change that Plannr did not carry out: what its `body` asked for, over what the mirror holds."""
        asked = {name: one.of_sent(body[one.key]) for name, one in cls.case_fields.items() if one.key in body}
        lost = {name: content for name, content in asked.items() if content != cls.case_fields[name].mirrored(case)}
        shown = {name: cls.base_fields[name].prepare_value(content) for name, content in lost.items()}
        return cls(case, query_of(shown), **kwargs)

    def full_clean(self) -> None:
        every = self.fields
        self.fields = {name: one for name, one in every.items() if name in self.asked_names()}
        super().full_clean()
        self.fields = every
        contents = {name: content_of(value) for name, value in self.cleaned_data.items()} if self.is_bound else {}
        self.changes = {
            name: FieldChange(self.initial[name], content)
            for name, content in contents.items()
            if content != self.initial[name]
        }

    def asked_names(self) -> list[str]:
        """The fields that were changed."""
        return self.changed_data

    def is_clear(self) -> bool:
        """Whether it can be carried out, with nothing to be asked first; `sure` in the data names what was answered."""
        is_valid, sure = self.is_valid(), self.data.getlist("sure")
        asked = {
            name: self.case_fields[name].doubt(self.case, change.was, change.wanted)
            for name, change in self.changes.items()
            if name not in sure
        }
        self.questions = {name: words for name, words in asked.items() if words}
        return is_valid and not self.questions

    def put_conflicts(self, held: Mapping[str, Content], words: str) -> None:
        """Show what the fields are now (`held`) beside what is asked; saved once more, they are compared with that."""
        said = {name: (self.case_fields[name].said, self.changes[name]) for name in held}
        self.conflicts = {
            name: {"words": words, "yours": say(change.wanted), "now": say(held[name]), "was": say(change.was)}
            for name, (say, change) in said.items()
            if held[name] not in (change.was, change.wanted)
        }
        self.initial |= {name: held[name] for name in self.conflicts}


class CaseForm(ChangeForm, FieldsForm):
    """Fields of a case, by their `names` (else those that `data` holds). `quick`: in the small form over a board."""

    case_fields = FIELDS
    review = DayField(label="Review", subject="The review date", required=False)
    assigned = UuidListField(label="Assigned", required=False, widget=CheckboxList(empty="No employee is called so."))

    def __init__(
        self,
        case: Case,
        data: QueryDict | None = None,
        names: Iterable[str] | None = None,
        *,
        quick: bool = False,
    ) -> None:
        super().__init__(case, data, auto_id="quick--%s" if quick else "box--%s")
        self.fields = {name: self.fields[name] for name in names or data or ()}
        for field in () if quick else self.fields.values():
            field.widget.attrs["autofocus"] = True

    @property
    def find(self) -> str:
        """The employee who is looked for by name."""
        return str(self.data.get("find", ""))

    def offer_choices(self) -> None:
        """Fetch what its page offers to choose from."""
        for name in self.fields:
            value, widget = self[name].value(), self.fields[name].widget
            match name:
                case "type":
                    widget.choices = choices.type_choices("" if value else "Choose a type", self.case.type)
                case "assigned":
                    widget.choices = choices.employee_choices(parse_uuids(value or ()), self.find, choices.MAX_CHOICES)
                case "plans":
                    clients = choices.case_clients(self.case)
                    widget.choices = choices.plan_choices(clients, parse_uuids(value or ()))


class CompletedField(DayField):
    """The day a case was completed. The box of an open one shows today, which is an answer, not what the case holds."""

    def prepare_value(self, value: Any) -> Any:
        return formatting.today().isoformat() if value is None else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return initial is None or super().has_changed(initial, data)

    def clean(self, value: Any) -> date | None:
        found: date | None = super().clean(value)
        if found and found > formatting.today():
            raise forms.ValidationError("A case cannot have been completed on a day to come.", code="future")
        return found


class CompletionForm(ChangeForm):
    """Completes a case on a day, or opens it again (`act`); a `status` only where one is chosen."""

    case_fields = COMPLETION_FIELDS
    completed = CompletedField(
        label="Completed on",
        subject="The completion date",
        error_messages={"required": "Give the day it was completed."},
    )
    status = RecordField(Status, invalid=WRONG_STATUS)

    @property
    def is_reopening(self) -> bool:
        """Whether it opens the case again."""
        return self.data.get("act") == "reopen"

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_reopening:
            self.changes = {**self.changes, "completed": FieldChange(self.initial["completed"], None)}

    def asked_names(self) -> list[str]:
        left_out = {"completed": self.is_reopening, "status": not self.data.get("status")}
        return [name for name in self.changed_data if not left_out[name]]


def content_of(value: Any) -> Content:
    """What a field gives, as the JSON value by which contents are compared."""
    match value:
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case list():
            return [str(one) for one in value]
    found: Content = value
    return found


def shown_content(data: Mapping[str, Any], one: CaseField, case: Case) -> Content:
    """What the person's page showed of a field; what the mirror has where the form did not say, or says nonsense."""
    try:
        found = json_in(str(data[f"was--{one.name}"]))
    except (KeyError, ValueError):
        return one.mirrored(case)
    match found:
        case str() if not one.is_list:
            return legible(found)
        case list() if one.is_list and all(isinstance(member, str) for member in found):
            return sorted(map(legible, found))
        case int() if not one.is_list and not isinstance(found, bool):
            return found
        case None:
            return None
    return one.mirrored(case)
