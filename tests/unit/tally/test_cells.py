"""The fold: whatever the order, the parts or the repetitions, one entry stands in each cell."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.domain.study import CADENCE_MAX_MS
from pulsemeter.simulation.expectation import Cell, MadeRecord, standing_codes
from pulsemeter.tally.cells import Cells, rank_of
from pulsemeter.tally.frame import RECORD, records_of

pytestmark = pytest.mark.usefixtures("by_each_engine")

PRESS, UNDO, PRESENCE, PAUSE, TAP, REFUSED = RecordKind

INTERVALS, CADENCE_MS, SEATS = 3, 50, 3


def folded(rows, cells=None):
    """All rows folded at once; the row of a seat is its number."""
    cells = cells or Cells(INTERVALS, CADENCE_MS, SEATS)
    records = records_of(rows)
    cells.fold(records, records["seat"].astype(np.int64))
    return cells


def entry(kind, choice):
    return st.tuples(st.just(kind), st.sampled_from(choice))


# Few moments, so that records meet in a cell and tie; some before the start, some past the end.
entries = (
    entry(PRESS, (100, 50, 0, -100))
    | entry(UNDO, (0,))
    | entry(PRESENCE, (SKIPPED, AWAY))
    | entry(PAUSE, (0,))
    | entry(REFUSED, (3,))
    | entry(77, (100,))
)
rows_of_a_log = st.lists(
    st.builds(
        lambda seat, rank, sequence, kind_choice, clock_ms: Record(
            seat, 10 * seat + rank, rank, sequence, kind_choice[0], 0, 0, kind_choice[1],
            clock_ms, 0,
        ),
        st.integers(0, SEATS - 1),
        st.integers(1, 3),
        st.integers(1, 9),
        entries,
        st.sampled_from((-51, -1, 0, 1, 48, 49, 50, 51, 99, 100, 149, 150, 151, 10_000)),
    ),
    unique_by=lambda row: (row.seat, row.writer, row.sequence),
    max_size=40,
)  # fmt: skip


def oracle(rows):
    """The rule in words, cell by cell, with nothing of the tally's code."""
    codes = np.full((INTERVALS, SEATS), UNKNOWN, dtype=np.int8)
    for interval in range(INTERVALS):
        for seat in range(SEATS):
            here = [
                row
                for row in rows
                if row.seat == seat
                and interval * CADENCE_MS <= row.clock_ms < (interval + 1) * CADENCE_MS
            ]
            reactions = [row for row in here if row.kind in (PRESS, UNDO)]
            presences = [row for row in here if row.kind == PRESENCE]
            standing = None
            for row in reactions or presences:
                if standing is None:
                    standing = row
                elif row.clock_ms != standing.clock_ms:
                    standing = row if row.clock_ms > standing.clock_ms else standing
                elif row.writer_rank != standing.writer_rank:
                    standing = row if row.writer_rank > standing.writer_rank else standing
                elif row.sequence > standing.sequence:
                    standing = row
            if standing is not None:
                codes[interval, seat] = SKIPPED if standing.kind == UNDO else standing.choice
    return codes


def assert_same(one, other):
    assert np.array_equal(one.codes, other.codes)
    assert np.array_equal(one.ranks, other.ranks)


@given(rows_of_a_log)
def test_the_fold_agrees_with_the_rule_in_words(rows):
    assert np.array_equal(folded(rows).codes, oracle(rows))


@given(rows_of_a_log)
def test_the_simulations_oracle_agrees_too(rows):
    expected = oracle(rows)
    for seat in range(SEATS):
        told = standing_codes(
            [
                MadeRecord(r.writer, r.writer_rank, r.sequence, r.kind, 0, 0, r.choice, r.clock_ms)
                for r in rows
                if r.seat == seat
            ],
            CADENCE_MS,
        )
        for interval in range(INTERVALS):
            assert told.get(Cell(0, 0, interval), UNKNOWN) == expected[interval, seat]


