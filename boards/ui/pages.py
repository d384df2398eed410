"""What a page shows, computed once and before it is drawn."""

from typing import ClassVar, Self


class LazyPage:
    """A page's figures as cached properties: each is computed when it is first asked for, and only then.

    `SHOWN` names those that read the database and that the page always shows.
    """

    SHOWN: ClassVar[tuple[str, ...]] = ()

    def fetch(self, *names: str) -> Self:
        """Compute what is shown now, in the view, so that a template asks no database: `names`, or all of `SHOWN`."""
        for name in names or self.SHOWN:
            getattr(self, name)
        return self
