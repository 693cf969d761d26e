"""What people answered leaves when they have, and the impression with it."""

import asyncio

from tests.unit.service.test_release_answers import ASKED, Showing, run, yes_if
from tests.unit.service.test_release_session import LONG, closed

from pulsemeter.release.answer_figures import ANSWERS, IMPRESSION
from pulsemeter.service.release_closing import release_closing
from pulsemeter.service.study_analysis import released_study, session_of


async def let_out(showing: Showing, **options: bool) -> str:
    stores = showing.world.stores
    session = await session_of(stores, "talk")
    return await release_closing(stores, session, showing.world.clock.wall_ms(), **options)


async def left(showing: Showing) -> set[str]:
    return {release.name for release in await showing.world.stores.releases.once(showing.code)}


def test_answers_and_impression_leave_together(make_world, make_study):
    async def story(showing):
        await showing.play(yes_if(lambda n: n % 2), yes_if(lambda n: n % 3))
        assert "not closed yet" in await let_out(showing)
        assert await left(showing) == set()
        await showing.close()
        assert await let_out(showing) == ""
        assert await left(showing) == {ANSWERS, IMPRESSION}
        found = await released_study(showing.world.stores, "talk")
        good = found.answers.filter(question="overall", segment="all", answer="good")
        assert good["share"][0] > 0.9
        assert good["answer_label"][0] == "Good"
        assert await let_out(showing) == ""

    run(make_world, make_study("standard", questionnaire=ASKED), story)


def test_without_questions_the_impression_leaves_alone(make_world, make_study):
    async def whole():
        world = make_world()
        async with world.running():
            code = await closed(world, make_study("standard", stimuli=LONG))
            session = await session_of(world.stores, "talk")
            assert await release_closing(world.stores, session, 0, at_once=True) == ""
            once = await world.stores.releases.once(code)
            assert [release.name for release in once] == [IMPRESSION]

    asyncio.run(whole())
