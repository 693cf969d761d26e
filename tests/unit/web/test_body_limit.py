"""How much of a body each address reads at most, over the whole table of routes."""

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from tests.unit.web.test_routes import filled

from pulsemeter.web.body_limit import BODY_BYTES_MAX, limited
from pulsemeter.web.routes import TABLE

PIECE = b"a" * 65_536
CHANGING = [(method, path, policy) for method, path, _, policy in TABLE if method != "GET"]
FORM = "application/x-www-form-urlencoded"
PARTS = b'--x\r\ncontent-disposition: form-data; name="a"; filename="a.toml"\r\n\r\n'
LARGEST = {
    # Whole texts and lists of studies, transcripts, manuscripts, and pieces of films.
    "/studies/import": 10_000_000,
    "/studies/{name}/imports": 64_000_000,
    "/studies/{name}/transcript/preview": 12_000_000,
    "/studies/{name}/transcript/take-in": 12_000_000,
    "/studies/{name}/transcript/edit": 12_000_000,
    "/api/v1/sessions/{code}/words/{step}": 2**20,
    "/api/v1/sessions/{code}/captions": 2**20,
    "/api/v1/studies/import": 10_000_000,
    "/api/v1/studies/{name}/transcript": 12_000_000,
    "/api/v1/studies/{name}/transcript/preview": 12_000_000,
    "/api/v1/studies/{name}/transcript/from-session": 12_000_000,
    "/api/v1/uploads/{id}": 32_000_000,
    "/api/v1/studies/{name}/imports/{job}/files/{file}": 64_000_000,
}


def request_of(pieces, **headers):
    """A request whose body comes in these pieces, and how many were asked for."""
    left, asked = list(pieces), []

    async def receive():
        asked.append(1)
        more = len(left) > 1
        return {"type": "http.request", "body": left.pop(0) if left else b"", "more_body": more}

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw}, receive), asked


def test_what_fits_comes_whole():
    request, _ = request_of([b"ab", b"cd"], content_length="4")
    assert asyncio.run(limited(request, 4).body()) == b"abcd"


@pytest.mark.parametrize("told", ["", "4", "-1", "five", "9" * 400])
def test_what_is_too_long_breaks_off_with_the_piece_too_many(told):
    request, asked = request_of([b"ab", b"cd", b"e", b"f", b"g"], content_length=told)
    with pytest.raises(HTTPException) as refused:
        asyncio.run(limited(request, 4).body())
    assert refused.value.status_code == 413
    assert len(asked) == 3


def test_what_says_that_it_is_too_long_is_not_begun():
    request, asked = request_of([b"abcde"], content_length="5")
    with pytest.raises(HTTPException):
        asyncio.run(limited(request, 4).body())
    assert asked == []


def test_a_body_that_nobody_reads_is_not_asked_for():
    request, asked = request_of([b"abcde"], content_length="5")
    assert limited(request, 4).method == "POST"
    assert asked == []


def test_every_route_has_its_limit():
    """A form of the studio is a whole study; all others are short."""
    for method, path, policy in CHANGING:
        of_studies = path.startswith(("/studies/", "/api/v1/studies/"))
        is_studio = of_studies and policy.body_bytes_max == 4_000_000
        wanted = 4_000_000 if is_studio else BODY_BYTES_MAX
        if method in ("POST", "PATCH", "PUT"):
            wanted = LARGEST.get(path, wanted)
        assert policy.body_bytes_max == wanted, (method, path)
    assert {policy.body_bytes_max for *_, policy in CHANGING if policy.is_public} == {1_000_000}


async def posted(site, method, path, who, kind, first):
    """The status of an answer to an endless body, and how many bytes of it were taken."""
    taken, began = 0, asyncio.get_running_loop().create_future()
    cookie = "; ".join(f"{name}={value}" for name, value in site.cookies(who).items())

    async def receive():
        nonlocal taken
        # Fields of a form that are each within their own limit, and never end to come.
        again = first if kind == FORM and taken % (10 * len(PIECE)) < len(PIECE) else b""
        piece = (again if taken else first) + PIECE
        taken += len(piece)
        assert taken < 100_000_000, "it would take everything"
        return {"type": "http.request", "body": piece, "more_body": True}

    async def send(message):
        if message["type"] == "http.response.start" and not began.done():
            began.set_result(message["status"])

    headers = [(b"host", b"pulse.test"), (b"cookie", cookie.encode()), (b"upload-offset", b"0")]
    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
        "headers": [*headers, (b"content-type", kind.encode())], "server": ("pulse.test", 80),
    }  # fmt: skip
    task = asyncio.create_task(site.application(scope, receive, send))
    status = await site.world.done(began)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return status, taken


@pytest.mark.parametrize(("method", "path", "policy"), CHANGING)
def test_no_route_reads_a_body_without_an_end(visit, method, path, policy):
    async def story(site):
        url = filled(path, site.code)
        kinds = {"application/json": b"", "application/offset+octet-stream": b""}
        if not path.startswith("/api/"):
            kinds |= {FORM: b"&a=", "multipart/form-data; boundary=x": PARTS}
        for who in ("nobody", "participant", "staff"):
            for kind, first in kinds.items():
                status, taken = await posted(site, method, url, who, kind, first)
                assert status < 500, (who, kind)
                assert taken <= policy.body_bytes_max + 2 * len(PIECE), (who, kind, status)

    visit(story)
