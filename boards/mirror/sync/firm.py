"""Reading the whole firm: every case by pages of 500, resumable, and complete or saying that it is not.

No endpoint sums anything (plannr-api.md 12), so totals rest on this read. It runs once at a time across processes, goes
on from the page where a stopped run left off, and leaves the rest of Plannr's minute to people (the gate of
`boards.gateway`). A case that a whole read lacks is asked for by itself (`missing`), a bounded number of them each run.

The list is sorted by `created_at`, oldest first, and its pages are read from the last to the first. A case that is
deleted meanwhile pulls the cases after it one place forward: those were read already, or move into a page still to
come. A case that is opened meanwhile stands at the end. So no live case slips between two pages, however long the read
takes and however often it is stopped, which reading forward could not say.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from boards import gateway
from boards.gateway import pin
from boards.mirror.models import Account, Case, SyncState
from boards.mirror.store.cases import upsert_cases
from boards.mirror.sync.accounts import sync_clients, sync_employees
from boards.mirror.sync.deletions import LookupResult, look_up_missing
from boards.mirror.sync.losses import VANISHED, clear_loss
from boards.mirror.sync.single_flight import (
    INCOMPLETE,
    SyncResult,
    SyncRun,
    describe_shortfall,
    now,
    run_once,
    sync_state,
)
from boards.mirror.sync.statuses import sync_statuses
from boards.plannr import Case as Found
from boards.plannr import CircuitOpen, Page, Plannr, PlannrError, Throttled
from boards.plannr.pagination import last_page
from boards.ui.formatting import counted

KEY = "firm"
STOPPED = "stopped"
BUSY = timedelta(minutes=3)
RESUMED_FOR = timedelta(hours=6)
LOOKED_FOR = 500
OWN_GETS = 100
# The cases bring their clients' names. More clients than fit a page are listed by the pages that need all of them.
FEW_CLIENTS = 500
TAILS = 20
WAITS = 40
WAIT_SECONDS = 5.0
LONGEST_WAIT = 60.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a read has come: `page` of `pages` written, `cases` of `total` read, since `began` (ISO, UTC).

    `following` is the number of the page to read next, counting down; None where the list is not yet known to have one,
    or is read forward. `skipped` objects had no readable uuid. `doing` says in a word or two what is being done now.
    `left` is how many requests Plannr last said are left of the minute, `to_go` about how many seconds the rest takes.
    """

    began: str
    page: int = 0
    pages: int | None = None
    following: int | None = None
    cases: int = 0
    total: int | None = None
    skipped: int = 0
    doing: str = "cases"
    left: int | None = None
    to_go: float | None = None


Say = Callable[[Progress], None]


class SyncStopped(Exception):
    """Somebody asked for the read to stop, or another one has begun because this one seemed dead."""


def sync_firm(*, force: bool = False, say: Say = lambda progress: None) -> SyncState:
    """Bring the whole firm up to date: statuses, employees, all cases, and clients where they are few.

    `say` hears of each step. Trouble is noted in the Reading "firm", not raised; its `progress` says where the next run
    goes on.
    """
    return run_once(KEY, lambda flight: _sync_firm(flight, say), force=force, busy=BUSY)


def stop_firm_sync() -> bool:
    """Let the read under way, in whatever process, end after the page it is at; False where there is none."""
    return bool(SyncState.objects.filter(key=KEY, busy_until__gt=now()).update(busy_until=None))


def progress_of(reading: SyncState | None) -> Progress | None:
    """How far the read has come that is under way or was stopped; None where none was begun and left unfinished."""
    if not (reading and reading.progress):
        return None
    known = {field.name for field in fields(Progress)}
    return Progress(**{name: value for name, value in reading.progress.items() if name in known})


