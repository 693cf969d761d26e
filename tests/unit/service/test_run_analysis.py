import asyncio

import numpy as np

from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.run_analysis import analyse_session, read_records
from pulsemeter.storage.memory import memory_stores
from pulsemeter.tally.frame import Frame, records_of


def row(seat, sequence, at_ms):
    return Record(seat, 1, 1, sequence, RecordKind.PRESS, 0, 0, 100, at_ms, at_ms)


def test_one_pass_comes_to_the_same_cells_as_following(make_study):
    stores = memory_stores()

    async def whole():
        rng = np.random.default_rng(5)
        for number in range(1, 40):
            rows = [row(int(rng.integers(1, 9)), number, int(rng.integers(30_000)))]
            await stores.log.append(Frame("C", 1, number, records_of(rows)))
        follower = TallyFollower("C", make_study(), stores.log)
        await follower.catch_up(17)
        await follower.catch_up()
        analysis = await analyse_session(stores.log, "C", make_study())
        assert analysis.tally.position == follower.tally.position
        for seat, place in analysis.tally.row_of.items():
            assert np.array_equal(
                analysis.tally.cells[0, 0].codes[:, place],
                follower.tally.cells[0, 0].codes[:, follower.tally.row_of[seat]],
            )

    asyncio.run(whole())


def test_blanked_rows_are_no_records_and_an_empty_log_has_none():
    stores = memory_stores()

    async def whole():
        assert len((await read_records(stores.log, "C"))[0]) == 0
        await stores.log.append(Frame("C", 1, 1, records_of([row(1, 1, 0), row(2, 1, 0)])))
        await stores.log.redact("C", 1)
        records, position = await read_records(stores.log, "C")
        assert (records["seat"].tolist(), position) == ([2], 1)

    asyncio.run(whole())
