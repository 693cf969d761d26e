"""The list of erasures: opaque, sorted, and applied to whatever copy holds those seats."""

import asyncio
import re

import pytest

from pulsemeter.domain.contact import Contact
from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.session import SessionState
from pulsemeter.service.erasure_list import (
    HEADER,
    ListRefused,
    apply_list,
    contact_entry,
    erasure_list,
    list_text,
    read_list,
    session_entry,
    withdrawal_entry,
)
from pulsemeter.service.erasure_ports import Withdrawal
from pulsemeter.service.register_ports import HeldContact
from pulsemeter.storage.memory.register import MemoryRegisterBook


def test_a_copy_loses_what_was_withdrawn_and_forgotten_later(make_world, make_study):
    async def played(world):
        async with world.running():
            code = await world.session(make_study())
            seats = await world.sit_all(code, [{"region": "north"}] * 3)
            await world.go(code, SessionState.RUNNING)
            world.clock.now_ms += 5_000
            for seat in seats:
                await world.press(seat, 1_000)
            return code, seats

    async def registered():
        register = MemoryRegisterBook()
        await register.make("words")
        await register.put([HeldContact(n, "talk", Contact("Ann")) for n in (1, 2)])
        return register

    async def story():
        live, copy = make_world(), make_world()
        shelf, copied_shelf = await registered(), await registered()
        code, seats = await played(live)
        assert await played(copy) == (code, seats), "the same seats, as in a copy"
        async with live.running():
            await live.enrolment.withdraw(live.enrolment.seat(seats[1].id))
        await shelf.forget([2])
        entries = await erasure_list(live.stores, shelf)
        assert entries == sorted(
            [withdrawal_entry(Withdrawal(code, seats[1].id)), contact_entry(2)]
        )
        stores = copy.stores
        assert await apply_list(stores, copied_shelf, [*entries, "0" * 64], 0) == (1, 1)
        steps = {r.seat.id: r.seat.step for r in await stores.seats.all(code)}
        assert [steps[s.id] is SeatStep.WITHDRAWN for s in seats] == [False, True, False]
        frames = [frame.records["seat"] for _, frame in await stores.log.read(code)]
        assert {int(s) for row in frames for s in row} == {0, seats[0].id, seats[2].id}
        assert await copied_shelf.ids() == [1]
        assert await stores.erasures.unfinished() == []
        assert await erasure_list(stores, copied_shelf) == entries, "a copy of it tells the same"

    asyncio.run(story())


def test_a_copy_of_a_session_that_ran_tells_nothing_more_of_who_went(make_world, make_study):
    async def story():
        copy = make_world()
        async with copy.running():
            code = await copy.session(make_study())
            seats = await copy.sit_all(code, [{"region": r} for r in ("north", "south")] * 6)
            await copy.go(code, SessionState.RUNNING)
            await copy.keeper.tick()
            for seat in seats:
                await copy.press(seat, 1_000)
            copy.clock.now_ms += 9_000
            await copy.keeper.tick()
            released = (await copy.stores.releases.state(code)).releases
            assert released
        await apply_list(copy.stores, None, [session_entry(code)], copy.clock.wall_ms())
        again = copy.restart()
        async with again.running():
            for _ in range(3):
                await again.keeper.tick()
                again.clock.now_ms += 60_000
            assert again.enrolment.seats(code) == []
            told = (await again.stores.releases.state(code)).releases
            assert told == released
            cells = (await again.keeper.room(code)).follower.cells()
            assert "region:north" in {cell.id for cell in cells}

    asyncio.run(story())


def test_entries_are_opaque_and_differ_by_session_and_kind():
    one = withdrawal_entry(Withdrawal("KENNEDY", 5))
    assert re.fullmatch("[0-9a-f]{64}", one)
    others = [withdrawal_entry(Withdrawal("NIXON", 5)), contact_entry(5), session_entry("KENNEDY")]
    assert len({one, *others}) == 4


def test_a_list_is_read_as_it_was_written_and_nothing_else():
    entries = [contact_entry(n) for n in range(3)]
    assert read_list(list_text(entries), "list") == entries
    assert read_list(f"{HEADER}\r\n", "list") == []
    for text in ("", "names,emails\n"):
        with pytest.raises(ListRefused, match="is no list of erasures"):
            read_list(text, "list")
    with pytest.raises(ListRefused, match="line 3"):
        read_list(list_text([entries[0], entries[1][:-1]]), "list")
