"""`manage.py sandbox --port 9000 --clients 120 --cases 900`: Plannr in a box, served over real HTTP until Ctrl-C."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boards.sandbox.server import run_sandbox


class Command(BaseCommand):
    """A thin door to `boards.sandbox.server`, which knows nothing of Django."""

    help = "A made-up firm behind Plannr's API. It takes PLANNR_TOKEN as its token, or “sandbox-token” without one."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8001, help="0 takes any free one, and says which")
        parser.add_argument("--clients", type=int, default=120)
        parser.add_argument("--cases", type=int, default=900)
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same firm")
        parser.add_argument("--state", type=Path, help="a file to keep the firm in: it goes on from there next time")
        parser.add_argument("--big-client", type=int, default=0, metavar="CASES", help="a client with this many")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = ("port", "clients", "cases", "seed", "state", "big_client")
        token = os.environ.get("PLANNR_TOKEN") or "sandbox-token"
        try:
            run_sandbox(**{name: options[name] for name in wanted}, token=token, announce=self.say)
        except (OSError, ValueError) as error:
            raise CommandError(f"The sandbox cannot start: {error}") from error

    def say(self, text: str) -> None:
        """Say a line at once, for whoever waits for the address."""
        self.stdout.write(text)
        self.stdout.flush()
