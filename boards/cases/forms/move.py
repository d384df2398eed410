"""What a person says when moving a case."""

from typing import Any
from uuid import UUID

from django import forms

from boards.cases.forms.base import CaseActForm
from boards.cases.operations.move import MoveRequest
from boards.ui.fields import UuidField

LAST = "last"


class PlaceField(UuidField):
    """A case's uuid, `last`, or blank for the first place."""

    default_error_messages = {"invalid": "Choose one of the places offered."}

    def to_python(self, value: Any) -> UUID | str | None:
        place: UUID | str | None = LAST if str(value or "").strip() == LAST else super().to_python(value)
        return place


class MoveForm(CaseActForm):
    """In `status`, after the case `after`; `seen` is the token of the page, `client` the client whose board it was;
    `lot` the gesture of several moves that this is one of.
    """

    status = UuidField(
        error_messages={
            "required": "Choose the status to move it to.",
            "invalid": "Choose one of the firm’s statuses. Plannr cannot take a case out of every status.",
        }
    )
    after = PlaceField(required=False)
    seen = forms.CharField(required=False, max_length=64)
    client = UuidField(required=False)
    anyway = forms.BooleanField(required=False)
    key = forms.CharField(required=False, max_length=64)
    lot = forms.CharField(required=False, max_length=64)

    def drop(self, case: UUID) -> MoveRequest:
        """The move that this valid form asks of `case`."""
        data = dict(self.cleaned_data)
        lot, key, after = data.pop("lot"), data.pop("key") or None, data.pop("after")
        place = {"last": True, "after": None} if after == LAST else {"after": after}
        return MoveRequest(case=case, key=key, about={"lot": lot} if lot else {}, **place, **data)
