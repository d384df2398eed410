"""What covers cost and what they risk: `python -m bench.plans [EDITS]` (20,000 edits unless given; 0 for the figures
alone).

Prints Plannr calls for each save (at most five), the page time of a plan with 40 covers and 100 beneficiaries, and then
what the cover machine of tests/plans/history.py saw: unconfirmed deletions, duplicates and drifted shares are
violations, and the exit code is 1 if there was one, or if a save took more than five calls.
"""

import logging
import statistics
import sys
import time
from collections.abc import Callable
from itertools import cycle

from bench import ground  # isort: skip

from django.conf import settings
from hypothesis import HealthCheck, Phase
from hypothesis import settings as how
from hypothesis.stateful import run_state_machine_as_test

from boards.sandbox.app import Sandbox
from boards.sandbox.server import serve
from boards.sandbox.store.firm import Firm
from tests.making import Browser, make_user
from tests.plans import history, wishes
from tests.plans.filling import Book, Filled

EDITS = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
MOST_CALLS = 5
SAMPLES = 30


def main() -> int:
    """Measure, then run the machine."""
    ground.lay()
    logging.disable(logging.CRITICAL)
    settings.ALLOWED_HOSTS = ["testserver"]
    worst = figures()
    return int(worst > MOST_CALLS) | (machine() if EDITS else 0)


def stand(firm: Firm) -> Sandbox:
    """A sandbox over `firm` that the board speaks to."""
    firm.behaviours.set(requests_a_minute=0)
    sandbox = Sandbox(firm)
    server = serve(sandbox).start()
    settings.PLANNR_API_URL, settings.PLANNR_TOKEN, settings.PLANNR_ACCOUNT_UUID = server.url, sandbox.token, ""
    return sandbox


def figures() -> int:
    """Calls for each kind of save, and page times; the most calls any save took."""
    firm = Firm()
    book = Book.of(firm, stand(firm))
    browser = Browser(make_user("administrator"))
    worst = 0
    changes: tuple[tuple[str, Callable[[Filled], Filled]], ...] = (
        ("one field", lambda form: form.type("benefit_amount", "120,000")),
        ("a share", lambda form: form.share("Ann Smith", "25")),
        ("somebody removed, after the page that asks", lambda form: form.remove("Ann Smith")),
    )
    for name, change in changes:
        form = change(book.opened(browser))
        before = book.sandbox.log.last
        response = book.send(browser, form)
        if "/confirm/" in response["Location"]:
            before = book.sandbox.log.last
            browser.post(response["Location"])
        calls = len(book.sandbox.log.after(before))
        worst = max(worst, calls)
        print(f"{name}: {calls} calls")
    for number in range(38):
        cover = firm.add_cover(book.plan, "asu", benefit_amount=1_000_000, benefit_status="active", indexation=0)
        for place in range(3 if number < 32 else 0):
            firm.add_beneficiary(book.plan, f"Person {number} {place}", 20, cover)
    browser.get(f"{book.page}?refresh")
    for name, address in (("plan page from the mirror", book.page), ("cover form, read fresh", book.cover_page())):
        print(f"{name}, 40 covers and 100 beneficiaries: {median(browser, address):.0f} ms")
    return worst


def median(browser: Browser, address: str) -> float:
    """The median time of a page in milliseconds."""
    took = []
    for _ in range(SAMPLES):
        began = time.perf_counter()
        assert browser.get(address).status_code == 200
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def machine() -> int:
    """Run the cover machine until it has made EDITS edits; 1 if there was a violation."""
    firm = Firm()
    history.fill(firm)
    sandbox = stand(firm)
    people = [make_user("administrator") for _ in range(2)]
    tally, began = history.Tally(), time.monotonic()
    limits = how(
        max_examples=2,
        stateful_step_count=40,
        deadline=None,
        database=None,
        phases=[Phase.generate],
    )
    try:
        for world in cycle(wishes.WORLDS):
            run_state_machine_as_test(
                history.machine(sandbox, people, tally, world),
                settings=how(limits, suppress_health_check=list(HealthCheck)),
            )
            if tally.edits >= EDITS:
                break
    finally:
        told = ", ".join(f"{count:,} {name}" for name, count in tally.endings.most_common())
        took = time.monotonic() - began
        print(f"{tally.edits:,} edits in {took:,.0f} s: {told}; {tally.alarms} alarms")
        print(f"{tally.asked:,} asked about other covers’ people; {tally.frozen} plans frozen afterwards")
        print(f"{tally.makings:,} of them for a new cover; {tally.made:,} covers were made")
        print(f"{len(tally.violations)} violations: unconfirmed deletions, duplicates, drifted pennies or hundredths")
    return int(bool(tally.violations))


if __name__ == "__main__":
    sys.exit(main())
