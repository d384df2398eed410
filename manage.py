#!/usr/bin/env python
"""Django's command line for plannr_board."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plannr_board.settings")
    if sys.argv[1:2] in (["demo"], ["sandbox"]):
        # These two serve made-up clients and hold no secret; the board that the demo starts is told its own settings.
        os.environ.setdefault("DEBUG", "on")
        os.environ.setdefault("HTTPS", "off")
    try:
        from plannr_board import settings as _settings  # noqa: F401  a setting that is wrong is told in one sentence
    except ImproperlyConfigured as error:
        sys.exit(f"plannr_board cannot start: {error}")
    execute_from_command_line(sys.argv)
