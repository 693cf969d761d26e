"""The own summary: after everything, where the study offers it, and of oneself alone."""

import asyncio
from dataclasses import replace

import pytest
from tests.unit.web.visit import STUDY, Visit, visiting

from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.statement import Statement
from pulsemeter.service.ingest_reaction import Incoming

pytestmark = pytest.mark.usefixtures("built")

OFFERED = replace(STUDY, personal_summary=True)
SAID = (
    Statement("s1", 1, "first", 0, 10_000, "We choose to go."),
    Statement("s2", 1, "first", 20_000, 30_000, "It will cost."),
    Statement("s3", 1, "first", 40_000, 50_000, "Nobody pressed here."),
)


async def up_to_thanks(visit: Visit, *presses: tuple[int, int]) -> None:
    await visit.up_to_run()
    await visit.browser.post("/p/practised")
    (seat,) = visit.parts.enrolment.seats(visit.code)
    await visit.parts.ingest.take_seat(seat, 9)
    records = [
        Incoming(number, RecordKind.PRESS, 0, 0, choice, at_ms)
        for number, (at_ms, choice) in enumerate(presses, start=1)
    ]
    seat = visit.parts.enrolment.seat(seat.id)
    if records:
        stored = asyncio.get_running_loop().create_future()
        visit.parts.ingest.take(seat, 9, records, stored.set_result)
        await stored
    await visit.browser.post("/p/watched?stage=0")
    assert (await visit.browser.get("/p/summary")).status_code == 303, "not before the questions"
    await visit.browser.post("/p/closing", data={"overall": "good"})


def test_what_i_liked_most_and_least_with_the_words() -> None:
    async def story(visit: Visit) -> None:
        await up_to_thanks(visit, (4_000, 100), (25_000, -100))
        assert 'href="/p/summary"' in await visit.page()
        answer = await visit.browser.get("/p/summary")
        assert answer.headers["cache-control"] == "no-store"
        page = await visit.page("/p/summary")
        liked, disliked = page.index("“Agree”"), page.index("“Disagree”")
        assert liked < page.index("We choose to go.") < disliked < page.index("It will cost.")
        assert "Nobody pressed here." not in page

    visiting(story, OFFERED, statements=SAID)


def test_who_pressed_nothing_is_told_so() -> None:
    async def story(visit: Visit) -> None:
        await up_to_thanks(visit)
        assert "You pressed at no words" in await visit.page("/p/summary")

    visiting(story, OFFERED, statements=SAID)


def test_a_study_that_does_not_offer_it_has_none() -> None:
    async def story(visit: Visit) -> None:
        await up_to_thanks(visit, (4_000, 100))
        assert "/p/summary" not in await visit.page()
        assert (await visit.browser.get("/p/summary")).status_code == 303

    visiting(story, statements=SAID)


def test_nobody_without_the_seat_sees_it() -> None:
    async def story(visit: Visit) -> None:
        await up_to_thanks(visit, (4_000, 100))
        visit.browser.cookies.clear()
        assert (await visit.browser.get("/p/summary")).status_code == 403

    visiting(story, OFFERED, statements=SAID)
