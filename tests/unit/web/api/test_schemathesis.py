"""Any request to any address, by everybody: answered as the description says, and never with a 5xx.

Schemathesis makes requests out of the served description: such as it allows, and such as it
doesn't. Most of them name what is there, so that they come past the look-up. Each is sent by a
token of every role, by one of each single scope, at a browser, and by nobody; each address has a
world of its own, so that what one request destroys is missed by no other. The requests are the same
every time.
"""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.conftest import ManualClock, World
from tests.unit.web.test_dashboard_stream import full_room
from tests.unit.web.test_decision_api import FEATURE
from tests.unit.web.test_routes import begun_upload, keep_bare_study

from pulsemeter.domain.scope import Scope
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.staff import Role
from pulsemeter.service.keep_access_tokens import TokenWish
from pulsemeter.storage.sqlite import open_stores
from pulsemeter.web.api.open_api import description
from pulsemeter.web.api.table import ADDRESSES

HOST = "http://pulse.test"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
SCHEMA = schemathesis.openapi.from_dict(description(ADDRESSES), config=schemathesis.Config(seed=1))
OPERATIONS = {
    found.ok().definition.raw["operationId"]: found.ok() for found in SCHEMA.get_all_operations()
}
BY_NAME = {address.name: address for address in ADDRESSES}


@schemathesis.serializer("application/toml")
def toml(_: Any, value: Any) -> bytes:
    """Texts are sent as they are; whatever else stands for a text is written down."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


ROLES = (*(role.value for role in Role), "stranger")
ODD = (
    ("\0", 2**63), ("x" * 9_000, -1), ("\ufffe\U0010ffff", 2**31), ("1e999", 10**40),
    ("../\u202e%00", -(2**70)),
)  # fmt: skip
"""Texts and numbers that stores, files and arithmetic stumble over."""
FEW, MANY = 6, 60
"""How many requests of each kind the description allows or not: in `make test`, and when slow."""


@pytest.fixture
def make_world(tmp_path):
    """Worlds over the store that is shipped: a number or a text that it can't hold is found."""
    opened = []

    def make():
        opened.append(open_stores(tmp_path / f"data-{len(opened)}"))
        return World(opened[-1].stores, ManualClock())

    yield make
    for stores in opened:
        asyncio.run(stores.close())


def drawn(operation: Any, mode: GenerationMode, count: int) -> list[Any]:
    """Requests to one address, the same ones every time; none where the mode has none."""
    found: list[Any] = []

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def draw(case: Any) -> None:
        found.append(case)

    try:
        draw()
    except Unsatisfiable:
        return []
    return found


@dataclass(frozen=True)
class Known:
    """What is there to be named: in paths, in bodies, in queries."""

    path: dict[str, Any]
    body: dict[str, Any]
    query: dict[str, Any]
    file: str

    def put_into(self, case: Any, turn: int) -> None:
        """Let a request name what is there, in its path alone or in all that it says, and of that
        every other time one thing odd; every fourth request stays as it was made."""
        round_, kind = divmod(turn, 4)
        if kind == 3:
            return
        study = {"name": ("talk", "new")[round_ % 2]}
        case.path_parameters = _named(case.path_parameters, {**self.path, **study})
        if kind == 2:
            return
        case.query = _named(case.query, self.query)
        if isinstance(case.body, dict):
            case.body = _named(case.body, {**self.body, **study})
        elif isinstance(case.body, str):
            case.body = self.file
        if "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = "*"
        if kind == 1:
            _make_odd(case, round_)


