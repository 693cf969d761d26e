"""What a report is told, as its reader may see it."""

import asyncio

import pytest
from tests.unit.service.test_release_session import LONG, closed

from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.decision import Author, Decision, DecisionEntry, DecisionKind, DecisionState
from pulsemeter.domain.staff import Role
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.report.comment_part import LATER, NOT_YOURS
from pulsemeter.service.gather_report import gather_report
from pulsemeter.service.release_closing import release_closing
from pulsemeter.service.study_analysis import session_of

ENTRY = DecisionEntry(DecisionState.PROPOSED, Author("i", "Ada", Role.OWNER), 1_700_000_000_000)


def gathered(make_world, make_study, look):
    """`look` at what is gathered of a closed session."""

    async def whole():
        world = make_world()
        async with world.running():
            code = await closed(world, make_study("standard", stimuli=LONG))
            await world.stores.decisions.add(
                Decision("d", "talk", code, "s1", 1, "all", DecisionKind.WATCH, (ENTRY,))
            )
            session = await session_of(world.stores, "talk")

            async def gather(view=EVERYTHING, **options):
                return await gather_report(world.stores, world.clock, session, view, **options)

            await look(world, session, gather)

    asyncio.run(whole())


def test_study_session_decisions_and_days_are_told(make_world, make_study):
    async def look(world, session, gather):
        told = await gather(given={"recruitment": "Drawn by lot"})
        assert told.session.code == session.code
        assert told.stimulus == "A talk"
        assert told.made == told.decided["d"] == "2023-11-14"
        assert told.facts["conductor"] == "we"
        assert told.facts["recruitment"] == "Drawn by lot"
        assert told.audiences == []
        assert not told.is_simulated

    gathered(make_world, make_study, look)


def test_an_editor_gets_own_audiences_and_no_comments(make_world, make_study):
    async def look(world, session, gather):
        told = await gather(View(frozenset({"region:north"})))
        assert told.audiences == ["North"]
        assert set(told.analysis.curve["segment"]) == {"region:north"}
        assert told.comments.why_none == NOT_YOURS
        assert [decision.id for decision in told.decisions] == ["d"]
        with pytest.raises(DataError, match="no figures of these audiences"):
            await gather(View(frozenset({"elsewhere"})))

    gathered(make_world, make_study, look)


def test_comments_wait_for_the_answers_and_come_masked(make_world, make_study):
    async def look(world, session, gather):
        seat = (await world.stores.seats.all(session.code))[0].seat
        from pulsemeter.service.ports import ClosingAnswers

        said = ClosingAnswers("good", "Write to ada@example.org!")
        await world.stores.seats.answer(session.code, seat.id, said, 77)
        assert (await gather()).comments.why_none == LATER
        await release_closing(world.stores, session, world.clock.wall_ms(), at_once=True)
        assert (await gather()).comments.quotes == ("Write to […]!",)

    gathered(make_world, make_study, look)
