"""Is it alive, is it ready, what is it doing: `/livez`, `/readyz` and `/metrics`.

The first two are for load balancers and containers, which ask by IP address and over plain HTTP. So they are answered
before anything looks at the host name, and say nothing but how the process is.
"""

import hmac
import time
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseForbidden, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from boards import crm
from boards.people.access import public

Answer = Callable[[HttpRequest], HttpResponseBase]

REGISTRY = CollectorRegistry()
REQUESTS = Counter("board_requests", "Requests answered", ["view", "method", "code"], registry=REGISTRY)
SECONDS = Histogram("board_request_seconds", "Seconds until the answer was ready", ["view"], registry=REGISTRY)


class PlannrCollector(Collector):
    """What this process's client of the Plannr API has asked, and what Plannr has left for it this minute."""

    def collect(self) -> Iterator[Metric]:
        door = crm.door()
        yield CounterMetricFamily("plannr_calls", "HTTP requests sent to Plannr", value=door.calls)
        if door.budget is not None:
            yield GaugeMetricFamily("plannr_budget", "Last X-Ratelimit-Remaining from Plannr", value=door.budget)


REGISTRY.register(PlannrCollector())


class ProbeMiddleware:
    """Answers `/livez` and `/readyz` for whoever asks, whatever host name they use."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match request.path_info:
            case "/livez":
                return HttpResponse("alive\n", content_type="text/plain")
            case "/readyz":
                return readiness()
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
        REQUESTS.labels(view, request.method, response.status_code).inc()
        return response


def readiness() -> JsonResponse:
    """200 when the database answers and holds every table, 503 with the reason when not.

    Plannr is left out on purpose: without it, boards that were read before are still there to be read.
    """
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        state = f"{len(waiting)} migrations wait: run manage.py migrate" if waiting else "ready"
    except DatabaseError:
        state = "the database does not answer"
    return JsonResponse({"state": state}, status=200 if state == "ready" else 503)


@public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus's page, for whoever shows METRICS_TOKEN as a bearer token; without one, for this machine only."""
    if not may_measure(request):
        return HttpResponseForbidden("Set METRICS_TOKEN and send it as a bearer token.\n", content_type="text/plain")
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def may_measure(request: HttpRequest) -> bool:
    """Whether the asker may read the numbers. What a proxy on this machine passes on does not count as from here."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and "X-Forwarded-For" not in request.headers
