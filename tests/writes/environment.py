"""What another process of the board needs to know to stand on a test's database and sandbox."""

import os

from django.conf import settings
from django.db import connection


def environment(**more: str) -> dict[str, str]:
    """The environment of a process of the board, with the settings that this test runs under; and `more`."""
    facts = connection.settings_dict
    address = f"sqlite:///{facts['NAME']}"
    if connection.vendor == "postgresql":
        address = f"postgres://{facts['USER']}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    told = {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "plannr_board.settings",
        "DEBUG": "on",
        "HTTPS": "off",
        "PLANNR_API_URL": settings.PLANNR_API_URL,
        "PLANNR_TOKEN": settings.PLANNR_TOKEN,
    }
    return os.environ | told | more
