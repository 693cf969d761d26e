"""What a report is told, as its reader may see it."""

import asyncio

import pytest
from tests.unit.service.test_release_session import LONG, closed

from pulsemeter.analysis.data_error import DataError
from pulsemeter.comprehension.sentence_reader import SentenceReader
from pulsemeter.comprehension.word_reader import WordReader
from pulsemeter.domain.decision import Author, Decision, DecisionEntry, DecisionKind, DecisionState
from pulsemeter.domain.staff import Role
from pulsemeter.domain.theme import renamed, withheld
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.report.comment_part import LATER, NOT_YOURS
from pulsemeter.service.answer_ports import Said
from pulsemeter.service.gather_report import gather_report
from pulsemeter.service.release_closing import release_closing
from pulsemeter.service.sort_comments import Comments
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

            async def gather(view=EVERYTHING, reader=None, **options):
                desk = Comments(world.stores, reader or WordReader(), world.clock)
                return await gather_report(
                    world.stores, world.clock, desk, session, view, **options
                )

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
        assert (await gather(View(frozenset({"region"})))).comments.quotes == ()

    gathered(make_world, make_study, look)


def test_comments_stand_in_the_themes_that_staff_have_left_them_in(make_world, make_study):
    async def look(world, session, gather):
        written = ("The rents are too high.", "Die Mieten sind zu hoch.", "He spoke too fast.")
        said = [(n, Said("more", text)) for n, text in enumerate(written, start=1)]
        await world.stores.answers.say(session.code, said)
        await release_closing(world.stores, session, world.clock.wall_ms(), at_once=True)
        told = (await gather(reader=SentenceReader())).comments
        assert sum(int(theme.size) for theme in told.themes) == 3
        assert told.quotes == ()
        desk = Comments(world.stores, SentenceReader(), world.clock)
        await desk.change(session, 1, lambda sheet: renamed(sheet, 1, "Rents"))
        await desk.change(session, 2, lambda sheet: withheld(sheet, 1, True))
        told = (await gather(reader=SentenceReader())).comments
        assert told.themes[0].name == "Rents"
        assert told.withheld == 1
        assert "He spoke too fast." not in {q for theme in told.themes for q in theme.quotes}

    gathered(make_world, make_study, look)
