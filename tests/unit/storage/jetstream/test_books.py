"""The rest of these books is under contract; here is what happens between the two stores."""

import numpy as np
import pytest

from pulsemeter.domain.participant import Seat
from pulsemeter.service.import_ports import ImportedSeat
from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream.books import with_log
from pulsemeter.storage.memory import memory_stores
from pulsemeter.tally.frame import RECORD, Frame


def frame(number, *seats):
    records = np.zeros(len(seats), dtype=RECORD)
    records["seat"] = seats
    return Frame("IMPORT", 3, number, records)


def seat(number):
    return ImportedSeat(Seat(number, "IMPORT"), b"secret %d" % number, b"recovery %d" % number)


def test_the_other_books_stay_as_they_are(tell):
    async def story(client, log):
        stores = memory_stores()
        joined = with_log(stores, log)
        assert joined.log is log
        assert joined.seats is stores.seats
        assert joined.erasures is not stores.erasures

    tell(story)


def test_of_an_import_that_is_refused_only_its_own_frames_go(tell):
    async def story(client, log):
        stores = with_log(memory_stores(), log)
        await stores.imports.keep_persons([seat(1)], [frame(1, 1)])
        with pytest.raises(StoreError, match="exists already"):
            await stores.imports.keep_persons([seat(1)], [frame(2, 1), frame(3, 1)])
        assert [held.gateway_sequence for _, held in await log.read("IMPORT")] == [1]

    tell(story)


def test_erasing_persons_begins_with_the_log(tell):
    async def story(client, log):
        others = memory_stores()
        stores = with_log(others, log)
        await stores.imports.keep_persons([seat(1)], [frame(1, 1)])

        async def full(session):
            raise StoreError("the disk is full")

        others.erasures.erase_persons = full
        with pytest.raises(StoreError):
            await stores.erasures.erase_persons("IMPORT")
        assert await log.read("IMPORT") == []
        assert await stores.imports.codes() == {"IMPORT"}

    tell(story)


def test_who_withdraws_while_a_sessions_order_goes_is_not_written_anew(tell):
    async def story(client, log):
        stores = with_log(memory_stores(), log)
        await stores.imports.keep_persons([seat(1), seat(2)], [frame(1, 1, 2), frame(2, 2, 1)])
        publish, begun = log._stream.publish, []

        async def withdrawn_before(*arguments, **named):
            if not begun:
                begun.append(True)  # everything was read by now, and nothing was written anew
                await stores.seats.erase("IMPORT", 1)
                await log.redact("IMPORT", 1)
                for one in await stores.erasures.unfinished():
                    await stores.erasures.finish(one)
            return await publish(*arguments, **named)

        log._stream.publish = withdrawn_before
        await stores.erasures.forget_order("IMPORT")
        held = [int(row["seat"]) for _, one in await log.read("IMPORT") for row in one.records]
        assert sorted(held) == [0, 0, 2, 2]

    tell(story)
