"""From a link to a seat: refusals, cookies, the typed code."""

import hashlib
import re
from dataclasses import replace

import pytest
from tests.unit.web.visit import KEY, STUDY, Visit, visiting

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import (
    JoinMode,
)
from pulsemeter.service.credential_ports import Token

pytestmark = pytest.mark.usefixtures("built")


def test_the_typed_code_leads_to_the_join_page_whatever_the_case_and_blanks() -> None:
    async def story(visit: Visit) -> None:
        assert "Code of the session" in await visit.page("/")
        answer = await visit.browser.post("/join", data={"code": " ab 3-c/.. "})
        assert (answer.status_code, answer.headers["location"]) == (303, "/j/AB3C")
        assert (await visit.browser.post("/join", data={"code": "?/"})).headers["location"] == "/"
        assert (await visit.browser.post("/join")).headers["location"] == "/"

    visiting(story)


def test_the_join_page_asks_for_a_personal_code_only_where_the_study_does() -> None:
    async def without(visit: Visit) -> None:
        page = await visit.page(f"/j/{visit.code}")
        assert 'name="token"' not in page
        key = re.search(r'name="page_key" value="([^"]+)"', page)
        assert key is not None
        assert len(key[1]) >= 32, "at least 128 random bits also without a script"

    async def with_code(visit: Visit) -> None:
        assert 'name="token"' in await visit.page(f"/j/{visit.code}")

    visiting(without)
    visiting(with_code, replace(STUDY, join=JoinMode.TOKENS))


def test_a_refusal_is_a_plain_page_with_a_remedy_and_its_own_status() -> None:
    async def unknown(visit: Visit) -> None:
        answer = await visit.browser.get("/j/NOPE")
        assert answer.status_code == 404
        assert "Check the code" in answer.text

    async def not_open(visit: Visit) -> None:
        assert (await visit.browser.get(f"/j/{visit.code}")).status_code == 409

    async def unknown_link(visit: Visit) -> None:
        answer = await visit.take_seat(token="never given")
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers

    visiting(unknown)
    visiting(not_open, state=SessionState.PLANNED)
    visiting(unknown_link, replace(STUDY, join=JoinMode.TOKENS))


def test_a_link_is_good_for_one_seat_and_a_retry_of_the_same_page_is_harmless() -> None:
    async def story(visit: Visit) -> None:
        hashed = hashlib.sha256(b"invited").digest()
        await visit.parts.stores.credentials.add([Token(hashed, visit.code)])
        assert (await visit.take_seat(token="invited")).status_code == 303
        assert (await visit.take_seat(token="invited")).status_code == 303
        answer = await visit.take_seat(token="invited", page_key="o" * 32)
        assert answer.status_code == 409
        assert "already used" in answer.text
        assert 'href="/takeover"' in answer.text, "the phone that used it may be dead"

    visiting(story, replace(STUDY, join=JoinMode.TOKENS))


def test_a_page_whose_seat_went_on_elsewhere_gets_no_second_one() -> None:
    async def story(visit: Visit) -> None:
        await visit.take_seat()
        (seat,) = visit.parts.enrolment.seats(visit.code)
        await visit.parts.enrolment.take_over(seat, "n" * 32)
        answer = await visit.take_seat()
        assert (answer.status_code, answer.headers["location"]) == (303, "/p")
        assert "You went on somewhere else" in await visit.page()
        assert len(visit.parts.enrolment.seats(visit.code)) == 1

    visiting(story)


def test_the_seat_lives_in_a_cookie_that_no_script_reads() -> None:
    async def story(visit: Visit) -> None:
        cookies = (await visit.take_seat()).headers.get_list("set-cookie")
        seat = next(cookie for cookie in cookies if cookie.startswith(f"pm_seat={KEY}"))
        assert "HttpOnly" in seat
        assert "samesite=lax" in seat.lower()
        assert "Secure" not in seat

    async def over_tls(visit: Visit) -> None:
        cookies = (await visit.take_seat()).headers.get_list("set-cookie")
        assert cookies
        assert all("Secure" in cookie for cookie in cookies)

    visiting(story)
    visiting(over_tls, origin="https://room.test")


def test_the_accessibility_page_names_keys_and_limits() -> None:
    async def story(visit: Visit) -> None:
        page = await visit.page("/accessibility")
        assert "Backspace" in page
        assert "Known limits" in page

    visiting(story)
