"""What the mirror's tests ask of the sandbox's log, and the small firm they read."""

from dataclasses import dataclass
from uuid import UUID

from boards.mirror.models import Case
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from boards.sandbox.store.records import Record


@dataclass(frozen=True)
class Small:
    """A firm with one adviser, two clients, three statuses, and three cases of Margaret's."""

    firm: Firm
    adviser: Record
    margaret: Record
    ann: Record
    enquiry: Record
    research: Record
    done: Record
    isa: Record
    pension: Record
    review: Record

    @property
    def client(self) -> UUID:
        """Margaret's uuid."""
        return UUID(self.margaret["uuid"])


def small(firm: Firm) -> Small:
    """Fill an empty firm."""
    adviser = firm.add_employee("Priya Patel", job="adviser")
    margaret = firm.add_client("Margaret Wilson", adviser=adviser)
    ann = firm.add_client("Ann Smith")
    enquiry = firm.add_status("New enquiry", "#8A94A6")
    research = firm.add_status("Research", "#7A5AD9")
    done = firm.add_status("Completed", "#23852B", completed=True)
    kind = firm.add_type("Pension")
    tag = firm.add_tag("Joint", "#5F3DC4")
    plan = firm.add_plan("Stakeholder pension", client=margaret)
    return Small(
        firm,
        adviser,
        margaret,
        ann,
        enquiry,
        research,
        done,
        isa=firm.add_case("ISA allowance", client=margaret, status=enquiry, type=kind, value=2_000_000),
        pension=firm.add_case(
            "Pension transfer",
            client=[margaret, adviser],
            status=research,
            type=kind,
            value=14_850_000,
            plans=plan,
            tags=tag,
            assigned_to=adviser,
        ),
        review=firm.add_case("Annual review", client=margaret, status=research),
    )


def calls(sandbox: Sandbox, ending: str) -> int:
    """How many requests had a path with this ending."""
    return sum(1 for entry in sandbox.log if entry.path.endswith(ending))


def case(record: Record) -> Case:
    """The mirror's row of a sandbox's case."""
    return Case.objects.get(pk=record["uuid"])


def names_on_board(client: UUID) -> list[str]:
    """The names of the live cases a client takes part in, sorted."""
    rows = Case.objects.filter(participations__account=client, gone_at=None)
    return sorted(rows.values_list("name", flat=True))
