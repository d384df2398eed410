"""The log's page and its export, for managers."""

import csv
import io
import json
from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from boards.audit.forms import FilterForm
from boards.audit.models import Entry
from boards.audit.queries import LogLine, described_lines, filtered_entries
from boards.ui.formatting import plain_cell
from boards.users.permissions import requires

PAGE = 50
HEADINGS = [
    "When (UTC)",
    "Who",
    "What",
    "Subject",
    "Subject uuid",
    "Client",
    "Outcome",
    "Before",
    "Sent",
    "After",
    "Digest",
]


@require_safe
@requires("audit-read")
def log(request: HttpRequest) -> HttpResponse:
    """The log, newest first, filtered by what stands in the address."""
    form = FilterForm(request.GET)
    page = Paginator(filtered_entries(form.wanted()), PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": list(described_lines(page.object_list)),
        "filtered": bool(form.changed_data),
    }
    return render(request, "audit/log.html", context, status=200 if form.is_valid() else 422)


@require_safe
@requires("audit-read")
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered log as CSV: UTF-8 with BOM for Excel, streamed, and safe from formulas."""
    found = filtered_entries(FilterForm(request.GET).wanted())
    response = StreamingHttpResponse(rows_of(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="audit-log.csv"'
    return response


def rows_of(found: QuerySet[Entry]) -> Iterator[bytes]:
    """The CSV's lines, a thousand entries at a time."""
    yield b"\xef\xbb\xbf" + row_text(HEADINGS)
    paginator = Paginator(found, 1000)
    for number in paginator.page_range:
        for line in described_lines(paginator.page(number).object_list):
            yield row_text(cells(line))


def cells(line: LogLine) -> list[str]:
    """One line of the export."""
    entry = line.entry
    after = line.ending.after if line.ending else entry.after
    return [
        entry.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        entry.actor_name,
        line.sentence,
        entry.subject_name,
        str(entry.subject_uuid or ""),
        entry.client_name,
        line.outcome,
        *(
            json.dumps(part, ensure_ascii=False) if part is not None else ""
            for part in (entry.before, entry.body, after)
        ),
        entry.digest,
    ]


def row_text(values: list[str]) -> bytes:
    """One CSV row."""
    text = io.StringIO()
    csv.writer(text).writerow([plain_cell(value) for value in values])
    return text.getvalue().encode()
