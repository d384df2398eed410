"""What the forms about a case share: fields that the mirror has to know, and words for what is wrong."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Model
from django.http import QueryDict

from boards.cases.fields import COMPLETION_FIELDS, FIELDS
from boards.mirror.models import CaseType
from boards.ui.fields import CheckboxList, OneLineField, PoundsField, PoundsInput, UuidField, UuidListField
from boards.writes.operation import Result

WRONG_STATUS = "Choose one of the firm’s statuses."


class RecordField(UuidField):
    """The uuid of a record that the mirror holds."""

    def __init__(self, model: type[Model], *, invalid: str, required: str = "", **kwargs: Any) -> None:
        words = {"invalid": invalid, "required": required}
        super().__init__(required=bool(required), error_messages=words, **kwargs)
        self.model = model

    def clean(self, value: Any) -> UUID | None:
        found: UUID | None = super().clean(value)
        if found and not self.model._default_manager.filter(pk=found).exists():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class CaseActForm(forms.Form):
    """A form about a case; why it cannot be carried out is told in words, its own and Plannr's."""

    use_required_attribute = False
    data: QueryDict
    questions: Mapping[str, str] = {}

    def refusal(self) -> Result:
        """Why it cannot be carried out."""
        errors = {name: [str(error) for error in errors] for name, errors in self.errors.items()}
        words = [*(text for texts in errors.values() for text in texts), *self.questions.values()]
        return Result("refused", " ".join(words), errors)

    def add_plannr_errors(self, errors: Mapping[str, list[str]]) -> None:
        """Put Plannr's words beside our fields: "plans.0" is of "plans"."""
        names = {one.key: name for name, one in [*FIELDS.items(), *COMPLETION_FIELDS.items()]}
        for key, texts in errors.items():
            key = key.partition(".")[0]
            if (name := names.get(key, key)) in self.fields:
                self.add_error(name, texts)


class FieldsForm(CaseActForm):
    """The fields that a case has from its beginning."""

    name = OneLineField(
        label="Name",
        subject="The name",
        widget=forms.TextInput(attrs={"class": "input input--name", "dir": "auto", "autocomplete": "off"}),
        error_messages={"required": "Give the case a name."},
    )
    type = RecordField(
        CaseType,
        invalid="Choose one of the firm’s case types.",
        required="Choose a type. Plannr cannot take a case’s type away.",
        label="Type",
        help_text="Types seen on cases: Plannr does not list the others.",
        widget=forms.Select({"class": "input"}),
    )
    value = PoundsField(
        label="Value in pounds",
        subject="The value",
        required=False,
        widget=PoundsInput({"class": "input", "autocomplete": "off", "spellcheck": "false"}),
    )
    assigned = UuidListField(
        label="Assigned", required=False, widget=CheckboxList(empty="No employee has been met yet.")
    )
    plans = UuidListField(label="Plans", required=False, widget=CheckboxList(empty="No plan of this client is known."))


def query_of(shown: Mapping[str, Any]) -> QueryDict:
    """What stands in boxes, as a browser would send it."""
    data = QueryDict(mutable=True)
    for name, content in shown.items():
        data.setlist(name, content if isinstance(content, list) else [content or ""])
    return data
