"""The statements that a request puts to the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

# The most that one drop of a card, or one save of a cover, may put, with one look at the row about Plannr that all
# processes share. Where a database has row locks, each line of the log and the mirror's writer take theirs besides.
CEILING, LOOK = 40, 1
LOCKS = 3 if connection.features.has_select_for_update else 0
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@contextmanager
def recorded_statements() -> Iterator[list[str]]:
    """The statements put while the block runs, in order; what begins and ends transactions is left out."""
    found: list[str] = []

    def record(execute: Any, sql: str, *rest: Any) -> Any:
        if not sql.startswith(CONTROL):
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(record):
        yield found
