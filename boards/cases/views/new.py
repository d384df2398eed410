"""Adding a case from a board: the small form at the foot of a column, as a page and over the board.

On the firm's board it is asked first whose case it will be. From there the form says `on=firm`, so that the answer is
drawn for that board, and a way back leads there.
"""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from boards.audit.models import Entry
from boards.cards.placed import card_response
from boards.cases import edit_form
from boards.cases.case_page import ListChoice, plan_detail, plan_label
from boards.cases.fields import FIELDS, Content
from boards.cases.operations.create import CreateCase, CreateRequest, add_case, created_case
from boards.mirror.board_data import listed_statuses
from boards.mirror.columns import ListedStatuses
from boards.mirror.models import Account, CaseType, Participant, Status
from boards.mirror.ordering import position_of
from boards.mirror.sync.accounts import search_clients
from boards.mirror.sync.plans import client_plans, sync_plans_of
from boards.plannr import NotFound
from boards.ui import formatting
from boards.ui.fields import parse_uuid, parse_uuids, pounds_typed
from boards.ui.http import HtmxRequest, key_of, render_part
from boards.users.permissions import UserRequest, requires
from boards.writes.operation import Rejected, Result
from boards.writes.reconcile import reconcile_now

NEW_CASE_STATUS = {"conflict": 409, "unavailable": 503}
OPTIONAL = ("type", "value", "plans", "assigned")
LABELS = {"participants": "participants", "status": "status"}
FIRM = "firm"


@dataclass
class NewCaseForm:
    """The form as it is drawn: for whom, what was typed, what is wrong with it, and the gesture's key."""

    client: Account
    data: QueryDict
    wrong: dict[str, list[str]] = field(default_factory=dict)
    ending: Result | None = None
    key: str = field(default_factory=lambda: uuid4().hex)

    @property
    def statuses(self) -> ListedStatuses:
        """The columns it can be added to."""
        return listed_statuses()

    @property
    def status(self) -> UUID | None:
        """The column chosen."""
        return parse_uuid(self.data.get("status"))

    @property
    def types(self) -> list[CaseType]:
        """The types met on cases."""
        return list(CaseType.objects.exclude(name="").order_by("name"))

    @property
    def type(self) -> UUID | None:
        """The type chosen."""
        return parse_uuid(self.data.get("type"))

    @property
    def name(self) -> str:
        """What was typed for the name."""
        return self.data.get("name", "")

    @property
    def value(self) -> str:
        """What was typed for the value."""
        return self.data.get("value", "")

    @property
    def plans(self) -> list[ListChoice]:
        """The client's plans."""
        chosen = set(self.data.getlist("plans"))
        found = client_plans(self.client.pk)
        return [ListChoice(one.pk, plan_label(one), plan_detail(one), str(one.pk) in chosen) for one in found]

    @property
    def employees(self) -> list[ListChoice]:
        """Who can be assigned."""
        chosen = set(self.data.getlist("assigned"))
        staff = Account.objects.filter(kind="employee").order_by("folded", "pk")
        return [ListChoice(one.pk, one.name, one.role, str(one.pk) in chosen) for one in staff]

    @property
    def others(self) -> list[ListChoice]:
        """Other people who may take part: those of this client's other cases, and whoever was chosen."""
        chosen = set(parse_uuids(self.data.getlist("participants")))
        with_client = Account.objects.filter(pk__in=co_participants(self.client.pk) | chosen).exclude(pk=self.client.pk)
        return [
            ListChoice(one.pk, one.name, one.kind, one.pk in chosen) for one in with_client.order_by("folded", "pk")
        ]

    @property
    def more_is_open(self) -> bool:
        """Whether anything behind "more" was chosen, or is wrong."""
        hidden = ("plans", "assigned", "participants")
        return any(self.data.getlist(name) or name in self.wrong for name in hidden)

    @property
    def board(self) -> UUID | None:
        """The client whose board it is asked on; None on the firm's."""
        return None if self.data.get("on") == FIRM else self.client.pk

    @property
    def back(self) -> str:
        """The board to go back to."""
        return reverse("board:show", args=[self.board]) if self.board else reverse("board:firm")


@require_safe
@requires("case-change")
def choose_client(request: HtmxRequest) -> HttpResponse:
    """Whose case it will be: the clients whose name holds `q`, each a link to the form for the address's column."""
    q = " ".join(request.GET.get("q", "").split())
    status = parse_uuid(request.GET.get("status")) or ""
    found = search_clients(q) if q else None
    number = formatting.counted(len(found.clients), "client") if found and found.clients else "No client"
    said = f"{number} called “{q}”" if q else ""
    context = {"q": q, "status": status, "found": found, "said": said}
    context["carried"] = urlencode({"status": status, "on": FIRM})
    return render_part(request, "cases/choose_client.html", context, parts={"chosen"})


