"""What the figures of a page leave out or fold together, in sentences that lead to the cases."""

from dataclasses import replace
from typing import NamedTuple

from boards.mirror.quality.cases import NO_DATE
from boards.totals import links
from boards.totals.filters import EACH, NONE, OTHER, SPLIT, TotalsFilter
from boards.totals.reports.aggregates import Aggregate
from boards.ui.formatting import counted

COUNTS = {
    "": "each counts once, under the first of them, in an order that Plannr does not promise.",
    EACH: "each counts in full under every one of them, so that the advisers add up to more than the total.",
    SPLIT: "the value of each is split between them equally, to the penny.",
}


class Exclusion(NamedTuple):
    """How many cases, in words; where they are, blank where the board cannot say it; and the rest of the sentence."""

    cases: str
    address: str
    words: str


def exclusions(wanted: TotalsFilter, total: Aggregate, undated: int) -> list[Exclusion]:
    """The notes on a page whose total is `total`; `undated` completed cases have no date, in any state or period."""
    found = []
    if total.no:
        words = f"no value and {'adds' if total.no == 1 else 'add'} nothing."
        found.append(Exclusion(counted(total.no, "case has", "cases have"), excluded_url(wanted, NONE), words))
    if total.abroad:
        words = f"in another currency and left out of the pounds: {total.left_out.money}."
        found.append(Exclusion(counted(total.abroad, "case is", "cases are"), excluded_url(wanted, OTHER), words))
    if total.several:
        words = f"assigned to several people: {COUNTS[wanted.counting]}"
        several = links.link_to_cases(replace(wanted, shared=True))()
        found.append(Exclusion(counted(total.several, "case is", "cases are"), several, words))
    if undated and not wanted.cases.odd:
        where = links.link_to_board(replace(wanted.narrow, odd=(NO_DATE,)))()
        words = f"no completion date and {'is' if undated == 1 else 'are'} in no period."
        found.append(Exclusion(counted(undated, "completed case has", "completed cases have"), where, words))
    return found


def excluded_url(wanted: TotalsFilter, value: str) -> str:
    """The page's cases that no figure in pounds counts: without a value, or in another currency."""
    return links.link_to_cases(wanted.filtered(money=(value,)))()
