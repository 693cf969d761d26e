"""The participant's pages over the in-memory store: forms in, the seat's next page out."""

import asyncio
import hashlib
import html
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from pulsemeter.domain.protection import SEALED, STANDARD, ProtectionProfile
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import (
    Attribute,
    Category,
    Consent,
    Instrument,
    JoinMode,
    Stimulus,
    Study,
)
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.ports import Token
from pulsemeter.storage.memory import memory_stores
from pulsemeter.web import participant_pages as pages
from pulsemeter.web import templates

STUDY = Study(
    name="debate",
    title="The debate",
    question="What carried?",
    stimuli=(Stimulus("first", 'A "title" </script>', 60_000, "a.mp4", "a.vtt"),),
    attributes=(
        Attribute(
            "age", "Age", "How old?", (Category("young", "Young", 1), Category("old", "Old"))
        ),
        Attribute("place", "Place", "Where?", tuple(Category(f"p{n}", f"P {n}") for n in range(9))),
    ),
    consent=Consent("The institute", "A foundation", "Presses only", "Write to us"),
    instrument=Instrument(like="Agree", dislike="Disagree"),
    join=JoinMode.OPEN,
)
ANSWERS = {"age": "old", "place": "p3"}
KEY = "k" * 32


class Visit:
    """One browser at the pages of one session."""

    def __init__(self, browser: httpx.AsyncClient, code: str, parts: SimpleNamespace) -> None:
        self.browser, self.code, self.parts = browser, code, parts

    async def take_seat(self, **fields: str) -> httpx.Response:
        data = {"page_key": KEY, **fields}
        return await self.browser.post(f"/j/{self.code}/redeem", data=data)

    async def page(self, path: str = "/p") -> str:
        return html.unescape((await self.browser.get(path)).text)

    async def up_to_run(self) -> None:
        await self.take_seat()
        await self.browser.post("/p/consent", data={"agrees": "yes"})
        await self.browser.post("/p/profile", data=ANSWERS)


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' words are tested here, not the build."""
    monkeypatch.setitem(templates._ENVIRONMENT.globals, "asset", lambda entry: f"/assets/{entry}")


ROUTES = [
    Route("/", pages.home),
    Route("/join", pages.join_by_code, methods=["POST"]),
    Route("/j/{code}", pages.join_page),
    Route("/j/{code}/redeem", pages.redeem, methods=["POST"]),
    Route("/p", pages.participant_page),
    *(
        Route(f"/p/{name}", getattr(pages, name), methods=["POST"])
        for name in ("consent", "profile", "practised", "watched", "closing", "withdraw")
    ),
    Route("/privacy", pages.privacy),
    Route("/accessibility", pages.accessibility),
]


def visiting(
    story: Callable[[Visit], Awaitable[None]],
    study: Study = STUDY,
    *,
    kind: SessionKind = SessionKind.ON_DEMAND,
    state: SessionState = SessionState.OPEN,
    origin: str = "http://room.test",
) -> None:
    """Tells a story of one browser at a session of a study."""

    async def told() -> None:
        stores = memory_stores()
        clock, chance = SystemClock(), SystemChance()
        conduct = Conduct(stores.studies, clock, chance)
        enrolment = Enrolment(stores.seats, stores.credentials, stores.log, conduct, clock, chance)
        await stores.studies.add_study(study, "", [])
        session = await conduct.plan(study.name, kind)
        if state is not SessionState.PLANNED:
            await conduct.step(session.code, SessionState.OPEN)
        parts = SimpleNamespace(enrolment=enrolment, conduct=conduct, stores=stores)
        application = Starlette(routes=ROUTES)
        application.state.services = parts
        writing = asyncio.create_task(enrolment.run())
        transport = httpx.ASGITransport(app=application)
        async with httpx.AsyncClient(transport=transport, base_url=origin) as browser:
            await story(Visit(browser, session.code, parts))
        writing.cancel()

    asyncio.run(told())