@given(rows_of_a_log, st.data())
def test_neither_order_nor_repetition_matters(rows, data):
    arrived = data.draw(st.permutations(rows + rows[: len(rows) // 2]))
    assert_same(folded(arrived), folded(rows))
    assert_same(folded(rows, folded(rows)), folded(rows))


@given(rows_of_a_log, st.lists(st.integers(0, 60), max_size=4))
def test_folding_in_parts_is_folding_at_once(rows, cuts):
    cells = Cells(INTERVALS, CADENCE_MS, SEATS)
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    for start, end in pairwise(edges):
        folded(rows[start:end], cells)
    assert_same(cells, folded(rows))


@given(rows_of_a_log, st.data())
def test_merging_is_folding_whatever_the_order_and_the_brackets(rows, data):
    parts = [[], [], []]
    for row in rows:
        parts[data.draw(st.integers(0, 2))].append(row)
    whole = folded(rows)
    left = folded(parts[0])
    left.merge(folded(parts[1]))
    left.merge(folded(parts[2]))
    right = folded(parts[1])
    right.merge(folded(parts[2]))
    outer = folded(parts[0])
    outer.merge(right)
    turned = folded(parts[2])
    turned.merge(folded(parts[1]))
    turned.merge(folded(parts[0]))
    for cells in (left, outer, turned):
        assert_same(cells, whole)
        cells.merge(whole)
        assert_same(cells, whole)


@given(rows_of_a_log, rows_of_a_log)
def test_transitions_lead_from_what_was_to_what_is(rows, more):
    keys = {(r.seat, r.writer, r.sequence) for r in rows}
    cells = folded(rows)
    before = cells.codes.copy()
    records = records_of([r for r in more if (r.seat, r.writer, r.sequence) not in keys])
    changes = cells.fold(records, records["seat"].astype(np.int64))
    places = list(zip(changes.intervals.tolist(), changes.rows.tolist(), strict=True))
    assert len(set(places)) == len(places)
    assert changes.before.tolist() == [before[place] for place in places]
    assert changes.after.tolist() == [cells.codes[place] for place in places]
    assert (changes.before != changes.after).all()
    untouched = np.ones(before.shape, dtype=bool)
    untouched[changes.intervals, changes.rows] = False
    assert np.array_equal(before[untouched], cells.codes[untouched])


def test_a_press_outranks_later_presence_and_an_undo_leaves_skipped(made):
    rows = [
        made(10, -100, seat=0, sequence=1),
        made(49, AWAY, kind=PRESENCE, seat=0, sequence=2),
        made(60, 100, seat=0, sequence=3),
        made(70, 0, kind=UNDO, seat=0, sequence=4),
        made(99, AWAY, kind=PRESENCE, seat=0, sequence=5),
        made(149, AWAY, kind=PRESENCE, seat=0, sequence=6),
    ]
    assert folded(rows).codes[:, 0].tolist() == [-100, SKIPPED, AWAY]


def test_time_of_the_standing_entry_can_be_read_back(made):
    cells = folded([made(7, seat=0), made(131, seat=2)])
    assert cells.offsets_ms(0, 3)[[0, 2], [0, 2]].tolist() == [7, 31]
    assert cells.offsets_ms(2, 3).shape == (1, SEATS)


def test_records_outside_the_stimulus_leave_no_trace(made):
    cells = folded(
        [made(t, seat=0, sequence=n) for n, t in enumerate((-50, -1, 150, 2**31 - 1), 1)]
    )
    assert (cells.codes == UNKNOWN).all()
    assert not cells.ranks.any()


def test_no_records_change_nothing():
    for cells in (Cells(INTERVALS, CADENCE_MS), Cells(0, CADENCE_MS), Cells(0, CADENCE_MS, 2)):
        changes = cells.fold(np.empty(0, dtype=RECORD), np.empty(0, dtype=np.int64))
        assert len(changes.rows) == len(changes.intervals) == 0
    with_none = Cells(0, CADENCE_MS)
    with_none.merge(Cells(0, CADENCE_MS, 4))
    assert with_none.codes.shape == (0, 4)


def test_growth_keeps_what_stands(made):
    cells = folded([made(10, -100, seat=0)], Cells(INTERVALS, CADENCE_MS))
    assert cells.rows == 1
    folded([made(60, 100, seat=5_000)], cells)
    assert cells.rows == 5_001
    assert cells.codes[0, 0] == -100
    assert cells.codes[1, 5_000] == 100
    assert np.count_nonzero(cells.codes != UNKNOWN) == 2


def test_merging_with_more_rows_grows(made):
    small, large = folded([made(10, -100, seat=0)]), Cells(INTERVALS, CADENCE_MS)
    folded([made(12, 100, seat=200)], large)
    small.merge(large)
    assert small.codes.shape == (INTERVALS, 201)
    assert (small.codes[0, 0], small.codes[0, 200]) == (-100, 100)


@pytest.mark.parametrize("other", [Cells(INTERVALS + 1, CADENCE_MS), Cells(INTERVALS, 51)])
def test_matrices_of_other_shape_do_not_merge(other):
    with pytest.raises(ValueError, match="same stimulus and cadence"):
        Cells(INTERVALS, CADENCE_MS).merge(other)


def test_clearing_a_row_clears_that_row_alone(made):
    cells = folded([made(10, seat=0), made(10, seat=1), made(60, seat=1, sequence=2)])
    cells.clear(1)
    assert cells.codes[:, 1].tolist() == [UNKNOWN] * INTERVALS
    assert not cells.ranks[:, 1].any()
    assert cells.codes[0, 0] == 100
    # A cleared row knows nothing: the lowest entry stands again.
    folded([made(0, AWAY, kind=PRESENCE, seat=1)], cells)
    assert cells.codes[0, 1] == AWAY


HIGHEST = {"clock_ms": CADENCE_MAX_MS - 1, "rank": 2**16 - 1, "sequence": 2**30 - 1}


@pytest.mark.parametrize("decider", [0, 1, 2])
def test_the_parts_of_a_rank_never_run_into_each_other(made, decider):
    # Lower in the deciding part, at the limit in all parts below it: the lower one must lose.
    names = ("clock_ms", "rank", "sequence")
    low = {name: HIGHEST[name] for name in names}
    high = dict.fromkeys(names, 1)
    for name in names[: decider + 1]:
        low[name] = high[name] = HIGHEST[name]
    low[names[decider]] -= 1
    ranks = rank_of(records_of([made(**low), made(**high)]), CADENCE_MAX_MS)
    assert ranks[0] < ranks[1]


def test_presence_at_its_highest_ranks_below_a_reaction_at_its_lowest(made):
    highest = made(choice=SKIPPED, kind=PRESENCE, **HIGHEST)
    lowest = made(0, rank=1, sequence=1)
    ranks = rank_of(records_of([highest, lowest]), CADENCE_MAX_MS)
    assert 0 < ranks[0] < ranks[1]


@pytest.mark.parametrize("cadence_ms", [0, -5_000, 65_536])
def test_a_cadence_that_a_rank_cannot_hold_is_refused(cadence_ms):
    with pytest.raises(ValueError, match="cadences of 1 to 65535 ms"):
        Cells(INTERVALS, cadence_ms)
    assert CADENCE_MAX_MS < 65_536


def test_a_cut_is_a_copy_of_some_intervals(made):
    cells = Cells(4, 5_000)
    cells.fold(records_of([made(1_000), made(6_500, -100, sequence=2)]), np.array([2, 2]))
    part = cells.cut(1, 3)
    assert part.codes.tolist() == cells.codes[1:3].tolist()
    assert part.offsets_ms(0, 1)[0, 2] == 1_500
    part.clear(2)
    assert int(cells.codes[1, 2]) == -100
