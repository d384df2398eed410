"""A failing database told from a fault of ours, and rows that a page would like to write and can do without: reading
goes on where the database takes no writes. And queries that are put into SQL once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import DataError, Error, IntegrityError, NotSupportedError, ProgrammingError, connection
from django.db.models import Expression, Field, QuerySet

log = structlog.get_logger(__name__)

OURS = (IntegrityError, DataError, ProgrammingError, NotSupportedError)
PATIENCE = 250
"""Milliseconds that such a row waits for SQLite's lock, where a person's own change waits as long as it may take."""


class Parameter(Expression):
    """A value that a prepared query is given each time."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A place for it; the parameter itself stands among those of the statement."""
        return "%s", (self,)

    def prepared(self, values: dict[str, Any]) -> Any:
        """Its value as the database takes it."""
        return self.output_field.get_db_prep_value(values[self.name], connection)


class PreparedQuery:
    """A queryset that is put into SQL once, for what every page asks: Django takes ten times as long to put it as the
    database to answer (bench.board).
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]]) -> None:
        self.build = build
        self._statements: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows, as the database gives them, with `values` for the parameters of these names."""
        if connection.vendor not in self._statements:
            self._statements[connection.vendor] = self.build().query.sql_with_params()
        sql, parameters = self._statements[connection.vendor]
        with connection.cursor() as cursor:
            cursor.execute(sql, [one.prepared(values) if isinstance(one, Parameter) else one for one in parameters])
            return list(cursor.fetchall())


def is_trouble(error: BaseException | None) -> bool:
    """Whether the database itself failed (cut off, locked, full, damaged), or something did because of that.

    A statement that was wrong is a fault of ours, and no trouble of the database's.
    """
    while error is not None:
        if isinstance(error, Error) and not isinstance(error, OURS):
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def can_wait(what: str, *, at_once: bool = True) -> Iterator[None]:
    """Write inside this block if that can be done (`at_once`: now or not at all); where the database fails, say so in
    the log and go on.
    """
    usual = _waits(PATIENCE) if at_once else None
    try:
        yield
    except Error as trouble:
        if connection.in_atomic_block or not is_trouble(trouble):
            raise
        log.warning("not-written", what=what, reason=str(trouble))
        connection.close_if_unusable_or_obsolete()
    finally:
        if usual is not None:
            _waits(usual)


def _waits(milliseconds: int) -> int:
    """Let SQLite wait so long for its lock; how long it waited until now."""
    if connection.vendor != "sqlite" or connection.connection is None:
        return milliseconds
    usual = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.connection.execute(f"PRAGMA busy_timeout={milliseconds:d}")
    return int(usual)
