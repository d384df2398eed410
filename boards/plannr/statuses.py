"""Case statuses: the columns of a board (plannr-api.md 3)."""

from __future__ import annotations

from .http import Http
from .paging import Listing, Source, listing
from .read_cases import read_status
from .resources import Status


class Statuses:
    """The firm's case statuses."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def all(self) -> Listing[Status]:
        """Every status, as Plannr orders them.

        The route is undocumented (plannr-api.md 3.2): NotFound, or Refused with status 405, means that this
        deployment has none, and the columns are to be derived from the cases. Raises PlannrError.
        """
        return listing(self._http, Source("/cases-status", read_status, {}))
