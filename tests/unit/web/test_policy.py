import asyncio
import re

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.staff import EVERY_STUDY, Act, Membership, Role
from pulsemeter.languages.page_words import said
from pulsemeter.web.policy import (
    PUBLIC,
    SIGNED_IN,
    Found,
    guarded,
    in_session,
    in_study,
    of_upload,
    same_origin,
)
from pulsemeter.web.routes import TABLE

FORM = "application/x-www-form-urlencoded"


def request_with(**headers):
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw})


@pytest.mark.parametrize(
    ("headers", "same"),
    [
        ({}, True),
        ({"origin": "http://pulse.test", "host": "pulse.test"}, True),
        ({"origin": "http://Pulse.test:8000", "host": "pulse.test:8000"}, True),
        ({"origin": "http://pulse.test:8001", "host": "pulse.test:8000"}, False),
        ({"origin": "http://evil.test", "host": "pulse.test"}, False),
        ({"origin": "null", "host": "pulse.test"}, False),
        ({"origin": "http://[", "host": "pulse.test"}, False),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
    ],
)
def test_where_a_request_comes_from(headers, same):
    assert same_origin(request_with(**headers)) is same


def test_policies_name_their_act_and_where_its_study_is_found():
    assert PUBLIC.is_public
    assert not SIGNED_IN.is_public
    assert SIGNED_IN.act is None
    assert in_session(Act.CONDUCT).found is Found.SESSION
    assert in_study(Act.UPLOAD).found is Found.STUDY
    assert of_upload(Act.UPLOAD).found is Found.UPLOAD


def test_a_handler_for_everyone_is_still_guarded_against_other_sites():
    async def handler(request):
        return PlainTextResponse("done")

    guard = guarded(handler, PUBLIC)
    assert guard.__name__ == "handler"
    foreign = request_with(origin="http://evil.test", host="pulse.test")
    assert asyncio.run(guard(foreign)).status_code == 403
    assert asyncio.run(guard(request_with())).status_code == 200


def test_a_participant_is_told_no_by_a_page_like_any_other(visit):
    async def story(site):
        answer = await site.get("/sessions", "participant", headers={"accept-language": "ar"})
        assert answer.status_code == 403
        assert '<html lang="ar" dir="rtl">' in answer.text
        assert said("ar", "This page isn’t for participants.") in answer.text

    visit(story)


def test_a_seat_of_another_kind_of_cookie_opens_nothing(visit):
    async def story(site):
        forged = {"cookie": f"pm_staff={site.page_key}"}
        room = f"/api/v1/sessions/{site.code}/room"
        assert (await site.get(room, headers=forged)).status_code == 401
        answer = await site.get("/sessions", headers=forged)
        assert answer.headers["location"] == "/staff/sign-in"

    visit(story)


def test_what_one_does_not_belong_to_looks_like_what_is_not_there(visit):
    async def story(site):
        await site.employ("stranger", Membership("another", Role.OWNER))
        for path in ("/api/v1/sessions/{}/room", "/sessions/{}/live"):
            there = await site.get(path.format(site.code), "stranger")
            missing = await site.get(path.format("NOSUCH"), "stranger")
            assert there.status_code == missing.status_code == 404
            assert there.text.replace(site.code, "NOSUCH") == missing.text
        there = await site.get("/api/v1/studies/talk/stimuli", "stranger")
        missing = await site.get("/api/v1/studies/nix/stimuli", "stranger")
        assert (there.status_code, missing.status_code) == (404, 404)
        assert there.text.replace("talk", "nix") == missing.text
        assert site.study.title not in (await site.get("/studies", "stranger")).text

    visit(story)


def test_a_narrower_role_in_a_study_counts_before_a_wider_one_everywhere(visit):
    async def story(site):
        everywhere = Membership(EVERY_STUDY, Role.MODERATOR)
        await site.employ("member", everywhere, Membership("talk", Role.VIEWER))
        step = f"/api/v1/sessions/{site.code}/pause"
        refused = await site.post(step, "member")
        assert refused.status_code == 403
        assert "role" in refused.json()["error"]
        page = await site.get(f"/sessions/{site.code}/live", "member")
        assert page.status_code == 403
        assert "once the session is over" in page.text
        await site.world.stores.staff.drop_membership("id-member", "talk")
        assert (await site.post(step, "member")).status_code == 200

    visit(story)


