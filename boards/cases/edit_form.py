"""What a form about a case asks for: the wishes that can be read, what cannot, and what is to be asked first.

A field counts as changed where what came back differs from what its box showed. One that nobody touched is no wish: it
is neither judged nor sent, whatever odd thing Plannr holds in it.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as kept
from typing import Any
from uuid import uuid4

from django.http import QueryDict

from boards.cases.fields import CaseField, Content
from boards.cases.operations.edit import FieldChange
from boards.mirror.models import Case
from boards.ui.fields import parse_uuid
from boards.ui.http import json_in, legible
from boards.writes.operation import Rejected


@dataclass(slots=True)
class FormChanges:
    """The wishes by field name; what is `wrong` with an answer, and the `doubts` to be cleared, by field name, too."""

    wishes: dict[str, FieldChange] = kept(default_factory=dict)
    wrong: dict[str, list[str]] = kept(default_factory=dict)
    doubts: dict[str, str] = kept(default_factory=dict)

    @property
    def is_clear(self) -> bool:
        """Whether it can be carried out as it stands."""
        return not self.wrong and not self.doubts


@dataclass(slots=True)
class FieldForm:
    """One field's form as it is drawn: what stands in it, its errors, a question, or a conflict in words."""

    field: CaseField
    content: Content
    typed: str
    was: Content
    wrong: list[str] = kept(default_factory=list)
    doubt: str = ""
    clash: str = ""
    clashing: Mapping[str, str] = kept(default_factory=dict)
    key: str = kept(default_factory=lambda: uuid4().hex)

    @property
    def was_json(self) -> str:
        """What the page showed, as the form carries it."""
        return json.dumps(self.was)

    @property
    def is_unsaved(self) -> bool:
        """Whether what stands in it, as it is drawn, would be lost with the page."""
        return bool(self.wrong or self.clash or self.doubt) or self.content != self.was


def read_changes(case: Case, fields: Mapping[str, CaseField], names: Iterable[str], data: QueryDict) -> FormChanges:
    """Read the answers for those of the fields `names` that were changed; `sure` in the data clears the doubts of
    those fields it names.
    """
    asked, sure = FormChanges(), set(data.getlist("sure"))
    for name in names:
        one, was = fields[name], initial_content(data, fields[name], case)
        if one.untouched(data, was):
            continue
        try:
            wanted = one.read(data)
        except Rejected as no:
            asked.wrong[name] = [no.words]
            continue
        if wanted == was:
            continue
        asked.wishes[name] = FieldChange(was, wanted)
        doubt = "" if name in sure else one.doubt(case, was, wanted)
        if doubt:
            asked.doubts[name] = doubt
    return asked


def initial_content(data: QueryDict, one: CaseField, case: Case) -> Content:
    """What the person's page showed of a field; what the mirror has where the form did not say, or says nonsense."""
    try:
        found = json_in(str(data[f"was--{one.name}"]))
    except (KeyError, ValueError):
        return one.mirrored(case)
    match found:
        case str():
            return legible(found)
        case list() if all(isinstance(member, str) for member in found):
            return sorted(map(legible, found))
        case None | int() if not isinstance(found, bool):
            return found
    return one.mirrored(case)


def new_field_form(case: Case, one: CaseField) -> FieldForm:
    """The form of a field as it opens."""
    content = one.mirrored(case)
    return FieldForm(one, content, one.boxed(content), content)


def bound_field_form(case: Case, one: CaseField, data: QueryDict, asked: FormChanges) -> FieldForm:
    """The form of a field with everything that was typed, and what is wrong with it."""
    wish = asked.wishes.get(one.name)
    was = wish.was if wish else initial_content(data, one, case)
    content = wish.wanted if wish else was
    box = FieldForm(one, content, one.typed(data), was, asked.wrong.get(one.name, []), asked.doubts.get(one.name, ""))
    if one.is_list and wish is None:
        box.content = [text for text in data.getlist(one.name) if parse_uuid(text)]
    return box


def lost_field_forms(case: Case, fields: Mapping[str, CaseField], body: Mapping[str, Any]) -> dict[str, FieldForm]:
    """The forms of an edit that Plannr did not carry out: what its `body` asked for, over what the mirror holds now."""
    asked = {name: one.of_sent(body[one.key]) for name, one in fields.items() if one.key in body}
    held = {name: fields[name].mirrored(case) for name in asked}
    return {
        name: FieldForm(fields[name], content, fields[name].boxed(content), held[name])
        for name, content in asked.items()
        if content != held[name]
    }


def show_conflict(box: FieldForm, now: Content, words: str) -> None:
    """Show in a form what it is now; saved once more, it is compared with that."""
    box.clash = words
    box.clashing = {"yours": box.field.said(box.content), "now": box.field.said(now), "was": box.field.said(box.was)}
    box.was = now


def field_errors(
    fields: Mapping[str, CaseField], errors: Mapping[str, list[str]]
) -> tuple[dict[str, list[str]], list[str]]:
    """Plannr's errors by our fields' names ("plans.0" is of "plans"), and those that belong to none."""
    keys = {one.key: name for name, one in fields.items()} | {name: name for name in fields}
    mine: dict[str, list[str]] = {}
    rest: list[str] = []
    for key, texts in errors.items():
        name = keys.get(key.partition(".")[0])
        if name:
            mine.setdefault(name, []).extend(texts)
        else:
            rest += texts
    return mine, rest
