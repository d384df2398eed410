"""Plans: reading and finding them (plannr-api.md 7). Nothing here changes one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from boards.plannr.errors import BadRequest
from boards.plannr.http.responses import parse_single
from boards.plannr.http.transport import Transport
from boards.plannr.models import Plan
from boards.plannr.pagination import Listing, Page, Source, listing, pages, started
from boards.plannr.query import first_supported, in_batches, only_asked, path, query, search_text
from boards.plannr.resources.cases import Cases

INCLUDES = ("client,linked_owners,cases", "")
FEW_PAGES = 4

# The reference tells that these filters exist, but hides their names (plannr-api.md 7.1).
NAME_FILTERS = ("name", "names", "plan_name", "plan_names")
NUMBER_FILTERS = ("policy_number", "policy_numbers")


class Plans:
    """The firm's plans, as far as the account can see them."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, uuid: UUID) -> Plan:
        """One plan, with its client, owners and cases where Plannr tells them.

        Raises NotFound, PlannrError.
        """
        listed = self.some([uuid]).get(uuid)
        if listed is not None:
            return listed
        return parse_single(self._transport.get(path("/plans/{}", uuid)), Plan, uuid=uuid)

    def some(self, uuids: Iterable[UUID]) -> dict[UUID, Plan]:
        """Those of the asked plans that Plannr lists; one call for each 50. Raises PlannrError."""
        found: dict[UUID, Plan] = {}
        for batch in in_batches(uuids):
            listed = self._list(uuid=batch)
            found |= only_asked({plan.uuid: plan for plan in listed.items}, batch)
        return found

    def pages(self, *, start: int = 1, **filters: object) -> Iterator[Page[Plan]]:
        """The firm's plans, 500 a page, from page ``start`` on. Raises PlannrError."""

        def ask(include: str) -> Iterator[Page[Plan]]:
            return started(pages(self._transport, plans_at(include, **filters), start=start))

        return self._including(ask)

    def of_case(self, case_uuid: UUID) -> Listing[Plan]:
        """The plans linked to a case, in the case's own order. Raises NotFound, PlannrError.

        Their uuids come from the case, whose ``include=plans`` is documented, rather than from a filter whose
        name is not. ``complete`` is False when the case did not tell its plans, or Plannr does not list one
        of them.
        """
        mentioned = Cases(self._transport).get(case_uuid).plans
        if mentioned is None:
            return Listing((), complete=False)
        listed = self.some(plan.uuid for plan in mentioned)
        plans = tuple(listed.get(plan.uuid, plan) for plan in mentioned)
        return Listing(plans, total=len(plans), complete=len(listed) == len(plans))

    def search(self, typed: str) -> Listing[Plan]:
        """Plans whose policy number or name holds what was typed; none for a blank. Raises PlannrError.

        ``complete`` is False when this deployment knows no filter for one of the two.
        """
        wanted = search_text(typed)
        if not wanted:
            return Listing((), total=0, calls=0)
        by_number, by_name = self._filtered(NUMBER_FILTERS, wanted), self._filtered(NAME_FILTERS, wanted)
        found = {plan.uuid: plan for plan in (*by_number.items, *by_name.items) if mentions(plan, wanted)}
        return Listing(
            items=tuple(found.values()),
            complete=by_number.complete and by_name.complete,
            calls=by_number.calls + by_name.calls,
            skipped=by_number.skipped + by_name.skipped,
        )

    def _filtered(self, names: tuple[str, ...], wanted: str) -> Listing[Plan]:
        """The plans by the first of these filters that this deployment knows, or none and not complete."""
        key = f"plan filter {names[0]}"
        try:
            return first_supported(self._transport.learned, key, names, lambda name: self._list(**{name: wanted}))
        except BadRequest:
            return Listing((), complete=False, calls=len(names))

    def _list(self, **filters: object) -> Listing[Plan]:
        return self._including(lambda include: listing(self._transport, plans_at(include, **filters), cap=FEW_PAGES))

    def _including[Result](self, ask: Callable[[str], Result]) -> Result:
        return first_supported(self._transport.learned, "plan includes", INCLUDES, ask)


def plans_at(include: str, **filters: object) -> Source[Plan]:
    """A list of plans with their relations."""
    return Source("/plans", Plan.parse, query(include=include, filters=filters))


def mentions(plan: Plan, wanted: str) -> bool:
    """Whether the plan really holds the text: a deployment may ignore a filter it does not know."""
    needle = wanted.casefold()
    return needle in plan.name.casefold() or needle in plan.policy_number.casefold()
