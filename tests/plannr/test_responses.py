"""What every kind of answer is taken for: refused, broken, or data."""

import gzip

import pytest

from boards.plannr import (
    BadRequest,
    Conflict,
    Forbidden,
    Invalid,
    InvalidResponse,
    NotFound,
    Plannr,
    RequestRejected,
    Unauthorized,
)
from boards.plannr.http.responses import LARGEST_BODY
from tests.plannr.calls import BODY, CASE, failing, read, write
from tests.plannr.stub_server import JSON_TYPE, Reply, StubServer, data, head, raw, reply


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *[(400, BadRequest), (401, Unauthorized), (403, Forbidden), (404, NotFound)],
        *[(409, Conflict), (422, Invalid), (405, RequestRejected), (418, RequestRejected)],
    ],
)
def test_a_refusal_has_its_own_error_and_plannrs_words(
    stub: StubServer, plannr: Plannr, status: int, kind: type[RequestRejected]
) -> None:
    stub.will(data({"message": "Plan is being deleted."}, status))

    error = failing(plannr, write)

    assert type(error) is kind
    assert (error.status, error.message, error.may_have_applied) == (status, "Plan is being deleted.", False)
    assert len(stub.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        reply(403, b"<html><script>alert(1)</script></html>", {"Content-Type": "text/html"}),
        data({"message": "<html><b>no</b></html>"}, 403),
        data({"message": ["no"]}, 403),
        data(["no"], 403),
        reply(403),
        reply(403, b"{broken", JSON_TYPE),
        raw(head(403, {"Content-Length": "99", **JSON_TYPE}) + b'{"mess'),
        reply(403, b"\x1f\x8bnot gzip", {"Content-Encoding": "gzip"}),
    ],
)
def test_a_refusal_is_one_whatever_its_body(stub: StubServer, plannr: Plannr, answer: Reply) -> None:
    stub.will(answer)

    error = failing(plannr, write)

    assert type(error) is Forbidden
    assert error.message == "Plannr does not allow this account to do that."


GONE = "Plannr has no such record, or does not show it to this account."


@pytest.mark.parametrize(
    ("status", "said", "shown"),
    [
        (404, "No query results for model [App\\Models\\CaseModel] 7", GONE),
        (404, "Not Found", GONE),
        (401, "Unauthenticated.", "Plannr does not accept the access token."),
        (403, "Class App\\Policies\\X failed", "Plannr does not allow this account to do that."),
        (403, "Only owners\n may do that.", "Only owners may do that."),
        (422, "x" * 1000, "x" * 300),
    ],
)
def test_what_is_shown_is_meant_for_people(
    stub: StubServer, plannr: Plannr, status: int, said: str, shown: str
) -> None:
    stub.will(data({"message": said}, status))

    assert failing(plannr, read).message == shown


def test_field_errors_are_kept_by_their_dotted_names(stub: StubServer, plannr: Plannr) -> None:
    errors = {"plans.1": ["Unknown plan."], "name": "Too long.", "odd": [None, 7, "<b>x</b>"], "nested": {"a": ["b"]}}
    stub.will(data({"message": "The given data was invalid.", "errors": errors}, 422))

    error = failing(plannr, write)

    assert isinstance(error, Invalid)
    assert error.errors == {"plans.1": ["Unknown plan."], "name": ["Too long."], "odd": ["7"], "nested": []}


@pytest.mark.parametrize(
    "answer",
    [
        reply(200, b"<html>login</html>", {"Content-Type": "text/html"}),
        reply(200, BODY, {"Content-Type": "text/html"}),
        reply(200, b'{"data": [', JSON_TYPE),
        reply(200, b'{"data": [NaN]}', JSON_TYPE),
        reply(200, b'{"data": [-Infinity]}', JSON_TYPE),
        reply(200, b"\xff\xfe\x00", JSON_TYPE),
        reply(200, b"[" * 200_000 + b"]" * 200_000, JSON_TYPE),
        reply(200, b"", JSON_TYPE),
        reply(204),
        reply(200, b"null", JSON_TYPE),
        reply(200, b"7", JSON_TYPE),
        data({"message": "Plan is being deleted."}),
        data({"data": None}),
        reply(200, BODY, JSON_TYPE | {"Content-Encoding": "br"}),
        reply(200, gzip.compress(BODY)[:-9], JSON_TYPE | {"Content-Encoding": "gzip"}),
        reply(200, b"plain", JSON_TYPE | {"Content-Encoding": "gzip"}),
    ],
)
def test_an_answer_that_is_no_data_is_broken_and_never_empty(stub: StubServer, plannr: Plannr, answer: Reply) -> None:
    stub.will(answer)

    reading, writing = failing(plannr, read), failing(plannr, write)

    assert (type(reading), reading.may_have_applied) == (InvalidResponse, False)
    assert (type(writing), writing.may_have_applied) == (InvalidResponse, True)
    assert len(stub.requests) == 2


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(stub: StubServer, plannr: Plannr, status: int) -> None:
    stub.will(reply(status, b"", {"Location": f"{stub.url}/elsewhere"}))

    error = failing(plannr, read)

    assert (type(error), error.status) == (InvalidResponse, status)
    assert stub.asked == [("GET", "/api/v1/cases-status")]


def test_an_oversized_body_is_broken_whether_announced_or_not(stub: StubServer, plannr: Plannr) -> None:
    stub.will(raw(head(200, JSON_TYPE), *[b" " * 1_000_000] * 18))

    assert failing(plannr, read).message == "Plannr's answer is too large to be true."


def test_a_gzip_bomb_is_cut_off_at_the_cap(stub: StubServer, plannr: Plannr) -> None:
    bomb = gzip.compress(b" " * (LARGEST_BODY * 3))
    stub.will(reply(200, bomb, JSON_TYPE | {"Content-Encoding": "gzip"}))

    assert failing(plannr, read).message == "Plannr's answer is too large to be true."


def test_a_gzipped_answer_is_read(stub: StubServer, plannr: Plannr) -> None:
    stub.will(reply(200, gzip.compress(BODY), JSON_TYPE | {"Content-Encoding": "gzip"}))

    assert [status.uuid for status in read(plannr).items] == [CASE]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/vnd.api+json", ""])
def test_json_by_another_name_is_read(stub: StubServer, plannr: Plannr, kind: str) -> None:
    stub.will(reply(200, b"\xef\xbb\xbf" + BODY, {"Content-Type": kind} if kind else {}))

    assert [status.uuid for status in read(plannr).items] == [CASE]


def test_numbers_nobody_could_mean_cost_only_their_field(stub: StubServer, plannr: Plannr) -> None:
    row = f'{{"uuid": "{CASE}", "name": "Kept", "position": {"9" * 5000}, "colour": 1e999999999}}'
    stub.will(reply(200, f'{{"data": [{row}]}}'.encode(), JSON_TYPE))

    (status,) = read(plannr).items

    assert (status.name, status.position, status.colour) == ("Kept", None, None)
