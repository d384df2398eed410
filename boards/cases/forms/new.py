"""A case to be added, as the small form at the foot of a column asks for it."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.urls import reverse

from boards.cases.fields import FIELDS
from boards.cases.forms import choices
from boards.cases.forms.base import WRONG_STATUS, FieldsForm, RecordField, query_of
from boards.cases.operations.create import CreateRequest
from boards.mirror.models import Account, Status
from boards.ui.fields import CheckboxList, UuidListField, parse_uuids
from boards.ui.http import key_of

FIRM = "firm"
LISTS = ("participants", "assigned", "plans")


class NewCaseForm(FieldsForm):
    """Adds a case for a client; `on` says that it is asked on the firm's board. `opened`: what it shows at first."""

    status = RecordField(Status, invalid=WRONG_STATUS, label="Status", widget=forms.Select({"class": "input"}))
    participants = UuidListField(required=False, widget=CheckboxList(empty="Nobody else is on this client’s cases."))
    anyway = forms.BooleanField(required=False)
    on = forms.CharField(required=False)

    def __init__(self, client: Account, data: QueryDict | None = None, opened: QueryDict | None = None) -> None:
        self.client, self.key = client, uuid4().hex
        shown = opened or QueryDict()
        lists = {name: shown.getlist(name) for name in LISTS}
        super().__init__(data, initial=shown.dict() | lists, auto_id="new--%s")
        self.fields["type"].required = False
        self.fields["participants"].label = f"Takes part besides {client.name}"

    @classmethod
    def of_body(cls, client: Account, body: Mapping[str, Any], on: str) -> Self:
        """A body as the form it came from, as far as it shows."""
        held = {name: body.get(FIELDS[name].key if name in FIELDS else name) for name in cls.base_fields}
        shown = {name: cls.base_fields[name].prepare_value(content) for name, content in held.items()}
        return cls(client, query_of(shown | {"on": on}))

    @property
    def board(self) -> UUID | None:
        """The client whose board it is asked on; None on the firm's."""
        return None if self["on"].value() == FIRM else self.client.pk

    @property
    def back(self) -> str:
        """The board to go back to."""
        return reverse("board:show", args=[self.board]) if self.board else reverse("board:firm")

    @property
    def more_is_open(self) -> bool:
        """Whether anything behind "more" was chosen, or is wrong."""
        return any(self[name].value() or self[name].errors for name in LISTS)

    def offer_choices(self) -> None:
        """Fetch what its page offers to choose from."""
        chosen = parse_uuids(self["participants"].value() or ())
        offered: dict[str, Any] = {
            "type": choices.type_choices("No type"),
            "status": choices.status_choices(),
            "participants": choices.participant_choices(self.client.pk, chosen),
            "assigned": choices.employee_choices(),
            "plans": choices.plan_choices([self.client.pk]),
        }
        for name, found in offered.items():
            self.fields[name].widget.choices = found

    def create_request(self) -> CreateRequest:
        """The case that this valid form asks for."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "on"}
        return CreateRequest(client=self.client.pk, key=key_of(self.data), **told)
