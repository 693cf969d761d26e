"""One browser at the pages of one session, without a server and without the build."""

import asyncio
import html
import json
import re
from collections.abc import Awaitable, Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast

import httpx
from starlette.applications import Starlette
from starlette.routing import Route

from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.statement import Statement
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
from pulsemeter.service.answer_questions import Questioning
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.watch_load import LoadWatch
from pulsemeter.storage.memory import memory_stores
from pulsemeter.web import (
    join_pages,
    page_language,
    participant_records,
    question_pages,
    summary_page,
    takeover_pages,
    wait_pages,
)
from pulsemeter.web import participant_pages as pages

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

    def __init__(
        self,
        browser: httpx.AsyncClient,
        other_device: httpx.AsyncClient,
        code: str,
        parts: SimpleNamespace,
    ) -> None:
        self.browser, self.other_device = browser, other_device
        self.code, self.parts = code, parts

    async def take_seat(self, **fields: str) -> httpx.Response:
        data = {"page_key": KEY, **fields}
        return await self.browser.post(f"/j/{self.code}/redeem", data=data)

    async def page(self, path: str = "/p") -> str:
        return html.unescape((await self.browser.get(path)).text)

    async def up_to_run(self) -> None:
        await self.take_seat()
        await self.browser.post("/p/consent", data={"agrees": "yes"})
        await self.browser.post("/p/profile", data=ANSWERS)


ROUTES = [
    Route("/", join_pages.home),
    Route("/language", page_language.choose_language, methods=["POST"]),
    Route("/join", join_pages.join_by_code, methods=["POST"]),
    Route("/j/{code}", join_pages.join_page),
    Route("/j/{code}/redeem", join_pages.redeem, methods=["POST"]),
    Route("/j/{code}/again", join_pages.again),
    Route("/p", pages.participant_page),
    Route("/p/step", wait_pages.step),
    *(
        Route(f"/p/{name}", getattr(pages, name), methods=["POST"])
        for name in ("consent", "profile", "practised", "watched", "closing", "withdraw")
    ),
    Route("/p/records", participant_records.take_records, methods=["POST"]),
    Route("/takeover", takeover_pages.takeover_page),
    Route("/takeover", takeover_pages.take_over, methods=["POST"]),
    Route("/p/questions", question_pages.answer_questions, methods=["POST"]),
    Route("/p/summary", summary_page.summary),
    Route("/p/why", question_pages.answer_why, methods=["POST"]),
    Route("/p/go-on", pages.go_on, methods=["POST"]),
    Route("/privacy", join_pages.privacy),
    Route("/accessibility", join_pages.accessibility),
]


def visiting(
    story: Callable[[Visit], Awaitable[None]],
    study: Study = STUDY,
    *,
    kind: SessionKind = SessionKind.ON_DEMAND,
    state: SessionState = SessionState.OPEN,
    statements: Sequence[Statement] = (),
    origin: str = "http://room.test",
) -> None:
    """Tells a story of one browser at a session of a study."""

    async def told() -> None:
        stores = memory_stores()
        clock, chance = SystemClock(), SystemChance()
        conduct = Conduct(stores.studies, clock, chance)
        enrolment = Enrolment(stores, conduct, clock, chance)
        await stores.studies.add_study(study, "", statements)
        session = await conduct.plan(study.name, kind)
        if state is not SessionState.PLANNED:
            await conduct.step(session.code, SessionState.OPEN)
        ingest = Ingest(stores.log, stores.seats, conduct, enrolment, clock, chance)
        keeper = RoomKeeper(stores, conduct, enrolment, ingest, LocalChannel(), clock)
        questions = Questioning(stores.answers, enrolment, keeper, chance)
        parts = SimpleNamespace(
            enrolment=enrolment, conduct=conduct, stores=stores, ingest=ingest, keeper=keeper,
            questions=questions, load=LoadWatch(ingest.commits, clock),
        )  # fmt: skip
        application = Starlette(routes=ROUTES)
        application.state.services = parts
        running = [
            asyncio.create_task(work)
            for work in (enrolment.run(), ingest.commits.run(), ingest.claims.run())
        ]
        transport = httpx.ASGITransport(app=application)
        async with (
            httpx.AsyncClient(transport=transport, base_url=origin) as browser,
            httpx.AsyncClient(transport=transport, base_url=origin) as other_device,
        ):
            await story(Visit(browser, other_device, session.code, parts))
        for task in running:
            task.cancel()

    asyncio.run(told())


def facts_in(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="facts">(.*?)</script>', page, re.S)
    assert found is not None
    return cast("dict[str, Any]", json.loads(found[1]))
