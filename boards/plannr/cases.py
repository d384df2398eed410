"""Cases: reading, moving, editing, creating, and who takes part (plannr-api.md 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Unpack
from uuid import UUID

from . import bodies
from .address import path
from .answers import single
from .errors import Broken
from .http import Http
from .paging import Listing, Page, Source, begun, listing, oldest_first, pages
from .queries import ClientFilters, FirmFilters, first_accepted, in_batches, only_asked, query
from .read_cases import read_case, read_note, read_task
from .resources import Case, Note, Task

# What a board needs, and the fallback that even the oldest deployment knows (plannr-api.md 2.3).
INCLUDES = (
    "status,type,participants,participants_count,tags,plans,assigned_to",
    "status,participants,participants_count,tags,plans",
)
# What a case's own page shows beside that, as far as the deployment knows it.
WHOLE = (f"{INCLUDES[0]},custom_fields,groups", f"{INCLUDES[0]},custom_fields", *INCLUDES)
STABLE_SORT = "created_at"
FEW_PAGES = 4

CHANGES: dict[str, bodies.Check] = {
    "name": bodies.filled_text,
    "status": bodies.uuid,
    "status_position": bodies.rank,
    "type": bodies.uuid,
    "value": bodies.pennies,
    "completed_at": bodies.moment_or_none,
    "review_at": bodies.moment_or_none,
    "plans": bodies.uuids,
    "assigned_to_uuids": bodies.uuids,
    "group_uuids": bodies.uuids,
}
CREATION: dict[str, bodies.Check] = {
    "name": bodies.filled_text,
    "participants": bodies.uuids,
    "status": bodies.uuid,
    "type": bodies.uuid,
    "value": bodies.pennies,
    "plans": bodies.uuids,
    "review_at": bodies.moment_or_none,
    "assigned_to_uuids": bodies.uuids,
    "group_uuids": bodies.uuids,
}
PARTICIPANTS: dict[str, bodies.Check] = {"participants": bodies.uuids}


class Cases:
    """The firm's cases, as far as the account can see them."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def of_client(
        self,
        client: UUID,
        *,
        include: Sequence[str] | None = None,
        sort: str = STABLE_SORT,
        per_page: int = 0,
        **filters: Unpack[ClientFilters],
    ) -> Listing[Case]:
        """The cases the client takes part in and the ``filters`` let through, in the order of ``sort``.

        What may be given is as for ``pages``. Where it is sorted otherwise than by when cases were made, one that comes
        or goes while several pages are read may cost another one its place in the answer (plannr-api.md 1.5).
        Raises NotFound, ValueError before anything is sent, PlannrError after.
        """
        where, read = path("/client/{}/cases", client), oldest_first if sort == STABLE_SORT else listing

        def ask(names: str) -> Listing[Case]:
            return read(self._http, cases_at(where, names, sort=sort, per_page=per_page, filters=filters))

        return self._including(ask, include)

    def pages(
        self,
        *,
        start: int = 1,
        include: Sequence[str] | None = None,
        sort: str = STABLE_SORT,
        per_page: int = 0,
        **filters: Unpack[FirmFilters],
    ) -> Iterator[Page[Case]]:
        """The firm's cases, ``per_page`` (1 to 500; 0: the client's own size) a page, from page ``start`` on.

        ``include`` names relations (plannr-api.md 2.3); None asks for what a board needs, as far as the deployment
        knows it. ``sort`` is one field, ``-`` before it for descending. A filter that is None is not asked for; a
        deployment may ignore one, so what comes back is the caller's to check (10.4). Rows may move between pages while
        they are read: the same case can come twice. Raises ValueError before anything is sent, PlannrError after.
        """

        def ask(names: str) -> Iterator[Page[Case]]:
            source = cases_at("/cases", names, sort=sort, per_page=per_page, filters=filters)
            return begun(pages(self._http, source, start=start))

        return self._including(ask, include)

    def some(self, uuids: Iterable[UUID]) -> dict[UUID, Case]:
        """Those of the asked cases that Plannr has, with their plans; one call for each 50.

        Raises PlannrError.

        That one is missing here proves nothing: ``get`` asks for it by its own address.
        """
        found: dict[UUID, Case] = {}
        for batch in in_batches(uuids):
            found |= self._batch(batch)
        return found

    def get(self, uuid: UUID) -> Case:
        """One case with its plans.

        Raises NotFound only when its own address says so, PlannrError otherwise.
        """
        return self.some([uuid]).get(uuid) or same(uuid, single(self._http.get(path("/cases/{}", uuid)), read_case))

    def whole(self, uuid: UUID) -> Case:
        """One case with all that Plannr tells of it: custom fields and groups, too (plannr-api.md 2.3).

        Raises as ``get`` does.
        """

        def ask(include: str) -> Listing[Case]:
            return listing(self._http, cases_at("/cases", include, filters={"uuid": (uuid,)}), cap=FEW_PAGES)

        listed = first_accepted(self._http.learned, "whole case includes", WHOLE, ask)
        return next((case for case in listed.items if case.uuid == uuid), None) or self.get(uuid)

    def update(self, uuid: UUID, **changes: object) -> Case:
        """Change the given fields, and no others (plannr-api.md 2.6). Returns the case as Plannr answers it.

        May be given: ``name``, ``status`` and ``type`` (UUID), ``status_position`` (from 1, firm-wide),
        ``value`` (pennies or None), ``completed_at`` and ``review_at`` (aware moment, date or None), and the
        whole lists ``plans``, ``assigned_to_uuids`` and ``group_uuids``. Raises TypeError or ValueError
        before anything is sent, PlannrError after; a 2xx that does not name this case is Broken, and may have
        been applied.
        """
        answer = self._http.put(path("/cases/{}", uuid), bodies.body_of(CHANGES, changes))
        return same(uuid, single(answer, read_case, writing=True), writing=True)

    def move(self, uuid: UUID, *, status: UUID, position: int, plans: Sequence[UUID] | None) -> Case:
        """Put the case at ``position`` (from 1, firm-wide) of ``status``.

        ``plans`` are echoed exactly as the fresh read gave them; None, when it gave none, leaves them out
        (2.9). Raises as ``update`` does.
        """
        changes: dict[str, object] = {"status": status, "status_position": position}
        return self.update(uuid, **changes if plans is None else changes | {"plans": plans})

    def create(
        self,
        name: str,
        *,
        participants: Sequence[UUID],
        status: UUID | None = None,
        type: UUID | None = None,
        value: int | None = None,
        plans: Sequence[UUID] | None = None,
        review_at: datetime | date | None = None,
        assigned_to_uuids: Sequence[UUID] | None = None,
        group_uuids: Sequence[UUID] | None = None,
    ) -> Case:
        """Make a case (plannr-api.md 2.5).

        ``value`` is in pennies; one participant at least must be a client.

        Raises TypeError or ValueError before anything is sent, PlannrError after.
        """
        wanted = {
            "name": name,
            "participants": participants,
            "status": status,
            "type": type,
            "value": value,
            "plans": plans,
            "review_at": review_at,
            "assigned_to_uuids": assigned_to_uuids,
            "group_uuids": group_uuids,
        }
        given = {field: value for field, value in wanted.items() if value is not None}
        answer = self._http.post("/cases", bodies.body_of(CREATION, given))
        return single(answer, read_case, writing=True)

    def add_participants(self, uuid: UUID, accounts: Sequence[UUID]) -> None:
        """Let these accounts take part too (plannr-api.md 2.7). Raises PlannrError."""
        self._http.post(path("/cases/{}/participants", uuid), bodies.body_of(PARTICIPANTS, {"participants": accounts}))

    def remove_participants(self, uuid: UUID, accounts: Sequence[UUID]) -> None:
        """Let these accounts take part no longer; one client must remain. Raises PlannrError."""
        self._http.delete(
            path("/cases/{}/participants", uuid), bodies.body_of(PARTICIPANTS, {"participants": accounts})
        )

    def notes(self, uuid: UUID) -> Listing[Note]:
        """The notes on a case (plannr-api.md 4.2). Raises PlannrError."""
        return listing(self._http, Source(path("/note/case/{}", uuid), read_note, {}))

    def tasks(self, uuid: UUID) -> Listing[Task]:
        """The tasks of a case that this account may see (plannr-api.md 4.1). Raises PlannrError."""
        params = query(filters={"taskable_type": "case", "taskable_uuid": uuid})
        return listing(self._http, Source("/task", read_task, params))

    def _batch(self, uuids: tuple[UUID, ...]) -> dict[UUID, Case]:
        def ask(include: str) -> Listing[Case]:
            return listing(self._http, cases_at("/cases", include, filters={"uuid": uuids}), cap=FEW_PAGES)

        return only_asked({case.uuid: case for case in self._including(ask).items}, uuids)

    def _including[Result](self, ask: Callable[[str], Result], include: Sequence[str] | None = None) -> Result:
        if include is not None:
            return ask(",".join(include))
        return first_accepted(self._http.learned, "case includes", INCLUDES, ask)


def cases_at(
    where: str, include: str, *, sort: str = "", per_page: int = 0, filters: Mapping[str, object]
) -> Source[Case]:
    """A list of cases with their relations."""
    return Source(where, read_case, query(include=include, sort=sort, filters=filters), per_page)


def same(uuid: UUID, case: Case, *, writing: bool = False) -> Case:
    """The case, if it is the one that was asked for. Raises Broken."""
    if case.uuid != uuid:
        raise Broken("Plannr answered with another case.", may_have_applied=writing)
    return case
