"""The plan is sealed with the opening, and what was done otherwise is told."""

import asyncio
from dataclasses import replace

import pytest

from pulsemeter.domain.edit_wording import change_statement, delete_statement
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.wording import change_between
from pulsemeter.release.analysis_plan import digest_of, plan_of
from pulsemeter.release.figures import StatementRelease
from pulsemeter.service.ports import StoreError
from pulsemeter.service.seal_plan import plan_deviations, seal_plan, sealed_plan, show_plan
from pulsemeter.service.wording_ports import SealedPlan

SAID = [
    Statement("s01", 1, "talk", 0, 5_000, "We choose to go."),
    Statement("s02", 1, "talk", 5_000, 9_000, "Not easy."),
]


def told(number, statement, revision, standing="provisional"):
    return StatementRelease(number, statement, revision, standing, 100, [])


async def edit(stores, make):
    before = await stores.studies.wording("talk")
    change = change_between(before, make(before))
    assert await stores.studies.change_wording("talk", before.edition, change)


def story(make_world, make_study, work):
    async def run():
        world = make_world()
        async with world.running():
            await world.stores.studies.add_study(make_study("standard"), "", SAID)
            planned = await world.conduct.plan("talk", SessionKind.LIVE)
            return await work(world, world.stores.studies, planned.code)

    return asyncio.run(run())


def test_the_plan_is_sealed_when_the_session_opens(make_world, make_study):
    async def work(world, book, code):
        before = await show_plan(book, code)
        assert await sealed_plan(book, code) is None
        await edit(world.stores, lambda w: change_statement(w, "s01", words="Another."))
        await world.go(code, SessionState.OPEN)
        sealed = await show_plan(book, code)
        await edit(world.stores, lambda w: delete_statement(w, "s01"))
        return before, sealed, await show_plan(book, code), await book.wording_of_session(code)

    before, sealed, later, shown = story(make_world, make_study, work)
    assert (before.is_sealed, sealed.is_sealed) == (False, True)
    assert 'statement s01: {"revision": 1' in before.plan.text
    assert 'statement s01: {"revision": 2' in sealed.plan.text
    assert later == sealed
    assert [(s.id, s.revision) for s in shown.statements] == [("s01", 2), ("s02", 1)]


def test_a_plan_of_an_opening_that_failed_is_made_anew(make_world, make_study):
    async def work(world, book, code):
        study = await book.study("talk")
        await seal_plan(book, code, replace(study, lag_ms=1))
        assert await sealed_plan(book, code) is None  # it isn't open yet
        await world.go(code, SessionState.OPEN)
        return await sealed_plan(book, code), study, await book.wording("talk")

    plan, study, wording = story(make_world, make_study, work)
    assert plan == plan_of(study, wording)


def test_deviations_are_what_the_releases_cite(make_world, make_study):
    async def work(world, book, code):
        await edit(world.stores, lambda w: change_statement(w, "s01", words="Another."))
        session = await world.conduct.step(code, SessionState.OPEN)
        as_planned = [told(1, "s01", 2), told(2, "s02", 1, "final")]
        return [
            await plan_deviations(book, session, releases)
            for releases in ([], as_planned, as_planned[:1], as_planned[1:], [told(1, "s01", 1)])
        ]

    nothing, whole, begun, less, older = story(make_world, make_study, work)
    assert nothing == whole == begun == []
    assert [line.split(":")[0] for line in less] == ["statement s01"]
    assert less[0].endswith("left out")
    assert older == ["statement s01, revision: planned 2, used 1"]


def test_a_session_without_a_plan_has_no_deviations_to_tell(make_world, make_study):
    async def work(world, book, code):
        session = (await book.session(code)).step(SessionState.OPEN, 0)
        await book.put_session(session, await book.study("talk"))
        return (
            await plan_deviations(book, session, []),
            await show_plan(book, code),
            await show_plan(book, "NOBODY"),
        )

    assert story(make_world, make_study, work) == (None, None, None)


def test_a_plan_that_was_altered_is_refused(make_world, make_study):
    async def work(world, book, code):
        plan = await seal_plan(book, code, await book.study("talk"))
        held = await book.plan(code)
        await book.put_plan(code, replace(held, text=held.text.replace("3000", "2000")))
        session = (await book.session(code)).step(SessionState.OPEN, 0)
        await book.put_session(session, await book.study("talk"))
        with pytest.raises(StoreError, match=f"not {plan.digest}"):
            await sealed_plan(book, code)

    story(make_world, make_study, work)


def test_a_plan_of_another_form_is_left_to_the_program_that_knows_it(make_world, make_study):
    async def work(world, book, code):
        text = "Pulsemeter analysis plan, form 99\nlag: 3\n"
        await book.put_plan(code, SealedPlan(0, text, digest_of(text)))
        session = (await book.session(code)).step(SessionState.OPEN, 0)
        await book.put_session(session, await book.study("talk"))
        with pytest.raises(StoreError, match="a newer one sealed it"):
            await sealed_plan(book, code)

    story(make_world, make_study, work)
