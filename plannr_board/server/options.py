"""How uvicorn serves the board, wherever it does: in production, in the demo, in tests and in benches.

A stop gives running requests ten seconds. Who asked for what is in the board's own log, and not in the server's too.
"""

import sys
from typing import Any

APPLICATION = "plannr_board.asgi:application"
PROTOCOL = "plannr_board.server.request_head"
OPTIONS: dict[str, Any] = {
    "http": f"{PROTOCOL}:Prompt",
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": 10,
}


def why_not() -> str:
    """What is wrong with how this process serves the board, in a sentence; blank where nothing is."""
    if PROTOCOL in sys.modules:
        return ""
    return (
        "plannr_board cannot start: this server waits for a request for ever. Start the board with "
        "python -m plannr_board (README, “With real Plannr”), which takes every option of uvicorn's."
    )
