import asyncio
from dataclasses import replace

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.recruitment import CategoriesFrom, Recruitment
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import JoinMode
from pulsemeter.service.dry_run import as_tried, open_dry_run, tried_as_it_is
from pulsemeter.service.edit_study import edit_study, study_tables


def test_a_dry_run_is_open_to_whoever_has_the_link(make_study):
    sealed_off = make_study(
        join=JoinMode.TOKENS,
        recruitment=Recruitment(categories_from=CategoriesFrom.TOKENS),
        read_by="Ada",
    )
    assert as_tried(sealed_off) == replace(make_study(), read_by="")


def test_whoever_came_to_the_end_has_tried_the_study_as_it_was(world, make_study):
    study = make_study()
    book, seats = world.stores.studies, world.stores.seats

    async def tried():
        return await tried_as_it_is(book, seats, await book.study("talk"), await book.sessions())

    async def story():
        async with world.running():
            await book.add_study(study, "", ())
            planned = await world.conduct.plan("talk", SessionKind.ON_DEMAND, dry_run=True)
            assert planned.simulated
            assert open_dry_run("talk", await book.sessions()) is None
            await world.conduct.step(planned.code, SessionState.OPEN)
            assert open_dry_run("talk", await book.sessions()).code == planned.code
            assert open_dry_run("other", await book.sessions()) is None
            seat = await world.sit(planned.code, region="north")
            assert not await tried()
            await seats.put([replace(seat, step=SeatStep.THANKS)])
            assert await tried()
            await edit_study(book, study, study_tables(replace(study, read_by="Ada")))
            assert await tried()
            vouched = await book.study("talk")
            await edit_study(book, vouched, study_tables(replace(vouched, title="Another")))
            assert not await tried()
            await world.conduct.step(planned.code, SessionState.CLOSED)
            assert open_dry_run("talk", await book.sessions()) is None

    asyncio.run(story())
