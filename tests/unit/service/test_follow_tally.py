import asyncio

import numpy as np
import pytest

from pulsemeter.domain.delay import GRACE_MIN_MS, DelayCue
from pulsemeter.domain.presence import SKIPPED
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.domain.statement import Statement
from pulsemeter.service.count_statement import statement_now
from pulsemeter.service.follow_tally import TallyFollower
from pulsemeter.service.roster_member import Member
from pulsemeter.storage.memory import memory_stores
from pulsemeter.tally.counters import Standing
from pulsemeter.tally.frame import Frame, records_of, stretch_of

NORTH, SOUTH = {"region": "north"}, {"region": "south"}


def _kind(choice):
    return RecordKind.PRESENCE if choice == SKIPPED else RecordKind.PRESS


def frame(number, *presses):
    rows = [
        Record(seat, 1, 1, sequence, _kind(choice), 0, 0, choice, at_ms, at_ms)
        for sequence, (seat, at_ms, choice) in enumerate(presses, start=1)
    ]
    return Frame("C", 1, number, records_of(rows))


def following(study, *frames):
    stores = memory_stores()
    follower = TallyFollower("C", study, stores.log)

    async def whole():
        for one in frames:
            await stores.log.append(one)
        await follower.catch_up()

    asyncio.run(whole())
    return follower, stores


def members(count=6):
    return {seat: Member(NORTH if seat <= count else SOUTH) for seat in range(1, 2 * count + 1)}


def test_it_reads_from_its_last_position_and_no_further_than_told(make_study):
    follower, stores = following(make_study(), frame(1, (1, 500, 100)))

    async def more():
        for number in (2, 3):
            await stores.log.append(frame(number, (number, 500, 100)))
        assert await follower.catch_up(2) == 2
        assert set(follower.tally.row_of) == {1, 2}
        assert await follower.catch_up() == 3
        assert await follower.catch_up() == 3

    asyncio.run(more())


def test_what_somebody_has_read_is_not_read_again(make_study):
    frames = [frame(number, (number, 500, 100)) for number in (1, 2, 3)]
    read_by_itself, stores = following(make_study(), *frames)
    follower, asked = TallyFollower("C", make_study(), stores.log), []
    follower.mark_gone({2})
    read = stores.log.read

    async def heard(code, after=0, limit=1_000):
        asked.append(after)
        return await read(code, after, limit)

    stores.log.read = heard
    held = stretch_of(list(enumerate(frames, start=1)))
    assert asyncio.run(follower.catch_up(2, held)) == 2
    assert asked == []
    assert asyncio.run(follower.catch_up(read=held)) == 3
    assert asked == [3]
    assert set(follower.tally.row_of) == {1, 3}, "who withdrew in the meantime isn't folded"
    assert set(read_by_itself.tally.row_of) == {1, 2, 3}


def test_counts_are_those_of_the_cells_of_the_plan(make_study):
    follower, _ = following(make_study(), frame(1, (1, 500, 100), (2, 600, -100), (9, 700, 100)))
    follower.settle(members())
    whole, regions = follower.interval_counts(0, 0)
    assert whole.tolist() == [[2, 1, 0, 0, 9]]
    assert regions[:, Standing.LIKE].tolist() == [1, 1]
    assert follower.reported_share(0, 0, {1, 2, 9, 10}) == pytest.approx(3 / 4)
    assert [cell.roster for cell in follower.cells()] == [12, 6, 6]


def test_late_comers_count_from_their_interval_and_whole_only_in_the_whole(make_study):
    follower, _ = following(make_study(), frame(1, (20, 500, 100), (20, 5_500, 100), (21, 500, 1)))
    with pytest.raises(ValueError, match="settled"):
        follower.extend({20: Member(NORTH, 1)})
    follower.settle(members())
    follower.extend({20: Member(NORTH, 1), 21: Member(SOUTH, 0, True)})
    assert follower.interval_counts(0, 0)[0][0, Standing.LIKE] == 1
    assert follower.interval_counts(0, 0)[1][:, Standing.LIKE].tolist() == [0, 0]
    assert follower.interval_counts(0, 1)[1][:, Standing.LIKE].tolist() == [1, 0]


def test_a_withdrawn_seat_stays_on_the_roster_as_somebody_unheard_of(make_study):
    follower, stores = following(make_study(), frame(1, (1, 500, 100), (2, 600, 100)))
    follower.settle(members())
    follower.forget(1)
    assert follower.interval_counts(0, 0)[0].tolist() == [[1, 0, 0, 0, 11]]

    async def later():  # read before it was blanked, folded after
        await stores.log.append(frame(2, (1, 6_000, 100)))
        await follower.catch_up()

    asyncio.run(later())
    assert follower.interval_counts(0, 1)[0][0, Standing.LIKE] == 0


