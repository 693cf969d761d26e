"""Counters are a cache: whatever happened, a recount gives the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN
from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.tally import counters as counters_module
from pulsemeter.tally.cells import Cells
from pulsemeter.tally.counters import Counters, Membership, Standing, standing_of
from pulsemeter.tally.frame import records_of

pytestmark = pytest.mark.usefixtures("by_each_engine")

INTERVALS, CADENCE_MS, ROWS = 4, 50, 5

rows_of_a_log = st.lists(
    st.builds(
        lambda seat, sequence, press, clock_ms: Record(
            seat, seat, 1, sequence, press[0], 0, 0, press[1], clock_ms, 0
        ),
        st.integers(0, ROWS + 1),  # two rows that are on no roster
        st.integers(1, 30),
        st.sampled_from(
            [
                (RecordKind.PRESS, 100),
                (RecordKind.PRESS, -50),
                (RecordKind.PRESS, 0),
                (RecordKind.UNDO, 0),
                (RecordKind.PRESENCE, SKIPPED),
                (RecordKind.PRESENCE, AWAY),
                (RecordKind.PAUSE, 0),
            ]
        ),
        st.integers(-10, INTERVALS * CADENCE_MS + 10),
    ),
    unique_by=lambda row: (row.seat, row.sequence),
    max_size=40,
)

memberships = st.builds(
    lambda region, age, enters: Membership(
        np.array([region, age], dtype=np.int16), (2, 3), np.array(enters, dtype=np.int32)
    ),
    st.lists(st.integers(-1, 1), min_size=ROWS, max_size=ROWS),
    st.lists(st.integers(-1, 2), min_size=ROWS, max_size=ROWS),
    st.lists(st.integers(0, INTERVALS), min_size=ROWS, max_size=ROWS),
)


def fold(cells, rows):
    records = records_of(rows)
    return cells.fold(records, records["seat"].astype(np.int64))


def recount(cells, membership):
    """Person by person, in plain loops."""
    counts = [np.zeros((INTERVALS, size, 5), dtype=np.int32) for size in membership.sizes]
    for partition, interval, row in np.ndindex(len(counts), INTERVALS, ROWS):
        cell = membership.codes[partition, row]
        if cell < 0 or interval < membership.enters[row]:
            continue
        code = int(cells.codes[interval, row]) if row < cells.rows else UNKNOWN
        if code == UNKNOWN:
            standing = Standing.UNKNOWN
        elif code == AWAY:
            standing = Standing.AWAY
        elif code == SKIPPED or code == 0:
            standing = Standing.NEITHER
        else:
            standing = Standing.LIKE if code > 0 else Standing.DISLIKE
        counts[partition][interval, cell, standing] += 1
    return counts


def assert_equal_counts(found, expected):
    for one, other in zip(found, expected, strict=True):
        assert np.array_equal(one, other)


@given(rows_of_a_log, memberships, st.integers(0, 40), st.integers(1, 7))
def test_counters_follow_the_cells_and_equal_a_recount(rows, membership, known, step):
    cells = Cells(INTERVALS, CADENCE_MS)
    fold(cells, rows[:known])
    counters = Counters(cells, membership)
    assert_equal_counts(counters.counts, recount(cells, membership))
    for start in range(known, len(rows), step):
        counters.apply(fold(cells, rows[start : start + step]))
        assert_equal_counts(counters.counts, recount(cells, membership))
    assert_equal_counts(counters.counts, Counters(cells, membership).counts)


@given(rows_of_a_log, memberships)
def test_everyone_on_the_roster_counts_once_per_interval_from_the_own_entry_on(rows, membership):
    cells = Cells(INTERVALS, CADENCE_MS)
    counters = Counters(cells, membership)
    counters.apply(fold(cells, rows))
    for partition, counts in enumerate(counters.counts):
        placed = membership.codes[partition] >= 0
        for interval in range(INTERVALS):
            entered = placed & (membership.enters <= interval)
            assert counts[interval].sum() == np.count_nonzero(entered)
            assert (counts[interval] >= 0).all()


def test_late_entrants_count_from_their_interval_only(made):
    membership = Membership(
        np.zeros((1, 2), dtype=np.int16), (1,), np.array([0, 2], dtype=np.int32)
    )
    cells = Cells(INTERVALS, CADENCE_MS, 2)
    counters = Counters(cells, membership)
    presses = [made(50 * k, seat=seat, sequence=k + 1) for seat in (0, 1) for k in range(INTERVALS)]
    counters.apply(fold(cells, presses))
    assert counters.counts[0][:, 0, Standing.LIKE].tolist() == [1, 1, 2, 2]
    assert_equal_counts(counters.counts, Counters(cells, membership).counts)


def test_standing_of_every_code():
    expected = dict.fromkeys(range(-128, 128), Standing.UNKNOWN)
    expected |= dict.fromkeys(range(-100, 0), Standing.DISLIKE)
    expected |= dict.fromkeys(range(1, 101), Standing.LIKE)
    expected |= {0: Standing.NEITHER, SKIPPED: Standing.NEITHER, AWAY: Standing.AWAY}
    codes = np.arange(-128, 128, dtype=np.int8)
    assert dict(zip(codes.tolist(), standing_of(codes).tolist(), strict=True)) == expected


@pytest.mark.parametrize("kinds", [1, 7, 4_096])
def test_partitions_are_counted_together_or_in_parts_and_the_counts_are_the_same(
    monkeypatch, kinds
):
    monkeypatch.setattr(counters_module, "_KINDS_MAX", kinds)
    draw = np.random.default_rng(8)
    sizes = (1, 4, 3, 12, 2)
    codes = np.array([draw.integers(-1, size, ROWS) for size in sizes], dtype=np.int16)
    membership = Membership(codes, sizes, draw.integers(0, 3, ROWS).astype(np.int32))
    cells = Cells(INTERVALS, CADENCE_MS)
    fold(cells, [Record(s, s, 1, 1, RecordKind.PRESS, 0, 0, 50, 60, 0) for s in range(ROWS - 1)])
    assert_equal_counts(Counters(cells, membership).counts, recount(cells, membership))
