"""Showings come out of the book of releases, cut by a view, and out of nothing else."""

import asyncio
import inspect
from dataclasses import fields, replace
from typing import Any

import pytest
from tests.unit.release.showings import CELLS, SAID, STUDY, a_showing

from pulsemeter.domain.instrument import Instrument
from pulsemeter.domain.session import Session
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service import compare_sessions
from pulsemeter.service.compare_sessions import Comparing
from pulsemeter.service.conduct_session import UnknownSession
from pulsemeter.service.ports import Stores
from pulsemeter.storage.memory import memory_stores

BOTH = ("region:north", "region:south")


async def kept(stores: Stores, code: str, **changes: Any) -> Session:
    """A session with its releases in the books."""
    showing = a_showing(
        code, [(9, 1, 20)], {"s0": ((9, 1, 20), "resonates")}, cells=BOTH, **changes
    )
    if await stores.studies.study("night") is None:
        await stores.studies.add_study(STUDY, "", SAID)
    await stores.studies.put_session(showing.session, showing.study)
    await stores.releases.write_plan(code, CELLS)
    await stores.releases.write(code, showing.releases)
    return showing.session


def tell(story: Any) -> None:
    async def whole() -> None:
        stores = memory_stores()

        async def statements(code: str) -> Any:
            return SAID

        await story(stores, Comparing(stores.studies, stores.releases, statements))

    asyncio.run(whole())


def test_a_showing_is_what_a_view_shows() -> None:
    async def story(stores: Stores, comparing: Comparing) -> None:
        session = await kept(stores, "AAAAAA")
        own = await comparing.showing(session, View(frozenset({"region:north"})))
        assert [cell.id for cell in own.cells] == ["region:north"]
        assert own.judged("talk", "region:north")["s0"][1].net == 40.0
        assert own.judged("talk", "region:south") == {}
        with pytest.raises(UnknownSession, match="no study"):
            await comparing.showing(replace(session, code="X", study="gone"), EVERYTHING)

    tell(story)


def test_earlier_ones_are_those_before_it_that_may_be_seen() -> None:
    async def story(stores: Stores, comparing: Comparing) -> None:
        for code in ("OLDEST", "SECRET", "BEFORE", "NEWEST", "LATER1"):
            session = await kept(stores, code)
            if code == "NEWEST":
                own = await comparing.showing(session, EVERYTHING)

        def view_of(session: Session) -> View | None:
            return None if session.code == "SECRET" else EVERYTHING

        earlier = await comparing.earlier(own, view_of)
        assert [showing.code for showing in earlier] == ["BEFORE", "OLDEST"]
        assert earlier[0].judged("talk", BOTH[0])["s0"][1].verdict == "resonates"

    tell(story)


def test_no_more_than_the_newest_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_sessions, "EARLIER_MAX", 2)

    async def story(stores: Stores, comparing: Comparing) -> None:
        for code in ("A", "B", "C", "D"):
            session = await kept(stores, code)
        own = await comparing.showing(session, EVERYTHING)
        earlier = await comparing.earlier(own, lambda _: EVERYTHING)
        assert [showing.code for showing in earlier] == ["C", "B"]

    tell(story)


def test_figures_of_another_instrument_are_not_even_read() -> None:
    async def story(stores: Stores, comparing: Comparing) -> None:
        await kept(stores, "FREELY", instrument=Instrument(cue=False))
        own = await comparing.showing(await kept(stores, "NEWEST"), EVERYTHING)
        (free,) = await comparing.earlier(own, lambda _: EVERYTHING)
        assert (free.code, free.releases) == ("FREELY", ())

    tell(story)


def test_it_can_reach_no_press_seat_or_answer() -> None:
    """What is compared is a function of the books of studies and releases: nothing else of a store
    is given, so the attack on what was released covers everything that is told here."""
    given = inspect.signature(Comparing).parameters
    assert list(given) == ["studies", "releases", "statements"]
    others = {field.name for field in fields(Stores)} - {"studies", "releases"}
    source = inspect.getsource(compare_sessions)
    assert not [name for name in others if f".{name}" in source]
