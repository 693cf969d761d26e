"""Too many at once, and the reserve: pages that go on by themselves and lose nothing."""

import base64
import re
from dataclasses import replace

import pytest
from tests.unit.web.visit import ANSWERS, KEY, STUDY, Visit, visiting

from pulsemeter.domain.recruitment import CategoriesFrom, Recruitment
from pulsemeter.domain.study import JoinMode
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.watch_load import LOOKS_TO_RECOVER, LOOKS_TO_SHED, NOBODY_JOINS_MS
from pulsemeter.web.wait_pages import wait_s

pytestmark = pytest.mark.usefixtures("built")

SLOW = replace(STUDY, join=JoinMode.TOKENS, recruitment=Recruitment(joins_a_second=1))


async def use_up(visit: Visit) -> None:
    """Take the one turn of this second."""
    with pytest.raises(Exception, match="personal link"):
        await visit.parts.enrolment.redeem(visit.code, "nobody's", "u" * 32)


def test_who_comes_too_soon_waits_on_a_page_that_tries_again_with_the_same_code() -> None:
    async def story(visit: Visit) -> None:
        await visit.parts.stores.credentials.add([Token(secret_hash("mine"), visit.code)])
        await use_up(visit)
        answer = await visit.take_seat(token="mine")
        assert answer.status_code == 429
        assert answer.headers["cache-control"] == "no-store"
        waits = int(answer.headers["retry-after"])
        again = f"/j/{visit.code}/again"
        assert f'<meta http-equiv="refresh" content="{waits};url={again}">' in answer.text
        assert "mine" not in answer.text
        pending = answer.headers["set-cookie"]
        assert "HttpOnly" in pending
        assert "samesite=strict" in pending.lower()
        visit.parts.enrolment._rate._sessions.clear()  # a second later
        joined = await visit.browser.get(again)
        assert (joined.status_code, joined.headers["location"]) == (303, "/p")
        assert "pm_pending" not in visit.browser.cookies
        assert visit.browser.cookies["pm_seat"] == KEY
        assert "<h1>" in await visit.page("/p")

    visiting(story, SLOW)


def test_a_page_that_is_turned_away_again_keeps_waiting() -> None:
    async def story(visit: Visit) -> None:
        await use_up(visit)
        await visit.take_seat(token="mine")
        assert (await visit.browser.get(f"/j/{visit.code}/again")).status_code == 429

    visiting(story, replace(SLOW, recruitment=Recruitment(joins_a_second=1)))


def test_a_server_that_is_far_behind_asks_who_joins_to_come_back_and_keeps_the_code() -> None:
    async def story(visit: Visit) -> None:
        await visit.parts.stores.credentials.add([Token(secret_hash("mine"), visit.code)])
        load = visit.parts.load
        for _ in range(LOOKS_TO_SHED):
            load.look(NOBODY_JOINS_MS)
        page = await visit.browser.get(f"/j/{visit.code}")
        answer = await visit.take_seat(token="mine")
        for refused in (page, answer):
            assert refused.status_code == 503
            waits = int(refused.headers["retry-after"])
            assert f'http-equiv="refresh" content="{waits};' in refused.text
        again = f"/j/{visit.code}/again"
        assert (await visit.browser.get(again)).status_code == 503
        for _ in range(2 * LOOKS_TO_RECOVER):
            load.look(0)
        joined = await visit.browser.get(again)
        assert (joined.status_code, joined.headers["location"]) == (303, "/p")

    visiting(story, replace(STUDY, join=JoinMode.TOKENS))


@pytest.mark.parametrize("cookie", ["", "%%%", base64.urlsafe_b64encode(b"[1]").decode()])
def test_trying_again_without_anything_to_try_leads_to_the_join_page(cookie: str) -> None:
    async def story(visit: Visit) -> None:
        if cookie:
            visit.browser.cookies.set("pm_pending", cookie, domain="room.test", path="/j")
        answer = await visit.browser.get(f"/j/{visit.code}/again")
        assert (answer.status_code, answer.headers["location"]) == (303, f"/j/{visit.code}")

    visiting(story)


def test_people_turned_away_together_do_not_come_back_together() -> None:
    drawn = {wait_s((3, 10)) for _ in range(200)}
    assert drawn == set(range(3, 11))


def test_the_reserve_waits_moves_up_and_says_so() -> None:
    study = replace(STUDY, recruitment=Recruitment(reserve=5))
    young = {**ANSWERS, "age": "young"}

    async def story(visit: Visit) -> None:
        enrolment = visit.parts.enrolment
        first = (await enrolment.redeem(visit.code, "", "f" * 32)).seat
        await enrolment.consent(first)
        await enrolment.answer_profile(first, young)
        await visit.take_seat()
        await visit.browser.post("/p/consent", data={"agrees": "yes"})
        await visit.browser.post("/p/profile", data=young)
        page = await visit.page()
        assert "You are on the waiting list" in page
        assert "Keep this page open" in page
        found = re.search(r'<noscript><meta http-equiv="refresh" content="(\d+);url=/p">', page)
        assert found is not None
        assert 8 <= int(found[1]) <= 16
        assert (await visit.browser.get("/p/step")).text == "reserve"
        assert "Leave and withdraw" in page
        await enrolment.withdraw(enrolment.seat(first.id))
        assert (await visit.browser.get("/p/step")).text == "practice"
        assert 'id="facts"' in await visit.page()

    visiting(story, study)


def test_a_stranger_has_no_step() -> None:
    async def story(visit: Visit) -> None:
        assert (await visit.browser.get("/p/step")).status_code == 403

    visiting(story)


def test_a_token_that_carries_categories_leads_from_consent_to_practice() -> None:
    study = replace(
        STUDY,
        join=JoinMode.TOKENS,
        recruitment=Recruitment(categories_from=CategoriesFrom.TOKENS),
    )

    async def story(visit: Visit) -> None:
        held = Token(secret_hash("mine"), visit.code, categories=ANSWERS)
        await visit.parts.stores.credentials.add([held])
        assert (await visit.take_seat(token="mine")).status_code == 303
        await visit.browser.post("/p/consent", data={"agrees": "yes"})
        page = await visit.page()
        assert 'id="facts"' in page
        assert "How old?" not in page
        (record,) = await visit.parts.stores.seats.all(visit.code)
        assert record.seat.categories == ANSWERS

    visiting(story, study)
