import asyncio

from tests.unit.service.test_keep_words_live import LOAD, key, like, live, verdicts

from pulsemeter.domain.edit_wording import change_statement, delete_statement
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.domain.wording import change_between


def test_a_session_keeps_its_statements_whatever_is_edited(world, make_study, spoken):
    async def story():
        await world.stores.studies.add_study(make_study(), "", spoken)
        planned = await world.conduct.plan("talk", SessionKind.LIVE)
        wording = await world.stores.studies.wording("talk")
        noted = change_statement(wording, "s1", note="disputed")
        before = await world.keeper.statements(planned.code)
        assert await world.stores.studies.change_wording("talk", 0, change_between(wording, noted))
        edited = await world.keeper.statements(planned.code)
        await world.go(planned.code, SessionState.OPEN)
        gone = change_between(noted, delete_statement(noted, "s1"))
        assert await world.stores.studies.change_wording("talk", 1, gone)
        opened = await world.keeper.statements(planned.code)
        anew = await world.restart().stores.studies.wording_of_session(planned.code)
        return [
            [(s.id, s.revision) for s in said] for said in (before, edited, opened, anew.statements)
        ]

    before, edited, opened, anew = asyncio.run(story())
    assert before == [("s1", 1), ("s2", 1)]
    assert edited == opened == anew == [("s1", 2), ("s2", 1)]


def test_passages_of_live_words_are_judged_after_the_close(make_world, make_study):
    world = make_world()
    talk = Stimulus("talk", "A talk", 60_000)

    async def story():
        code, seats = await live(world, make_study("standard", stimuli=(talk,), lag_ms=0))
        await world.keeper.words.step(code, LOAD, "Mo")
        for at_ms in (0, 12_000):
            await key(world, code, "next", at_ms)
        await key(world, code, "end", 30_000)
        await like(world, seats)
        await world.keeper.tick()
        wordings = world.keeper.wordings
        during = [each.id for each in await wordings.judged(code)]
        await world.go(code, SessionState.CLOSED)
        await world.keeper.tick()
        world.clock.now_ms += 60_000
        await world.keeper.tick()
        after = await wordings.judged(code)
        passage = (await wordings.shown(code)).passages[0]
        left = {name: standing for name, _, standing in await verdicts(world, code)}
        return during, [each.id for each in after], passage.id, left

    async def whole():
        async with world.running():
            return await story()

    during, after, passage, left = asyncio.run(whole())
    assert passage not in during
    assert after == [*during, passage]
    assert left[passage] == "final"
    assert set(left) == set(after)
