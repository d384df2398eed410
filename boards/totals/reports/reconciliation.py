"""Two figures of completed work and why they differ, to the penny.

The bridge counts what was completed in its dates, by date or by status, at the value it had then; the weeks and the
tile of the totals count by completion date alone, at today's values. Both are true; each is said beside the other.
"""

from uuid import UUID

from boards.totals.reports.bridge import COMPLETED, Bridge
from boards.totals.reports.flow import FinishedWork
from boards.ui.formatting import counted, money


def explain_difference(found: Bridge, done: FinishedWork) -> str:
    """Why the bridge's completed bar and the cases with a completion date in the same period differ, in words; blank
    where they do not.
    """
    bar, total = found.bars[COMPLETED], done.total
    there: dict[UUID, int] = {}
    for step in bar.steps:
        there[step.case] = there.get(step.case, 0) - step.pennies
    if (-bar.pennies, set(there)) == (total.pennies, set(done.worth)):
        return ""
    only, beside = there.keys() - done.worth.keys(), done.worth.keys() - there.keys()
    changed = sum(there[case] - done.worth[case] for case in there.keys() & done.worth.keys())
    reasons = [
        reason_text(
            len(only), sum(there[case] for case in only), "completed by status without a completion date in the period"
        ),
        reason_text(
            len(beside), -sum(done.worth[case] for case in beside), "dated in the period but not seen open before it"
        ),
        f"{signed_money(changed)} for values that were others when the cases were completed" if changed else "",
    ]
    return (
        f"Completed in the bridge, by date or status and at the values of then, is {money(-bar.pennies)} of "
        f"{counted(bar.cases, 'case')}; by completion date, at today’s values, it is {money(total.pennies)} of "
        f"{counted(total.cases, 'case')}. Between them stand {'; '.join(filter(None, reasons))}."
    )


def reason_text(cases: int, pennies: int, why: str) -> str:
    """One reason: how many cases, and what they add to the bridge's figure; blank for none."""
    return f"{counted(cases, 'case')} ({signed_money(pennies)}) {why}" if cases else ""


def signed_money(pennies: int) -> str:
    """Pounds with their sign."""
    return f"{'−' if pennies < 0 else '+'}{money(abs(pennies))}"
