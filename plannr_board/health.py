"""Is it alive, is it ready, what is it doing: `/livez`, `/readyz` and `/metrics`.

They are for load balancers, containers and Prometheus, which ask by IP address and over plain HTTP. So they are
answered before anything looks at the host name or sends them on to https; the first two say only how the process is.
"""

import hmac
import time
from collections.abc import Callable, Iterator, Mapping

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden, JsonResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from boards import gateway
from plannr_board import database

Answer = Callable[[HttpRequest], HttpResponseBase]

# A label for each of these and one for all others: whoever makes methods up does not make series of numbers up.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")

REGISTRY = CollectorRegistry()
REQUESTS = Counter("board_requests", "Requests answered", ["view", "method", "code"], registry=REGISTRY)
SECONDS = Histogram("board_request_seconds", "Seconds until the answer was ready", ["view"], registry=REGISTRY)


class PlannrCollector(Collector):
    """What this process's client of the Plannr API has asked, and what Plannr has left for it this minute."""

    def collect(self) -> Iterator[Metric]:
        door = gateway.client()
        yield CounterMetricFamily("plannr_calls", "HTTP requests sent to Plannr", value=door.calls)
        if door.requests_remaining is not None:
            yield GaugeMetricFamily(
                "plannr_budget", "Last X-Ratelimit-Remaining from Plannr", value=door.requests_remaining
            )


REGISTRY.register(PlannrCollector())


class ProbeMiddleware:
    """Answers `/livez`, `/readyz` and `/metrics`, whatever host name they are asked under and without https."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match request.path_info:
            case "/livez":
                return HttpResponse("alive\n", content_type="text/plain")
            case "/readyz":
                return readiness(deep="deep" in request.GET and may_measure(request))
            case "/metrics":
                return metrics(request)
            case _:
                return self.answer(request)


class MetricsMiddleware:
    """Counts each request and times it, under its view's name and never under its address."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.answer(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        SECONDS.labels(view).observe(time.perf_counter() - began)
        count(request.method or "", response.status_code, view)
        return response


def count(method: str, status: int, view: str = "none") -> None:
    """Note one answer in the numbers."""
    REQUESTS.labels(view, method if method in METHODS else "other", status).inc()


def readiness(*, deep: bool = False) -> JsonResponse:
    """200 when the database answers, is whole as far as known and holds every table, 503 with the reason when not.

    `deep` looks through all of the file, and says how the database runs: for those who may read `/metrics`. Plannr is
    left out on purpose: without it, boards that were read before are still there to be read.
    """
    told: dict[str, str] = {}
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        state = f"{len(waiting)} migrations wait: run manage.py migrate" if waiting else "ready"
        if deep:
            told = {**database.facts(), "check": database.check()}
        if database.damage():
            state = "the database file is damaged: restore a backup"
    except DatabaseError:
        state = "the database does not answer"
    found = {"state": state} | ({"database": told} if told else {})
    return JsonResponse(found, status=200 if state == "ready" else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus's page, for whoever shows METRICS_TOKEN as a bearer token; without one, for this machine only."""
    if not may_measure(request):
        return HttpResponseForbidden("Set METRICS_TOKEN and send it as a bearer token.\n", content_type="text/plain")
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def may_measure(request: HttpRequest) -> bool:
    """Whether the asker may read the numbers: `measures`, of a request."""
    return measures(request.headers, request.META.get("REMOTE_ADDR", ""))


def measures(headers: Mapping[str, str], address: str) -> bool:
    """Whether who asks from `address` may. What a proxy on this machine passes on does not count as from here."""
    if settings.METRICS_TOKEN:
        given = headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    return address in ("127.0.0.1", "::1") and not any(name in headers for name in PASSED_ON)
