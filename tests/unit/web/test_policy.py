import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from pulsemeter.languages.page_words import said
from pulsemeter.web.policy import Policy, guarded, same_origin, staff_cookie


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
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
    ],
)
def test_where_a_request_comes_from(headers, same):
    assert same_origin(request_with(**headers)) is same


def test_the_sign_in_is_bound_to_the_host_over_tls():
    assert staff_cookie(True) == "__Host-pm_staff"
    assert staff_cookie(False) == "pm_staff"


def test_a_handler_for_everyone_is_still_guarded_against_other_sites():
    async def handler(request):
        return PlainTextResponse("done")

    guard = guarded(handler, Policy.PUBLIC)
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
