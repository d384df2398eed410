"""Cases: reading, moving, editing, creating, and who takes part (plannr-api.md 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Unpack
from uuid import UUID

from boards.plannr import payload
from boards.plannr.http.responses import parse_single
from boards.plannr.http.transport import Transport
from boards.plannr.models import Case, Note, Status, Task
from boards.plannr.pagination import Listing, Page, Source, listing, oldest_first, pages, started
from boards.plannr.query import ClientFilters, FirmFilters, first_supported, in_batches, only_asked, path, query

# What a board needs, and the fallback that even the oldest deployment knows (plannr-api.md 2.3).
INCLUDES = (
    "status,type,participants,participants_count,tags,plans,assigned_to",
    "status,participants,participants_count,tags,plans",
)
# What a case's own page shows beside that, as far as the deployment knows it.
WHOLE = (f"{INCLUDES[0]},custom_fields,groups", f"{INCLUDES[0]},custom_fields", *INCLUDES)
STABLE_SORT = "created_at"
FEW_PAGES = 4

CHANGES: dict[str, payload.Check] = {
    "name": payload.filled_text,
    "status": payload.uuid,
    "status_position": payload.rank,
    "type": payload.uuid,
    "value": payload.pennies,
    "completed_at": payload.moment_or_none,
    "review_at": payload.moment_or_none,
    "plans": payload.uuids,
    "assigned_to_uuids": payload.uuids,
    "group_uuids": payload.uuids,
}
CREATION: dict[str, payload.Check] = {
    "name": payload.filled_text,
    "participants": payload.uuids,
    "status": payload.uuid,
    "type": payload.uuid,
    "value": payload.pennies,
    "plans": payload.uuids,
    "review_at": payload.moment_or_none,
    "assigned_to_uuids": payload.uuids,
    "group_uuids": payload.uuids,
}
PARTICIPANTS: dict[str, payload.Check] = {"participants": payload.uuids}


class Cases:
    """The firm's cases, as far as the account can see them."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

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
            return read(self._transport, cases_at(where, names, sort=sort, per_page=per_page, filters=filters))

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
            return started(pages(self._transport, source, start=start))

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
        return self.some([uuid]).get(uuid) or parse_single(
            self._transport.get(path("/cases/{}", uuid)), Case, uuid=uuid
        )

    def whole(self, uuid: UUID) -> Case:
        """One case with all that Plannr tells of it: custom fields and groups, too (plannr-api.md 2.3).

        Raises as ``get`` does.
        """

        def ask(include: str) -> Listing[Case]:
            return listing(self._transport, cases_at("/cases", include, filters={"uuid": (uuid,)}), cap=FEW_PAGES)

        listed = first_supported(self._transport.learned, "whole case includes", WHOLE, ask)
        return next((case for case in listed.items if case.uuid == uuid), None) or self.get(uuid)

    def update(self, uuid: UUID, **changes: object) -> Case:
        """Change the given fields, and no others (plannr-api.md 2.6). Returns the case as Plannr answers it.

        May be given: ``name``, ``status`` and ``type`` (UUID), ``status_position`` (from 1, firm-wide),
        ``value`` (pennies or None), ``completed_at`` and ``review_at`` (aware moment, date or None), and the
        whole lists ``plans``, ``assigned_to_uuids`` and ``group_uuids``. Raises TypeError or ValueError
        before anything is sent, PlannrError after; a 2xx that does not name this case is InvalidResponse, and may have
        been applied.
        """
        answer = self._transport.put(path("/cases/{}", uuid), payload.build_payload(CHANGES, changes))
        return parse_single(answer, Case, uuid=uuid, writing=True)

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
        answer = self._transport.post("/cases", payload.build_payload(CREATION, given))
        return parse_single(answer, Case, writing=True)

    def add_participants(self, uuid: UUID, accounts: Sequence[UUID]) -> None:
        """Let these accounts take part too (plannr-api.md 2.7). Raises PlannrError."""
        self._transport.post(
            path("/cases/{}/participants", uuid), payload.build_payload(PARTICIPANTS, {"participants": accounts})
        )

    def remove_participants(self, uuid: UUID, accounts: Sequence[UUID]) -> None:
        """Let these accounts take part no longer; one client must remain. Raises PlannrError."""
        self._transport.delete(
            path("/cases/{}/participants", uuid), payload.build_payload(PARTICIPANTS, {"participants": accounts})
        )

    def notes(self, uuid: UUID) -> Listing[Note]:
        """The notes on a case (plannr-api.md 4.2). Raises PlannrError."""
        return listing(self._transport, Source(path("/note/case/{}", uuid), Note.parse, {}))

    def tasks(self, uuid: UUID) -> Listing[Task]:
        """The tasks of a case that this account may see (plannr-api.md 4.1). Raises PlannrError."""
        params = query(filters={"taskable_type": "case", "taskable_uuid": uuid})
        return listing(self._transport, Source("/task", Task.parse, params))

    def _batch(self, uuids: tuple[UUID, ...]) -> dict[UUID, Case]:
        def ask(include: str) -> Listing[Case]:
            return listing(self._transport, cases_at("/cases", include, filters={"uuid": uuids}), cap=FEW_PAGES)

        return only_asked({case.uuid: case for case in self._including(ask).items}, uuids)

    def _including[Result](self, ask: Callable[[str], Result], include: Sequence[str] | None = None) -> Result:
        if include is not None:
            return ask(",".join(include))
        return first_supported(self._transport.learned, "case includes", INCLUDES, ask)


def cases_at(
    where: str, include: str, *, sort: str = "", per_page: int = 0, filters: Mapping[str, object]
) -> Source[Case]:
    """A list of cases with their relations."""
    return Source(where, Case.parse, query(include=include, sort=sort, filters=filters), per_page)


class Statuses:
    """The firm's case statuses."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def all(self) -> Listing[Status]:
        """Every status, as Plannr orders them.

        The route is undocumented (plannr-api.md 3.2): NotFound, or RequestRejected with status 405, means that this
        deployment has none, and the columns are to be derived from the cases. Raises PlannrError.
        """
        return listing(self._transport, Source("/cases-status", Status.parse, {}))