def test_adopting_settled_cells_counts_as_before(make_study):
    study = make_study()
    first, stores = following(study, frame(1, (1, 500, 100), (8, 600, -100)))
    first.settle(members())
    second = TallyFollower("C", study, stores.log)
    second.adopt(first.plan.cells, members())
    asyncio.run(second.catch_up())
    for interval in range(6):
        for a, b in zip(
            first.interval_counts(0, interval), second.interval_counts(0, interval), strict=True
        ):
            assert np.array_equal(a, b)


def test_a_statement_is_read_in_its_shifted_window(make_study):
    silent = [(seat, at_ms, SKIPPED) for seat in (1, 2) for at_ms in (9_999, 12_999)]
    follower, _ = following(
        make_study(), frame(1, (1, 4_000, 100), (2, 1_000, 100)), frame(2, *silent)
    )
    follower.settle(members())
    statement = Statement("s", 1, "talk", 0, 10_000, "Words.")
    assert follower.overlapped(statement) == (0, 3)
    counts = statement_now(follower, statement)[1][0]
    # The second person's press at one second was about what came before.
    assert counts.tolist() == [[1, 0, 1, 10]]


def test_how_far_a_seat_is_known(make_study):
    follower, _ = following(make_study(), frame(1, (1, 500, 100), (1, 12_345, 100)))
    assert follower.known_upto_ms(1) == 12_345
    assert follower.known_upto_ms(99) == 0


CUES = tuple(DelayCue(n, "now", marked_ms=500 * n) for n in (1, 2, 3))


def tapped(number, seat, *delays_ms):
    """A frame of taps at the cues 1, 2, 3 …, each so late."""
    rows = [
        Record(seat, 1, 1, 100 + n, RecordKind.TAP, 0, n, 0, 500 * n + late, 0)
        for n, late in enumerate(delays_ms, start=1)
    ]
    return Frame("C", 1, number, records_of(rows))


def delayed(study, *frames, cues=CUES):
    stores = memory_stores()
    follower = TallyFollower("C", study, stores.log, is_delayed=True)

    async def whole():
        for one in frames:
            await stores.log.append(one)
            await follower.catch_up()
        await follower.time_anew(cues)

    asyncio.run(whole())
    return follower, stores


def test_what_was_pressed_before_the_delay_was_known_is_placed_once_it_is(make_study):
    follower, stores = delayed(
        make_study(),
        frame(1, (1, 21_000, 100), (2, 21_000, -100)),
        tapped(2, 1, 10_000, 10_100, 10_200),
    )
    follower.settle(members())
    # The first person pressed at 10.9 s of the stimulus; nothing is known of the second's screen.
    liked = [follower.interval_counts(0, k)[0][0, Standing.LIKE] for k in range(6)]
    assert liked == [0, 0, 1, 0, 0, 0]
    assert all(follower.interval_counts(0, k)[0][0, Standing.DISLIKE] == 0 for k in range(6))

    async def later():
        await stores.log.append(tapped(3, 2, 20_000, 20_000, 20_000))
        await stores.log.append(tapped(4, 1, 10_000, 10_100, 10_200))
        await follower.catch_up()
        await follower.time_anew(CUES)

    asyncio.run(later())
    assert follower.interval_counts(0, 0)[0].tolist() == [[0, 1, 0, 0, 11]]
    assert follower.interval_counts(0, 2)[0][0, Standing.LIKE] == 1


def test_a_coarse_delay_counts_for_long_statements_only(make_study):
    spoken = [(1, at_ms, choice) for at_ms, choice in ((21_000, 100), (24_900, 100))]
    follower, _ = delayed(make_study(), frame(1, *spoken), tapped(2, 1, 10_000, 14_000, 12_000))
    follower.settle(members())
    assert all(follower.interval_counts(0, k)[0][0, Standing.LIKE] == 0 for k in range(6))
    long = Statement("s", 1, "talk", 5_000, 15_000, "Long.")
    short = Statement("t", 1, "talk", 5_000, 14_999, "Short.")
    counted = [statement_now(follower, s)[1][0][0].tolist() for s in (long, short)]
    assert counted == [[1, 0, 0, 11], [0, 0, 0, 12]]


def test_the_grace_waits_for_known_screens_of_the_roster(make_study):
    follower, _ = delayed(make_study(), tapped(1, 1, 40_000, 40_000, 40_000))
    assert follower.grace_ms() == GRACE_MIN_MS
    follower.settle(members())
    assert follower.grace_ms() == 45_000
    follower.forget(1)
    assert follower.grace_ms() == GRACE_MIN_MS
    in_page, _ = following(make_study())
    in_page.settle(members())
    assert in_page.grace_ms() == GRACE_MIN_MS
