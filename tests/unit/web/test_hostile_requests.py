"""Whatever a browser or a program sends to any address, the answer is one of ours, never a fault.

Every route, asked by everybody, with hostile parts in its address, query, headers, cookies and
body. The parsers behind them are tried one by one in tests/fuzz.
"""

import asyncio
import json
import random
import re

import pytest
from tests.unit.web.test_routes import ROUTES, STIMULI, STREAM, filled

WORDS = (
    "",
    " ",
    "0",
    "-1",
    "1e9",
    "9" * 25,
    "9" * 5_000,
    "\u0661\u0662",
    "\u00b2",
    "NaN",
    "null",
    "true",
    "%00",
    "%ff",
    "%ed%a0%80",
    "%2e%2e%2f%2e%2e%2fsecret.txt",
    "..%2f",
    "%0d%0aset-cookie:a=b",
    "%",
    "a" * 3_000,
    "{{7*7}}",
    "${x}",
    "';drop table seats;--",
    "<script>",
    "\u202e",
    "\U0001f600",
    "[",
    "]",
    "stimulus[0].id",
    "stimulus[999999999999].id",
    "C:\\x",
    "http://[",
    "javascript:alert(1)",
)
BODIES = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"[" * 3_000,
    b'{"a":' * 3_000,
    b"{}",
    b"[]",
    b"null",
    b"1",
    b'"a"',
    b'{"type":"records","writer":7,"records":' + b"[" * 3_000,
    b'{"type":"sealed","writer":1,"pad":"\xff"}',
    b'{"words":"\xff"}',
    b'{"x":' + b"9" * 5_000 + b"}",
    b'{"kind":"\\ud800"}',
    b"=" * 2_000,
    b"a=%ff&b=%00&a=%zz",
    b"&" * 3_000,
    b"x" * 20_000,
)
FIELDS = (
    "act",
    "after",
    "answer",
    "before",
    "categories",
    "cell",
    "check",
    "code",
    "consent",
    "count",
    "countdown_s",
    "cue",
    "delay_s",
    "drop",
    "edition",
    "end_ms",
    "file",
    "from",
    "from_ms",
    "id",
    "kind",
    "label",
    "language",
    "line-1",
    "mark",
    "minutes",
    "name",
    "note",
    "number",
    "page_key",
    "password",
    "raise",
    "role",
    "segment",
    "size",
    "source",
    "stage",
    "statement",
    "stimulus",
    "text",
    "title",
    "to",
    "to_ms",
    "token",
    "value",
    "with",
    "word",
    "study.title",
    "stimulus[0].title",
    "attribute[0].category[1].quota",
    "verdict.a",
    "hour",
    "cells",
    "first",
    "second",
)
HEADERS = (
    "range",
    "last-event-id",
    "accept-language",
    "content-length",
    "upload-offset",
    "upload-length",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "content-type",
    "origin",
    "referer",
    "host",
    "x-forwarded-for",
    "sec-fetch-site",
    "accept-encoding",
    "cookie",
)
VALUES = (
    "",
    "-",
    "bytes=0-",
    "bytes=-1",
    "bytes=9999999999999999-",
    "bytes=" + "0-1," * 500,
    "bytes=a-b",
    "bytes=5-2",
    "bytes=" + "9" * 5_000 + "-",
    "9" * 5_000,
    "\u00b2",
    "a" * 8_000,
    "de;q=nan,en;q=1e999",
    "de;q=" * 400,
    "http://[",
    "null",
    "//",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "b" * 300,
    "application/json; charset=\u00ff",
    "gzip",
    "text/plain",
    "application/x-www-form-urlencoded; charset=utf-7",
    "Thu, 99 Foo 0000 99:99:99 GMT",
    'W/"' + "a" * 500,
    "pm_seat=" + "a" * 3_000,
    "pm_staff=\x7f; pm_pending=W10=; pm_language=%ff; pm_vendor=A.%ff",
    "=;=;;,",
    "pulse.test:99999999",
    "[::1",
    "@",
    "pulse.test",
)


