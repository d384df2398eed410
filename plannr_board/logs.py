"""What the process says on its output: one line for each event, JSON in production and plain text while debugging.

Logs outlive the people who may read clients' names, so they hold neither: search words are cut off the addresses, and
whatever follows `Bearer` is blotted out wherever it turns up, a traceback included.
"""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

QUIET = logging.DEBUG
BEARER = re.compile(r"(?i)(bearer\s+)[^\s'\",]+")

Event = MutableMapping[str, Any]


def without_queries(_logger: Any, _method: str, event: Event) -> Event:
    """Cut the query off `request`: `GET /clients/?q=Hughes` becomes `GET /clients/`."""
    if isinstance(event.get("request"), str):
        event["request"] = event["request"].partition("?")[0]
    return event


def without_secrets(_logger: Any, _method: str, event: Event) -> Event:
    """Blot out bearer tokens in every text of the event."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = BEARER.sub(r"\1[hidden]", value)
    return event


COMMON: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    without_queries,
    without_secrets,
]


def set_up(*, readable: bool, level: str) -> dict[str, Any]:
    """Configure structlog and answer Django's LOGGING; Django's and the server's own lines take the same form."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *COMMON,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line(readable)},
        "handlers": {"output": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["output"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
        },
    }


def line(readable: bool) -> dict[str, Any]:
    """The formatter that makes one line of an event: JSON, or text where somebody is looking."""
    renderer: Any = structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": COMMON,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    }