@require_safe
@requires("case-change")
def new_case(request: UserRequest, client: UUID) -> HttpResponse:
    """The form, for the column that the address names."""
    account = get_object_or_404(Account, pk=client, kind="client")
    try:
        sync_plans_of(client)
    except NotFound:
        messages.warning(request, "Plannr does not know this client any more.")
    return render(request, "cases/new.html", {"sheet": NewCaseForm(account, request.GET)})


@require_POST
@requires("case-change")
def create(request: UserRequest, client: UUID) -> HttpResponse:
    """Add the case; a form sent twice finds the one it made."""
    account = get_object_or_404(Account, pk=client, kind="client")
    sheet = NewCaseForm(account, request.POST)
    draft = create_request(sheet)
    if sheet.wrong:
        words = " ".join(text for texts in sheet.wrong.values() for text in texts)
        return respond_to_create(request, sheet, Result("refused", words))
    ending = add_case(request.user, draft)
    sheet.wrong, _ = edit_form.field_errors(FIELDS, ending.errors)
    sheet.wrong |= {name: list(ending.errors[name]) for name in LABELS if name in ending.errors}
    return respond_to_create(request, sheet, ending)


@require_safe
@requires("case-change")
def creation_result(request: UserRequest, client: UUID, attempt: int) -> HttpResponse:
    """Read back once for a creation in doubt."""
    account = get_object_or_404(Account, pk=client)
    entry = get_object_or_404(Entry, pk=attempt, kind="attempt", verb=CreateCase.verb, subject_uuid=client)
    data = form_data_of(entry.body or {})
    data["on"] = request.GET.get("on", "")
    return respond_to_create(request, NewCaseForm(account, data), reconcile_now(entry))


def form_data_of(body: dict[str, Any]) -> QueryDict:
    """A body as the form it came from, as far as it shows."""
    data = QueryDict(mutable=True)
    for name in ("name", "status", "type"):
        data[name] = body.get(name, "")
    data["value"] = pounds_typed(body.get("value"))
    for name, key in (("plans", "plans"), ("assigned", "assigned_to_uuids"), ("participants", "participants")):
        data.setlist(name, body.get(key, []))
    return data


def create_request(sheet: NewCaseForm) -> CreateRequest:
    """The case asked for; what cannot be read is written into `sheet.wrong`."""
    data, read = sheet.data, {"name": clean_content(sheet, "name")}
    read |= {name: clean_content(sheet, name) for name in OPTIONAL if any(text.strip() for text in data.getlist(name))}
    if sheet.status and not Status.objects.filter(pk=sheet.status).exists():
        sheet.wrong["status"] = ["Choose one of the firm’s statuses."]
    people = parse_uuids(data.getlist("participants"))
    value = read.get("value")
    return CreateRequest(
        client=sheet.client.pk,
        name=str(read["name"] or ""),
        status=sheet.status,
        type=parse_uuid(read.get("type")),
        value=value if isinstance(value, int) else None,
        participants=people,
        plans=uuid_list(read.get("plans")),
        assigned=uuid_list(read.get("assigned")),
        anyway=bool(data.get("anyway")),
        key=key_of(data),
    )


def clean_content(sheet: NewCaseForm, name: str) -> Content:
    """One answer as its field reads it."""
    try:
        return FIELDS[name].read(sheet.data)
    except Rejected as no:
        sheet.wrong[name] = [no.words]
        return None


def uuid_list(found: Content) -> list[UUID]:
    """A list field's content."""
    return [UUID(one) for one in found] if isinstance(found, list) else []


def respond_to_create(request: UserRequest, sheet: NewCaseForm, ending: Result) -> HttpResponse:
    """The ending: the card for a script, the board for a browser, or the form again with all that was typed."""
    sheet.ending, made = ending, created_case(ending)
    is_fetch = request.headers.get("X-Requested-With") == "fetch"
    if ending.outcome == "unknown" and ending.attempt:
        check = reverse("cases:created", args=[sheet.client.pk, ending.attempt.pk])
        check += "" if sheet.board else f"?on={FIRM}"
        if is_fetch:
            return card_response(request, None, sheet.board, ending, check=check, name=sheet.name)
        return render(request, "cases/new.html", {"sheet": sheet, "check": check}, status=202)
    if ending.outcome == "saved":
        if is_fetch:
            return card_response(request, made, sheet.board, ending, name=sheet.name)
        where = position_of(sheet.board, made) if made else None
        messages.success(request, f"Added “{sheet.name}”. Saved in Plannr." if where else "Saved in Plannr.")
        return redirect(f"{sheet.back}#card--{made}" if made else sheet.back)
    if is_fetch:
        return card_response(request, None, sheet.board, ending, "cases/new.html", {"sheet": sheet}, name=sheet.name)
    return render(request, "cases/new.html", {"sheet": sheet}, status=NEW_CASE_STATUS.get(ending.outcome, 422))


def co_participants(client: UUID) -> set[UUID]:
    """The accounts that take part in this client's cases."""
    cases = Participant.objects.filter(account=client).values("case")
    return set(Participant.objects.filter(case__in=cases).values_list("account", flat=True))