def _sync_firm(flight: SyncRun, say: Say) -> SyncResult:
    run = FirmSync(flight, resumed_progress(flight), say)
    try:
        pin.check(run.door)
        for doing, read in (("statuses", sync_statuses), ("employees", sync_employees)):
            run.tell(doing=doing)
            part = read(force=True)
            if part.trouble_kind in ("unreachable", "token"):
                return SyncResult(False, part.trouble, part.trouble_kind, failed=True)
        ended = run.read_pages()
        if Account.objects.filter(kind="client").count() <= FEW_CLIENTS:
            run.tell(doing="clients")
            sync_clients()
        end = check_completeness(run, ended=ended)
    except SyncStopped:
        return run.stopped()
    SyncState.objects.filter(key=KEY).update(progress={})
    return replace(end, began=run.began)


def resumed_progress(flight: SyncRun) -> Progress:
    """Where to begin: where the last run was stopped, if that is not too long ago, else at the beginning."""
    before = progress_of(sync_state(KEY))
    if before and flight.began - datetime.fromisoformat(before.began) < RESUMED_FOR:
        return replace(before, doing="cases", left=None, to_go=None)
    return Progress(flight.began.isoformat())


class FirmSync:
    """One run of a read: where it is, and what it has told of that."""

    def __init__(self, flight: SyncRun, progress: Progress, say: Say) -> None:
        self.flight, self.progress, self.say = flight, progress, say
        self.began = datetime.fromisoformat(progress.began)
        self.door = gateway.client().as_background()
        self._set_out: tuple[float, int] | None = None
        self._last: int | None = None

    def tell(self, **changes: object) -> None:
        """Note how far it has come, for pages and for the next run, and keep the turn. Raises StoppedByHand."""
        self.progress = replace(self.progress, **changes)  # type: ignore[arg-type]
        self.flight.go_on(progress=asdict(self.progress))
        self.say(self.progress)
        if not SyncState.objects.filter(key=KEY, busy_until=self.flight.mark).exists():
            raise SyncStopped

    def stopped(self) -> SyncResult:
        """End here, and say so; the place is kept unless another run has taken over."""
        SyncState.objects.filter(key=KEY, busy_until=None).update(progress=asdict(self.progress))
        done = counted(self.progress.cases, "case")
        of_total = f" of {self.progress.total:,}" if self.progress.total is not None else ""
        words = f"The read was stopped with {done}{of_total} read. The next one goes on from there."
        return SyncResult(False, words, STOPPED, failed=True)

    def read_pages(self) -> bool:
        """Write page after page into the mirror, from the last to the first; whether it came to the end."""
        self.tell(doing="cases")
        self._set_out = time.monotonic(), self.progress.page
        if self.progress.following is None and self.progress.page and self.progress.pages is None:
            return self.read_forward()
        if self.progress.following is None:
            page = self.one(1)
            last = last_page(page)
            if last is None:
                return self.read_forward()
            # The first page only tells how many there are: of several it comes once again, and after it the last one.
            self.written(page, pages=last + 2 * (last > 1), following=last if last > 1 else 0)
        while number := self.progress.following:
            page = self.one(number)
            if not page.items and page.total is None:
                # The list is not as long as it was said to be.
                self.progress = replace(self.progress, page=0, pages=None, following=None)
                return self.read_forward()
            self.written(page, following=number - 1)
        return self.read_tail()

    def read_tail(self) -> bool:
        """Look at the end of the list again, where the cases opened meanwhile stand: as many as were deleted would
        agree with the total, and be missing. On to the last page, then back until one begins with a case that was read
        before. A list of one page was read at one moment. Whether all that is new was met.
        """
        number, since, rising = self._last or (self.progress.pages or 0) - 2, now(), True
        if number < 2 and (self.progress.total is None or self.progress.cases >= self.progress.total):
            return True
        for _ in range(TAILS):
            page = self.one(max(number, 1))
            self.written(page, following=0)
            rising = rising and page.has_next
            if not rising and (page.number == 1 or self.begins_before(page, since)):
                return True
            number = page.number + (1 if rising else -1)
        return False

    def begins_before(self, page: Page[Found], since: datetime) -> bool:
        """Whether a page begins with a case that this run had read by then."""
        read = Q(read_at__gte=self.began, read_at__lt=since)
        return bool(page.items) and Case.objects.filter(read, pk=page.items[0].uuid).exists()

    def read_forward(self) -> bool:
        """Read a list that does not say how long it is from its beginning, the last page of before once more."""
        ended = False
        for asked, page in patient_pages(self.door, max(self.progress.page, 1)):
            upsert_cases(page.items, began=asked, touch=self.began)
            self.note(page, page=page.number, pages=None, following=None)
            ended = not page.has_next
        return ended

    def one(self, number: int) -> Page[Found]:
        """One page, written into the mirror."""
        asked, page = next(patient_pages(self.door, number))
        upsert_cases(page.items, began=asked, touch=self.began)
        return page

    def written(self, page: Page[Found], /, **changes: object) -> None:
        """A page more has been written."""
        self.note(page, page=self.progress.page + 1, **changes)

    def note(self, page: Page[Found], /, **changes: object) -> None:
        """Note a page that was written. Raises StoppedByHand."""
        self.progress, self._last = replace(self.progress, **changes), page.last  # type: ignore[arg-type]
        self.tell(
            cases=Case.objects.live().filter(read_at__gte=self.began).count(),
            total=page.total,
            skipped=self.progress.skipped + page.skipped,
            left=self.door.requests_remaining,
            to_go=self.to_go(),
        )

    def to_go(self) -> float | None:
        """About how many seconds the pages still to come will take, at the pace of this run."""
        if not (self._set_out and self.progress.pages):
            return None
        begun, already = self._set_out
        pace = (time.monotonic() - begun) / max(self.progress.page - already, 1)
        return round(pace * max(self.progress.pages - self.progress.page, 0), 1)


