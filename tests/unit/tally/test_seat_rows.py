"""Many seats looked up at once get the rows that a dictionary gives one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.tally.seat_rows import SeatRows

# Neighbours, seats that differ in high bits alone, and any others.
seats = st.one_of(
    st.integers(1, 40), st.integers(0, 15).map(lambda n: 1 + (n << 60)), st.integers(1, 2**64 - 1)
)
batches = st.lists(st.lists(seats, max_size=90), max_size=6)


def asked(rows, batch):
    return rows.rows(np.array(batch, dtype=np.uint64)).tolist()


@given(batches, st.lists(seats, max_size=5))
def test_rows_are_those_of_a_dictionary(parts, single):
    rows, plain = SeatRows(), {}
    for batch in parts:
        for seat in single:  # heard of one by one, between two batches
            assert rows.row(seat) == plain.setdefault(seat, len(plain))
        for seat in sorted(set(batch) - plain.keys()):
            plain[seat] = len(plain)
        assert asked(rows, batch) == [plain[seat] for seat in batch]
    assert rows == plain
    assert list(rows.values()) == list(range(len(rows)))


@pytest.mark.parametrize("step", [1, 1 << 20, 1 << 50])
def test_seats_in_a_row_find_theirs_in_a_large_table(step):
    rows = SeatRows()
    held = (np.arange(1, 5_001, dtype=np.uint64) * np.uint64(step))[::-1].copy()
    assert rows.rows(held).tolist() == list(range(4_999, -1, -1))
    assert rows.rows(held[:100]).tolist() == list(range(4_999, 4_899, -1))


def test_it_begins_with_what_it_is_given():
    rows = SeatRows({9: 0, 4: 1})
    assert asked(rows, [4, 9, 7]) == [1, 0, 2]
    assert asked(rows, []) == []