def _make_odd(case: Any, round_: int) -> None:
    """Let one thing that a request says be odd; which one, and how, goes round."""
    held = [(where, name) for where in (case.query, case.body) if isinstance(where, dict)
            for name in sorted(where)]  # fmt: skip
    if held:
        where, name = held[round_ % len(held)]
        where[name] = _odd(where[name], ODD[(round_ // len(held) + round_) % len(ODD)])


def _odd(held: Any, odd: tuple[str, int]) -> Any:
    """An odd text or number in place of an ordinary one."""
    if isinstance(held, dict):
        return {name: _odd(value, odd) for name, value in held.items()}
    if isinstance(held, list):
        return [_odd(value, odd) for value in held]
    if isinstance(held, str):
        return odd[0]
    return odd[1] if type(held) is int else held


def _named(held: Any, known: dict[str, Any]) -> Any:
    return {name: known.get(name, value) for name, value in (held or {}).items()}


async def furnished(site, make_study, opened):
    """A running session with figures, and one of everything that an address can name."""
    await site.employ_everyone()
    await keep_bare_study(site, make_study)
    await full_room(site)
    for _ in range(3):
        site.world.clock.now_ms += 5_000
        await site.world.keeper.tick()
    other = await site.world.conduct.plan("talk", SessionKind.LIVE)
    await site.world.conduct.step(other.code, SessionState.OPEN)
    studies, session = "/api/v1/studies/talk", f"/api/v1/sessions/{site.code}"
    made = {}
    for name, path, body in (
        ("recipient", f"{studies}/briefs/recipients",
         {"name": "Desk", "channel": "webhook", "address": "https://hooks.example/x"}),
        ("rule", f"{studies}/briefs/rules", {"occasion": "close"}),
        ("decision", f"{session}/decisions", {**FEATURE, "audience": "all"}),
        ("remark", f"{session}/remarks",
         {"kind": "note", "stimulus": 0, "at_ms": 1_000, "words": "Applause."}),
    ):  # fmt: skip
        answer = await site.post(path, "staff", json=body)
        assert answer.status_code == 201, answer.text
        made[name] = answer.json()["id"]
    await site.post(f"{studies}/people/invitations", "staff", json={"role": "viewer"})
    people = (await site.get(f"{studies}/people", "staff")).json()
    made["job"] = (await site.post(f"{session}/data", "staff", json={})).json()["id"]
    path = {
        **made, "code": site.code, "stimulus": "talk", "id": await begun_upload(site),
        "form": "pdf", "file": "overlay.mp4",
        "member": "id-viewer", "invitation": people["invitations"][0]["id"],
    }  # fmt: skip
    body = {
        "study": "new", "stimulus": "talk", "size_bytes": 10, "statement": "s1", "revision": 1,
        "audience": "all", "to": made["recipient"], "cells": ["all"], "channel": "webhook",
        "recipients": [made["recipient"]], "audiences": ["region:north"],
        "address": "https://hooks.example/y", "panel_wont_see": True, "delay_s": 30,
        "text": "Did that convince you?", "answers": ["Yes", "No"], "at_ms": 6_000, "planned": "",
    }  # fmt: skip
    if "import" in opened and "study" not in opened:
        path["job"] = (await site.post(f"{studies}/imports", "staff")).json()["id"]
        path["file"] = "presses.csv"
    if opened == "change_themes":
        path["step"] = "rename"
    if opened in ("write_remark", "begin_upload"):
        body["stimulus"] = 0 if opened == "write_remark" else "talk"
    query = {
        "to": made["recipient"], "with": other.code, "segment": "all", "cell": ["all"],
        "first": "region:north", "second": "region:south", "from_ms": 0, "until_ms": 10_000,
    }  # fmt: skip
    file = (await site.get("/api/v1/studies/new/file", "staff")).text
    return Known(path, body, query, file)


async def askers(site):
    """Whoever can ask, by name, with the headers that they send."""

    async def bearer(member_id, *scopes):
        member = await site.world.stores.staff.member(member_id)
        wish = TokenWish("x", [scope.value for scope in scopes])
        token = await site.world.desk.tokens.make("test", member, wish)
        return {"authorization": f"Bearer {token}"}

    found = {"nobody": {}, "browser": {"cookie": f"pm_staff={site.secrets['staff']}"}}
    for scope in Scope:
        found[f"scope {scope}"] = await bearer("id-staff", scope)
    for role in ROLES:
        found[role] = await bearer(f"id-{role}", *Scope)
    # Whoever may do most comes last: what is gone then was there for the others.
    return {**found, "server": await bearer("id-staff", *Scope)}


async def answer_to(site, case, headers):
    """What the application answers; of an endless stream its first piece."""
    told = case.as_transport_kwargs(base_url=HOST)
    told.pop("timeout", None)
    sent = requests.Request(**{name: told[name] for name in _SENT if name in told}).prepare()
    for made_up in ("authorization", "origin", "sec-fetch-site"):  # who asks, and from where
        sent.headers.pop(made_up, None)
    sent.headers.update({"host": "pulse.test", **headers})
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
    path, _, query = sent.path_url.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": sent.method, "scheme": "http",
        "path": requests.utils.unquote(path), "raw_path": path.encode(), "root_path": "",
        "query_string": query.encode(), "client": ("127.0.0.1", 1), "server": ("pulse.test", 80),
        "headers": [(name.lower().encode("latin-1"), _bytes(value))
                    for name, value in sent.headers.items()],
    }  # fmt: skip
    start, pieces, is_cut = {}, [], asyncio.Event()
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive():
        if not waiting:
            await asyncio.Event().wait()
        return waiting.pop()

    async def send(message):
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            pieces.append(message.get("body", b""))
            if any(b"event-stream" in value for _, value in start["headers"]):
                is_cut.set()

    work = asyncio.create_task(site.application(scope, receive, send))
    cut = asyncio.create_task(is_cut.wait())
    await asyncio.wait({work, cut}, return_when=asyncio.FIRST_COMPLETED)
    for task in (work, cut):
        task.cancel()
    broken, _ = await asyncio.gather(work, cut, return_exceptions=True)
    if isinstance(broken, Exception):
        raise AssertionError(f"{sent.method} {sent.url} {body!r} breaks it") from broken
    request = httpx.Request(sent.method, HOST + path)  # the whole may be too long for httpx
    answer = httpx.Response(
        start["status"], headers=start["headers"], content=b"".join(pieces), request=request
    )
    answer.elapsed = timedelta()
    return answer


_SENT = ("method", "url", "headers", "params", "cookies", "data", "json", "files")


def _bytes(value):
    return value if isinstance(value, bytes) else value.encode("latin-1")


def everybody_asks(visit, make_study, spoken, name, count):
    """The statuses of each asker at one address, every answer checked."""
    operation = OPERATIONS[name]
    cases = [
        case
        for mode, share in ((GenerationMode.POSITIVE, count), (GenerationMode.NEGATIVE, count // 2))
        for case in drawn(operation, mode, share)
    ]
    statuses: dict[str, set[int]] = {}

    async def story(site):
        known = await furnished(site, make_study, name)
        everybody = await askers(site)
        for turn, case in enumerate(cases):
            known.put_into(case, turn)
            for who, headers in everybody.items():
                answer = await site.world.done(answer_to(site, case, headers))
                statuses.setdefault(who, set()).add(answer.status_code)
                case.validate_response(answer, checks=CHECKS)

    visit(story, statements=spoken)
    return statuses


@pytest.mark.parametrize("name", BY_NAME)
def test_everybody_is_answered_as_the_description_says(visit, make_study, spoken, name):
    check_who_got_through(BY_NAME[name], everybody_asks(visit, make_study, spoken, name, FEW))


@pytest.mark.slow
@pytest.mark.parametrize("name", BY_NAME)
def test_many_more_requests_are_answered_so_too(visit, make_study, spoken, name):
    check_who_got_through(BY_NAME[name], everybody_asks(visit, make_study, spoken, name, MANY))


def check_who_got_through(address, statuses):
    """Who may not ask at all learns nothing else, and who may do everything gets through."""
    assert len(statuses) == len(ROLES) + len(Scope) + 3
    if address.policy.is_public:
        return
    assert statuses["nobody"] == {401}
    passing = "server" if address.policy.by_token else "browser"
    assert not {401, 403} & statuses[passing]
    assert min(statuses[passing]) < 500


def test_what_is_not_described_is_found(visit, make_study, spoken):
    told = description(ADDRESSES)
    told["paths"]["/api/v1/studies"]["get"]["responses"].pop("401")
    less = schemathesis.openapi.from_dict(told, config=schemathesis.Config(seed=1))
    operation = less["/api/v1/studies"]["GET"]
    (case,) = drawn(operation, GenerationMode.POSITIVE, 1)

    async def story(site):
        answer = await answer_to(site, case, {})
        assert answer.status_code == 401
        with pytest.raises(FailureGroup, match="Undocumented status code"):
            case.validate_response(answer, checks=CHECKS)

    visit(story)


def test_what_breaks_is_found(visit):
    async def refusing(scope, receive, send):
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body"})

    async def broken(scope, receive, send):
        raise ZeroDivisionError

    (case,) = drawn(OPERATIONS["list_studies"], GenerationMode.POSITIVE, 1)

    async def story(site):
        site.application = refusing
        answer = await answer_to(site, case, {})
        with pytest.raises(FailureGroup, match="Server error"):
            case.validate_response(answer, checks=CHECKS)
        site.application = broken
        with pytest.raises(
            AssertionError, match=r"GET http://pulse\.test/api/v1/studies .* breaks"
        ):
            await answer_to(site, case, {})

    visit(story)
