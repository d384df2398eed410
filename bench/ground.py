"""The ground a bench stands on: Django over a temporary SQLite database. Import it before anything of the project."""

import logging
import os
import tempfile
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="bench-")
os.environ |= {"DATABASE_URL": f"sqlite:///{FOLDER.name}/bench.sqlite3", "DEBUG": "0", "HTTPS": "0"}
os.environ |= {"SECRET_KEY": "of a bench " * 6, "PLANNR_TOKEN": "of-a-bench", "MIRROR_FRESH_SECONDS": "86400"}
os.environ["DJANGO_SETTINGS_MODULE"] = "plannr_board.settings"

# Django reads its settings from the environment when it is set up, so what needs them is imported below.
import django  # noqa: E402
import structlog  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402


def lay() -> None:
    """Make the tables and the hashed static files, and keep the log out of the measurement."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    logging.disable(logging.ERROR)
    settings.STATIC_ROOT = Path(FOLDER.name) / "static"
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
