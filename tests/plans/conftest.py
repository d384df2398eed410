"""A plan with covers and people in the sandbox, and a way to fill in the cover form as a browser would."""

from typing import Any

import pytest

from boards.plans import api_behaviour
from boards.sandbox.app import Sandbox
from boards.sandbox.store.firm import Firm
from tests.plans.filling import Book


@pytest.fixture
def stranger(firm: Firm, sandbox: Sandbox, db: None) -> Book:
    """Margaret Wilson's protection plan, life assurance for three people (90 %), critical illness for two, in a Plannr
    of which nothing has been learnt yet.
    """
    return Book.of(firm, sandbox)


@pytest.fixture
def book(stranger: Book) -> Book:
    """The same in a Plannr that was seen to leave people of other covers alone, so that nobody is asked about them."""
    api_behaviour.record_behaviour(api_behaviour.OTHERS_STAY)
    return stranger


@pytest.fixture
def at_once(settings: Any) -> None:
    """Doubt is settled on the first reading back: no late write is waited for."""
    settings.PLANNR_LATE_SECONDS = 0