def patient_pages(door: Plannr, number: int) -> Iterator[tuple[datetime, Page[Found]]]:
    """The pages from `number` on, each with when it was asked for, waiting while Plannr's minute is kept for people.

    Raises PlannrError when a page cannot be had, or not within the `WAITS`.
    """
    waits = 0
    while True:
        try:
            asked = now()
            for page in door.cases.pages(start=number):
                yield asked, page
                number, waits, asked = page.number + 1, 0, now()
            return
        except (CircuitOpen, Throttled) as error:
            if waits == WAITS or (isinstance(error, CircuitOpen) and error.why == "down"):
                raise
            waits += 1
            time.sleep(min(max(error.retry_after or WAIT_SECONDS, 1.0), LONGEST_WAIT))


def check_completeness(run: FirmSync, *, ended: bool) -> SyncResult:
    """Ask for the cases the read lacks, and say whether it was all there is."""
    if not ended:
        return SyncResult(False, describe_shortfall(run.progress.cases, run.progress.total), INCOMPLETE)
    absent = list(Case.objects.live().filter(read_at__lt=run.began).order_by("read_at").values_list("pk", flat=True))
    doubtful = len(absent)
    if doubtful:
        run.tell(doing="missing cases")
        looked = look_up_absent(run, absent)
        if looked.words:
            return SyncResult(False, looked.words, VANISHED)
        doubtful = looked.doubt
    else:
        clear_loss(KEY)
    if doubtful:
        words = f"{counted(doubtful, 'case')} missing from Plannr’s list still to be looked for."
        return SyncResult(False, words, INCOMPLETE)
    progress = run.progress
    if progress.skipped or (progress.total is not None and progress.cases < progress.total):
        return SyncResult(False, describe_shortfall(progress.cases, progress.total), INCOMPLETE)
    return SyncResult()


def look_up_absent(run: FirmSync, absent: list[UUID]) -> LookupResult:
    """Look for cases that the read lacks."""
    alive = Case.objects.live().count()
    came = alive > len(absent)
    try:
        return look_up_missing(run.door, absent, own_gets=OWN_GETS, most=LOOKED_FOR, key=KEY, of=alive, some_came=came)
    except PlannrError:
        return LookupResult(doubt=len(absent))
