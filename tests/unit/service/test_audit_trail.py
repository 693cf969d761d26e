import asyncio

import pytest

from pulsemeter.domain.audit import BEGINNING
from pulsemeter.domain.session import SessionState, SessionStateError
from pulsemeter.service.audit_trail import AuditTrail


def run(story):
    asyncio.run(story())


@pytest.fixture
def trail(world):
    return AuditTrail(world.stores.audit, world.clock)


async def entries_of(trail):
    return [entry async for entry in trail.all()]


def test_what_is_noted_is_chained_and_dated(world, trail):
    async def story():
        await trail.note("Ada", "invite", "moon", "as editor")
        world.clock.now_ms += 5_000
        await trail.note("Ada", "remove", "moon")
        first, second = await entries_of(trail)
        assert (first.number, second.number) == (1, 2)
        assert (first.deed.act, first.deed.detail, second.deed.detail) == (
            "invite",
            "as editor",
            "",
        )
        assert second.deed.wall_ms - first.deed.wall_ms == 5_000
        report = await trail.verified()
        assert (report.entries, report.head, report.broken) == (2, second.link, None)

    run(story)


def test_an_empty_log_is_whole(trail):
    async def story():
        report = await trail.verified()
        assert (report.entries, report.head, report.broken) == (0, BEGINNING, None)

    run(story)


def test_more_entries_than_a_page_are_read_in_order(trail):
    async def story():
        for number in range(1_203):
            await trail.note("server", "forget", str(number))
        subjects = [entry.deed.subject for entry in await entries_of(trail)]
        assert subjects == [str(number) for number in range(1_203)]

    run(story)


def test_a_long_text_is_cut_and_half_a_character_replaced(trail):
    async def story():
        await trail.note("Ada", "close", "moon", " because \ud800 " + "x" * 5_000)
        (entry,) = await entries_of(trail)
        assert entry.deed.detail.startswith("because ? x")
        assert len(entry.deed.detail) == 1_000

    run(story)


@pytest.mark.parametrize(
    ("shown_ms", "detail"),
    [(12_500, "early, 18 s before the end of the stimulus"), (31_000, "")],
)
def test_a_step_is_noted_and_an_early_close_says_so(world, trail, make_study, shown_ms, detail):
    async def story():
        code = await world.session(make_study())
        await trail.note_step("Ada", world.conduct.place(code), SessionState.RUNNING)
        await world.go(code, SessionState.RUNNING)
        world.clock.now_ms += shown_ms
        await trail.note_step("Ada", world.conduct.place(code), SessionState.CLOSED)
        started, closed = await entries_of(trail)
        assert (started.deed.act, started.deed.subject) == ("session running", code)
        assert (closed.deed.act, closed.deed.detail) == ("session closed", detail)

    run(story)


def test_the_plan_of_a_session_is_noted_by_its_digest(world, trail, make_study):
    async def story():
        code = await world.session(make_study())
        assert await world.conduct.plan_digest("NOBODY") == ""
        digest = await world.conduct.plan_digest(code)
        await trail.note_plan("Ada", code, digest)
        (entry,) = await entries_of(trail)
        assert (entry.deed.act, entry.deed.subject) == ("plan sealed", code)
        assert entry.deed.detail == f"SHA-256 {digest}"
        assert len(digest) == 64

    run(story)


def test_a_step_that_is_not_allowed_leaves_no_entry(world, trail, make_study):
    async def story():
        code = await world.session(make_study())
        with pytest.raises(SessionStateError):
            await trail.note_step("Ada", world.conduct.place(code), SessionState.RELEASED)
        assert await entries_of(trail) == []

    run(story)