def test_a_member_who_takes_part_elsewhere_is_served_as_a_participant(visit):
    async def story(site):
        await site.employ("stranger", Membership("another", Role.OWNER))
        both = f"pm_staff={site.secrets['stranger']}; pm_seat={site.page_key}"
        media = await site.get(f"/media/{site.code}/talk", headers={"cookie": both})
        assert media.status_code == 200
        room = await site.get(f"/api/v1/sessions/{site.code}/room", headers={"cookie": both})
        assert room.status_code == 404

    visit(story)


def test_who_takes_part_in_another_session_sees_nothing_of_this_one(visit):
    async def story(site):
        other = await site.world.conduct.plan("talk", SessionKind.LIVE)
        await site.world.go(other.code, SessionState.OPEN)
        for path in ("", "/captions", "/pieces/part.m4s"):
            answer = await site.get(f"/media/{other.code}/talk{path}", "participant")
            assert answer.status_code == 403
        typed = await site.get(f"/media/{site.code.lower()}/talk", "participant")
        assert typed.status_code == 200

    visit(story)


def test_a_role_that_is_taken_away_is_gone_at_once(visit):
    async def story(site):
        await site.employ("member", Membership("talk", Role.MODERATOR))
        room = f"/api/v1/sessions/{site.code}/room"
        assert (await site.get(room, "member")).status_code == 200
        await site.world.stores.staff.remove("id-member")
        assert (await site.get(room, "member")).status_code == 401
        await site.world.go(site.code, SessionState.PAUSED)

    visit(story)


def test_programs_of_other_sites_read_nothing(visit):
    async def story(site):
        room = f"/api/v1/sessions/{site.code}/room"
        for headers in ({"origin": "http://evil.test"}, {"sec-fetch-site": "cross-site"}):
            assert (await site.get(room, "staff", headers=headers)).status_code == 403
        assert (await site.get("/studies", "staff", headers={"sec-fetch-site": "cross-site"})).text

    visit(story)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("Text/Plain; charset=utf-8", 415),
        ("application/json", 201),
    ],
)
def test_what_programs_ask_comes_in_no_form(visit, kind, status):
    async def story(site):
        path, body = f"/api/v1/sessions/{site.code}/remarks", b'{"kind":"note","stimulus":0,'
        body += b'"at_ms":0,"words":"A note."}'
        answer = await site.post(path, "staff", content=body, headers={"content-type": kind})
        assert answer.status_code == status

    visit(story)


@pytest.mark.parametrize(
    ("method", "path"),
    [(m, p) for m, p, _, _ in TABLE if p.startswith("/api/") and m in ("POST", "PATCH")],
)
def test_no_address_of_programs_takes_a_form(visit, method, path):
    names = dict.fromkeys(re.findall(r"{(\w+)}", path), "nothing")

    async def story(site):
        for who in ("nobody", "staff"):
            url = path.format(**{**names, "code": site.code, "name": "talk"})
            assert (await site.ask(method, url, who, data={"a": "b"})).status_code == 415

    visit(story)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("POST", "/language", 413), ("POST", "/api/v1/staff/passkey", 413)],
)
def test_what_is_too_long_is_told_so(visit, method, path, status):
    async def story(site):
        kind = "application/json" if path.startswith("/api/") else FORM
        answer = await site.ask(
            method, path, content=b"a=" + b"b" * 1_100_000, headers={"content-type": kind}
        )
        assert answer.status_code == status

    visit(story)


def test_a_program_that_brings_too_much_is_answered_in_its_own_way(visit):
    async def story(site):
        path = f"/api/v1/sessions/{site.code}/words/load"
        answer = await site.post(path, "staff", json={"key": "1", "text": "a" * 2_000_000})
        assert answer.status_code == 413
        assert answer.json()["remedy"]

    visit(story)
