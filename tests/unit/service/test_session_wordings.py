import asyncio

from pulsemeter.domain.edit_wording import change_statement, delete_statement
from pulsemeter.domain.session import SessionKind, SessionState
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