def hostile(chance, method, path, code):
    """One request: where, and what comes along."""
    parts = filled(path, code).split("/")
    for place, part in enumerate(path.split("/")):
        if part.startswith("{") and chance.random() < 0.3:
            parts[place] = chance.choice(WORDS).replace("/", "%2f").replace("?", "%3f") or "-"
    url = "/".join(parts)
    if chance.random() < 0.5:
        asked = [(chance.choice(FIELDS), chance.choice(WORDS)) for _ in range(3)]
        url += "?" + "&".join(f"{name}={value.replace('#', '')}" for name, value in asked)
    given = {chance.choice(HEADERS): chance.choice(VALUES) for _ in range(chance.randrange(3))}
    headers = [(name, value.encode("latin-1", "replace")) for name, value in given.items()]
    kind = chance.randrange(4)
    options = {}
    if method == "GET" or kind == 0:
        pass
    elif kind == 1:
        options["content"] = chance.choice(BODIES)
    elif kind == 2:
        fields = {chance.choice(FIELDS): chance.choice(WORDS) for _ in range(4)}
        options["data" if chance.random() < 0.5 else "json"] = fields
    else:
        file = (chance.choice(WORDS)[:300] or "a", chance.choice(BODIES))
        options["files"] = {"file": file}
        options["data"] = {chance.choice(FIELDS): chance.choice(WORDS) for _ in range(2)}
    return url, headers, options


async def sweep(site, rounds, seed):
    """Ask every route, as everybody, so many times."""
    chance, asked = random.Random(seed), 0
    for number in range(rounds):
        for method, path, _ in ROUTES:
            if path == STREAM:
                continue  # an answer without an end; it has a test of its own
            who = ("nobody", "participant", "staff")[(number + asked) % 3]
            url, headers, options = hostile(chance, method, path, site.code)
            if who != "nobody":
                headers = [(n, v) for n, v in headers if n not in ("cookie", "host", "origin")]
            answer = await site.ask(method, url, who, headers=dict(headers), **options)
            asked += 1
            assert answer.status_code < 500, (who, method, url[:200], headers, str(options)[:300])
            told = answer.headers.get("content-type", "")
            if told.startswith("application/json") and answer.content:
                json.loads(answer.content)
            # Where a slash too many is sent on, the address comes back with its signs still quoted.
            assert "a=b" not in answer.headers.get("set-cookie", "")
            assert not re.search("[\\r\\n]", "".join(answer.headers.values()))
            assert b"not yours" not in answer.content
    return asked


@pytest.mark.parametrize("seed", [1, 2])
def test_no_request_is_a_fault(visit, seed):
    async def story(site):
        assert await sweep(site, 3, seed) > 300

    visit(story, stimuli=STIMULI)


async def stream_begun(site, last_event_id):
    """The status of the stream, and its first bytes, for a screen that says what it saw last."""
    begun, cookie = asyncio.get_running_loop().create_future(), site.cookies("staff")["pm_staff"]

    async def send(message):
        if message["type"] == "http.response.start":
            begun.set_result(message["status"])

    async def receive():
        await asyncio.Event().wait()

    scope = {
        "type": "http", "method": "GET", "path": STREAM.format(code=site.code), "raw_path": b"",
        "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
        "headers": [
            (b"host", b"pulse.test"), (b"cookie", f"pm_staff={cookie}".encode()),
            (b"last-event-id", last_event_id.encode("latin-1", "replace")),
        ],
        "server": ("pulse.test", 80),
    }  # fmt: skip
    task = asyncio.create_task(site.application(scope, receive, send))
    status = await site.world.done(begun)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return status


def test_whatever_a_screen_says_it_saw_last_the_stream_begins(visit):
    async def story(site):
        for told in (*WORDS, *VALUES, "99999999999", "1" * 12):
            assert await stream_begun(site, told) == 200

    visit(story)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 110))
def test_no_request_of_many_is_a_fault(visit, seed):
    async def story(site):
        await sweep(site, 30, seed)

    visit(story, stimuli=STIMULI)
