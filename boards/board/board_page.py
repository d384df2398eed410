"""A board as it is drawn, a client's or the firm's: the mirror's wall, the person's folds, and what is said of both."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from boards.board import freshness, pending_changes, preferences, toolbar
from boards.board.columns import ColumnRenderer, RenderedColumn
from boards.board.pending_changes import PendingChange
from boards.cards.summary import column_tabs, value_bar
from boards.cases.filters.form import CaseFilterForm
from boards.database import can_wait
from boards.mirror.aggregates import ColumnHeader
from boards.mirror.board_data import BoardData, cases_left_out, read_board, with_cover_issues
from boards.mirror.cache import version_key
from boards.mirror.conditions import ANY, DONE, OPEN
from boards.mirror.filters import NO_FILTER
from boards.mirror.models import Account, SyncState
from boards.mirror.sync.firm import KEY
from boards.mirror.sync.single_flight import is_fresh
from boards.ui import formatting
from boards.users.models import User
from boards.users.permissions import has_permission

BLANK = NO_FILTER
NARROWING = [field.name for field in fields(BLANK) if field.name != "order"]


class BoardPage:
    """One person's view of the board of `client` (None: the firm's), filtered as `asked`.

    `drawn` says how many cards of which columns are wanted.
    """

    def __init__(
        self,
        person: User,
        client: Account | None,
        asked: CaseFilterForm | None = None,
        drawn: Mapping[str, int] | None = None,
    ) -> None:
        self.person, self.client, self.asked, self.drawn = person, client, asked or CaseFilterForm(), drawn or {}
        self.now = datetime.now(UTC)
        self.movable = has_permission(person, "case-move")

    @property
    def uuid(self) -> UUID | None:
        """Whose board it is."""
        return self.client.pk if self.client else None

    @property
    def name(self) -> str:
        """What the board is called."""
        return (self.client.name or "A client without a name") if self.client else "The firm’s board"

    @property
    def key(self) -> str:
        """The part of the mirror that the board shows."""
        return f"client:{self.uuid}" if self.client else KEY

    @cached_property
    def readings(self) -> dict[str, SyncState]:
        """How fresh the parts of the mirror are that this page is made of."""
        found = {one.key: one for one in SyncState.objects.filter(key__in={self.key, "statuses", KEY})}
        if self.client is None and KEY not in found:
            # Changes are told by its serial, from the first view on, whether or not the firm was ever read whole.
            with can_wait("reading"):
                found[KEY] = SyncState.objects.get_or_create(key=KEY)[0]
            found.setdefault(KEY, SyncState(key=KEY))
        return found

    @property
    def reading(self) -> SyncState | None:
        """How fresh this board's part of the mirror is; None where nobody ever asked for it."""
        return self.readings.get(self.key)

    @cached_property
    def read_at(self) -> datetime | None:
        """When these cases were last read, alone or with the whole firm's; None where they never were."""
        whole = self.readings.get(KEY)
        times = [found.read_at for found in (self.reading, whole) if found and found.read_at]
        return max(times, default=None)

    @property
    def is_shown(self) -> bool:
        """Whether there is a wall to show: the firm's opens from whatever the mirror holds."""
        return self.client is None or self.read_at is not None

    @cached_property
    def told(self) -> freshness.Banner | None:
        """What the banner says, if anything."""
        if self.client is None:
            return freshness.firm_banner(self.reading, self.now)
        return freshness.client_banner(self.reading, self.read_at, self.now)

    @property
    def serial(self) -> int:
        """The version of what the page shows."""
        return self.reading.serial if self.reading else 0

    @property
    def shown(self) -> str:
        """The same as a refresh compares it: blank before the first read, so that even an empty answer is news."""
        return str(self.serial) if self.is_shown else ""

    @cached_property
    def is_fresh(self) -> bool:
        """Whether the cases were read so lately that they need not be read again; the firm's are not read by a page."""
        return self.client is None or is_fresh(self.reading)

    @cached_property
    def is_busy(self) -> bool:
        """Whether somebody is reading them right now."""
        return bool(self.reading and self.reading.busy_until and self.reading.busy_until > self.now)

    @property
    def columns_learnt(self) -> bool:
        """Whether Plannr listed no statuses, so that the columns are those its cases use."""
        statuses = self.readings.get("statuses")
        return bool(statuses and statuses.trouble_kind == "derived")

    @cached_property
    def wall(self) -> BoardData:
        """The columns and their totals, read after `readings`, so that it is at least as new."""
        version = version_key(self.reading, self.readings.get("statuses"))
        return read_board(self.uuid, version, drawn=self.drawn, sieve=self.asked.sieve)

    @cached_property
    def kept(self) -> preferences.BoardPreferences:
        """What is kept for this person: folded columns, the default view, and the moves in doubt."""
        return preferences.load_preferences(self.person, self.uuid, self.now)

    @cached_property
    def doubts(self) -> list[PendingChange]:
        """The cases that are being checked, whoever changed them."""
        return pending_changes.describe_pending(self.kept.doubts, self.person, self.uuid)

    @property
    def told_doubts(self) -> str:
        """The same for the board's script; blank for none."""
        return pending_changes.pending_json(self.doubts)

    @cached_property
    def heads(self) -> tuple[ColumnHeader, ...]:
        """The heads of all columns; none before the first read."""
        return tuple(column.head for column in self.wall.columns) if self.is_shown else ()

    @cached_property
    def hand(self) -> ColumnRenderer:
        """What draws this page's cards and columns."""
        return ColumnRenderer(
            formatting.london(self.now).date(), self.movable, self.address, self.asked.query, self.adds
        )

    @cached_property
    def adds(self) -> str:
        """Where a case is added to this board (the firm's asks whose it is); blank where this person may not."""
        if not has_permission(self.person, "case-change"):
            return ""
        return reverse("cases:new", args=[self.uuid]) if self.client else reverse("cases:choose")

    @cached_property
    def address(self) -> str:
        """Where this board is; its refresh and the rest lie beneath."""
        return reverse("board:show", args=[self.uuid]) if self.client else reverse("board:firm")

    def columns(self) -> list[RenderedColumn]:
        """Every column with its first cards drawn."""
        return self.hand.columns(with_cover_issues(self.wall), self.kept.folded, self.drawn)

    def tabs(self) -> SafeString:
        """A tab for each column."""
        return column_tabs(self.heads)

    def fresh_tabs(self) -> SafeString:
        """The same, to take the place of those in the page."""
        return column_tabs(self.heads, oob=True)

    def ribbon(self) -> SafeString:
        """Value by status as a line, for the page."""
        return value_bar(self.heads)

    def fresh_ribbon(self) -> SafeString:
        """The same, to take the place of the one in the page."""
        return value_bar(self.heads, oob=True)

    @property
    def vals(self) -> str:
        """What every request from inside the board says of it, as JSON."""
        return json.dumps({"serial": self.serial, "view": self.asked.query})

    def chips(self) -> SafeString:
        """The filters, as chips."""
        return toolbar.chips_markup(self.address, self.asked)

    def sorting(self) -> SafeString:
        """The orders, as a menu."""
        return toolbar.orders_markup(self.address, self.asked.query)

    def views(self) -> SafeString:
        """The saved views, as a menu."""
        return toolbar.views_markup(self.address, self.asked.query)

    @property
    def odd_number(self) -> str:
        """How many of the cases shown are to be put right."""
        return f"{self.wall.total.odd:,}"

    @property
    def everything(self) -> str:
        """The address without any filter: said outright where the bare address would open a default view."""
        order = self.asked.changed(**{name: getattr(BLANK, name) for name in NARROWING})
        return f"{self.address}?{order or ('all=1' if self.kept.default else '')}"

    @property
    def mine(self) -> str:
        """The address of my own cases, or, where these are shown, of everybody's; blank where nobody knows mine."""
        me = self.person.plannr_account
        if me is None:
            return ""
        people = () if self.is_mine else (me,)
        query = self.asked.changed(people=people)
        return f"{self.address}?{query or ('all=1' if self.kept.default else '')}"

    @property
    def is_mine(self) -> bool:
        """Whether just my own cases are shown."""
        return self.asked.sieve.people == (self.person.plannr_account,)

    @cached_property
    def as_list(self) -> str:
        """The address of the same cases as a list; blank on a client's board, and where the list would leave out
        those of others.
        """
        is_own = self.asked.sieve.advisers == (self.person.plannr_account,)
        if self.client or not (
            has_permission(self.person, "totals-see") and ("manager" in self.person.roles or is_own)
        ):
            return ""
        states = self.asked.sieve.states or (OPEN, DONE)
        return f"{reverse('totals:cases')}?{self.asked.changed(states=states, order='')}"

    def gone(self, changed: Sequence[UUID]) -> list[tuple[UUID, str]]:
        """Those of some cases just `changed` on this board that no longer pass its filter, with their names."""
        if not (changed and self.asked.sieve.narrows):
            return []
        return cases_left_out(self.uuid, changed, self.asked.sieve)

    @property
    def wrongs(self) -> str:
        """The address of what is to be put right among the cases shown."""
        return f"{self.address}?{self.asked.changed(odd=(ANY,))}"

    def part(self) -> dict[str, Any]:
        """What every part of the page needs."""
        telling = self.told.kind if self.told else ""
        again = f"{self.address}refresh/?serial={self.shown}&told={telling}"
        if self.asked.query:
            again += f"&view={quote(self.asked.query)}"
        return {
            "page": self,
            "client": self.client,
            "told": self.told,
            "address": self.address,
            "again": again,
        }

    def context(self, *, oob: bool = False) -> dict[str, Any]:
        """What the whole page needs; `oob` marks parts that replace those of a page already open."""
        context = self.part() | {"oob": oob, "chips": "" if oob else self.chips(), "doubts": self.doubts}
        if not self.is_shown:
            return context
        return context | {
            "read": freshness.describe_time(self.read_at, self.now) if self.read_at else "",
            "total": self.wall.total,
            "columns": self.columns(),
        }
