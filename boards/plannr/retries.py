"""When a call may be tried again, and after how long.

One layer, at most three tries, full jitter, and never a write that might have arrived (plannr-api.md 1.6). A read that
got lost on the way is asked once more: a second loss is no accident.
"""

from __future__ import annotations

import random

from .errors import Broken, PlannrError, Throttled, Unreachable

MAX_TRIES = 3
FIRST_PAUSE_SECONDS = 0.3
LONGEST_PAUSE_SECONDS = 4.0
PASSING_FAULTS = frozenset({502, 503, 504})


def pause_before_retry(error: PlannrError, method: str, tries: int) -> float | None:
    """Seconds to wait before trying again after ``tries`` tries, or None when the error is final."""
    if tries >= MAX_TRIES or not may_retry(error, method, tries):
        return None
    return (error.retry_after or 0.0) + jitter(tries)


def may_retry(error: PlannrError, method: str, tries: int) -> bool:
    """Whether sending again is safe and sensible: provably unsent or throttled for any method, a passing fault or a
    first lost answer for reads.
    """
    if isinstance(error, Throttled):
        return True
    if isinstance(error, Unreachable):
        return error.never_sent or (method == "GET" and tries == 1)
    return method == "GET" and isinstance(error, Broken) and error.status in PASSING_FAULTS


def jitter(tries: int) -> float:
    """Anything from nothing to a pause that doubles with every try, so that no two callers march in step."""
    return random.uniform(0.0, min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** (tries - 1)))