def facts_in(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="facts">(.*?)</script>', page, re.S)
    assert found is not None
    return cast("dict[str, Any]", json.loads(found[1]))


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

    visiting(story, replace(STUDY, join=JoinMode.TOKENS))


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


def test_the_recovery_code_is_shown_once() -> None:
    async def story(visit: Visit) -> None:
        await visit.take_seat()
        first, second = await visit.page(), await visit.page()
        assert "Your recovery code" in first
        assert "Your recovery code" not in second
        for words in ("The institute", "A foundation", "Presses only", "Write to us"):
            assert words in second

    visiting(story)


def test_without_a_seat_every_page_says_how_to_join_and_no_step_is_taken() -> None:
    async def story(visit: Visit) -> None:
        answer = await visit.browser.get("/p")
        assert answer.status_code == 403
        assert "invitation" in answer.text
        for step in ("consent", "profile", "practised", "watched", "closing", "withdraw"):
            assert (await visit.browser.post(f"/p/{step}")).status_code == 403, step
        assert "Open this page in the browser" in await visit.page("/privacy")

    visiting(story)


def test_consent_needs_its_tick() -> None:
    async def story(visit: Visit) -> None:
        await visit.take_seat()
        await visit.browser.post("/p/consent")
        assert "Before you begin" in await visit.page()
        await visit.browser.post("/p/consent", data={"agrees": "yes"})
        assert "About you" in await visit.page()

    visiting(story)


def test_missing_answers_are_named_and_given_ones_kept() -> None:
    async def story(visit: Visit) -> None:
        await visit.take_seat()
        await visit.browser.post("/p/consent", data={"agrees": "yes"})
        answer = await visit.browser.post("/p/profile", data={"place": "p3"})
        assert answer.status_code == 422
        assert "Please answer the marked question." in answer.text
        assert answer.text.count("not answered yet") == 1
        assert re.search(r'value="p3" selected', answer.text)
        answer = await visit.browser.post("/p/profile", data={"age": "old", "place": "p99"})
        assert answer.status_code == 422
        assert re.search(r'value="old" required checked', answer.text)

    visiting(story)


def test_a_full_group_ends_the_way_kindly() -> None:
    async def story(visit: Visit) -> None:
        for key in ("a" * 32, "b" * 32):
            await visit.take_seat(page_key=key)
            await visit.browser.post("/p/consent", data={"agrees": "yes"})
            await visit.browser.post("/p/profile", data={"age": "young", "place": "p1"})
        assert "This group is full" in await visit.page()

    visiting(story)


def test_the_run_page_has_its_facts_and_shows_the_buttons_on_the_seats_side() -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        page = (await visit.browser.get("/p")).text
        facts = facts_in(page)
        assert facts["title"] == 'A "title" </script>'
        assert facts["media_url"] == f"/media/{visit.code}/first"
        assert facts["captions_url"] == f"/media/{visit.code}/first/captions"
        assert (facts["kind"], facts["step"], facts["state"]) == ("on_demand", "practice", "open")
        assert (page.index('id="like"') < page.index('id="dislike"')) == facts["likes_left"]
        assert page.count("Agree</") >= 2
        assert (await visit.browser.post("/p/practised")).status_code == 204
        assert facts_in((await visit.browser.get("/p")).text)["step"] == "stimulus"

    visiting(story)


@pytest.mark.parametrize(("profile", "asks"), [(STANDARD, True), (SEALED, False)])
def test_the_closing_page_asks_for_a_comment_only_where_the_profile_allows(
    profile: ProtectionProfile, asks: bool
) -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        await visit.browser.post("/p/practised")
        assert (await visit.browser.post("/p/watched")).status_code == 204
        page = await visit.page()
        assert page.count('name="overall"') == 5
        assert ('name="comment"' in page) == asks
        await visit.browser.post("/p/closing", data={"overall": "bad", "comment": "Too long."})
        assert "Thank you" in await visit.page()
        answers = await visit.parts.stores.seats.answers(visit.code)
        assert [a.overall for a in answers if a.overall] == ["bad"]
        assert [a.comment for a in answers if a.comment] == (["Too long."] if asks else [])

    visiting(story, replace(STUDY, profile=profile))


def test_withdrawal_asks_twice_and_then_erases() -> None:
    async def story(visit: Visit) -> None:
        await visit.up_to_run()
        await visit.browser.post("/p/withdraw")
        assert "How it works" in await visit.page()
        await visit.browser.post("/p/withdraw", data={"sure": "yes"})
        assert "Your data is erased" in await visit.page()

    visiting(story)


def test_a_live_session_says_that_it_is_watched_together() -> None:
    async def story(visit: Visit) -> None:
        assert "together with others" in await visit.page(f"/j/{visit.code}")
        await visit.up_to_run()
        page = await visit.page()
        assert "It can’t be paused" in page
        assert facts_in((await visit.browser.get("/p")).text)["kind"] == "live"

    visiting(story, kind=SessionKind.LIVE)


def test_the_accessibility_page_names_keys_and_limits() -> None:
    async def story(visit: Visit) -> None:
        page = await visit.page("/accessibility")
        assert "Backspace" in page
        assert "Known limits" in page

    visiting(story)
