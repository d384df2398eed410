"""50,000 operations of the history machine: `python -m bench.history [RUNS]` (1,000 runs of 50 steps unless given).

Prints how many operations ran, how they ended and how many contradictions were found between what people were told,
the audit log and the sandbox's own log. The exit code is 1 if there was one.
"""

import sys
import time

from bench import ground  # isort: skip

from django.conf import settings
from hypothesis import HealthCheck, Phase
from hypothesis import settings as how
from hypothesis.stateful import run_state_machine_as_test

from boards.sandbox.app import Sandbox
from boards.sandbox.server import serve
from boards.sandbox.store.firm import Firm
from boards.users.models import User
from tests.writes import history

RUNS = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000


def main() -> int:
    """Run the machine and print what it saw."""
    ground.lay()
    firm = Firm()
    history.fill(firm)
    firm.behaviours.set(requests_a_minute=0)
    sandbox = Sandbox(firm)
    server = serve(sandbox)
    server.start()
    settings.PLANNR_API_URL, settings.PLANNR_TOKEN, settings.PLANNR_ACCOUNT_UUID = server.url, sandbox.token, ""
    people = [User.objects.create_user(name) for name in ("priya", "tom", "sarah")]
    tally, began = history.Tally(), time.monotonic()
    limits = how(max_examples=RUNS, stateful_step_count=50, deadline=None, database=None, phases=[Phase.generate])
    try:
        run_state_machine_as_test(
            history.machine(sandbox, people, tally), settings=how(limits, suppress_health_check=list(HealthCheck))
        )
    finally:
        told = ", ".join(f"{count:,} {name}" for name, count in tally.endings.most_common())
        print(f"{tally.operations:,} operations in {time.monotonic() - began:,.0f} s: {told}")
        print(f"{len(tally.violations)} contradictions between screen, audit log and Plannr")
        server.stop()
    return int(bool(tally.violations))


if __name__ == "__main__":
    sys.exit(main())
