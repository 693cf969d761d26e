"""The oracle of the standing rule, rule by rule."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.simulation.expectation import Cell, MadeRecord, expected_keys, standing_codes

PRESS, UNDO, PRESENCE, PAUSE = (
    RecordKind.PRESS,
    RecordKind.UNDO,
    RecordKind.PRESENCE,
    RecordKind.PAUSE,
)


def made(kind, stimulus_ms, choice=0, sequence=1, rank=1):
    return MadeRecord(rank * 1000, rank, sequence, kind, 0, 0, choice, stimulus_ms)


@pytest.mark.parametrize(
    ("records", "code"),
    [
        ([made(PRESS, 100, 100)], 100),
        ([made(PRESENCE, 4_999, AWAY)], AWAY),
        ([made(PRESS, 100, -100), made(PRESENCE, 4_999, SKIPPED, 2)], -100),
        ([made(PRESS, 100, 100), made(PRESS, 200, -100, 2)], -100),
        ([made(PRESS, 200, 100), made(PRESS, 100, -100, 2)], 100),
        ([made(PRESS, 100, 100), made(PRESS, 100, -100, 2)], -100),
        ([made(PRESS, 100, 100, 9), made(PRESS, 100, -100, 1, rank=2)], -100),
        ([made(PRESS, 101, 100, 9), made(PRESS, 100, -100, 1, rank=2)], 100),
        ([made(PRESS, 100, 100), made(UNDO, 200, 0, 2)], SKIPPED),
        ([made(UNDO, 200, 0, 1), made(PRESENCE, 4_999, AWAY, 2)], SKIPPED),
        ([made(UNDO, 200, 0, 1), made(PRESS, 201, 100, 2)], 100),
        ([made(PRESENCE, 4_000, AWAY), made(PRESENCE, 4_999, SKIPPED, 2)], SKIPPED),
    ],
)
def test_one_cell(records, code):
    assert standing_codes(records, 5_000) == {Cell(0, 0, 0): code}
    assert standing_codes(list(reversed(records)), 5_000) == {Cell(0, 0, 0): code}


def test_a_pause_alone_says_nothing():
    assert standing_codes([made(PAUSE, 100)], 5_000) == {}


def test_a_tick_belongs_to_the_next_interval():
    codes = standing_codes([made(PRESS, 4_999, 100), made(PRESS, 5_000, -100, 2)], 5_000)
    assert codes == {Cell(0, 0, 0): 100, Cell(0, 0, 1): -100}


records_of_a_seat = st.lists(
    st.builds(
        made,
        st.sampled_from((PRESS, UNDO, PRESENCE)),
        st.integers(0, 9_999),
        st.sampled_from((100, -100)),
        st.integers(1, 50),
        st.integers(1, 3),
    ),
    unique_by=lambda record: (record.writer, record.sequence),
)


@given(records_of_a_seat, st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(records, random):
    shuffled = [*records, *records[:3]]
    random.shuffle(shuffled)
    assert standing_codes(shuffled, 5_000) == standing_codes(records, 5_000)
    assert expected_keys(shuffled) == {(r.writer, r.sequence) for r in records}
