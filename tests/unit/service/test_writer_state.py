import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.reaction import Record, RecordKind
from pulsemeter.service.writer_state import (
    SEQUENCE_AHEAD_MAX,
    SEQUENCE_MAX,
    WriterState,
    digest,
    digests,
    note_all,
)
from pulsemeter.tally.frame import records_of


@given(st.permutations(range(1, 30)))
def test_upto_is_the_highest_contiguous_one_in_any_order(order):
    state = WriterState(1)
    settled = set()
    for sequence in order:
        assert state.see(sequence, 5)
        state.settle(sequence)
        settled.add(sequence)
        expected = next(n for n in range(1, 100) if n not in settled) - 1
        assert state.upto == expected


def test_seen_again_and_seen_with_other_content():
    state = WriterState(1)
    assert state.see(1, 5) is True
    assert state.see(1, 5) is False
    assert state.see(1, 7) is None
    state.refuse(1)
    assert state.see(1, 9) is False


def taken(sequences):
    """A state that saw and settled these, the content of each its number."""
    state = WriterState(1)
    for sequence in sequences:
        assert state.see(sequence, sequence) is True
        state.settle(sequence)
    return state


@given(st.lists(st.integers(1, 900), unique=True, max_size=300), st.integers(0, 900))
def test_what_was_taken_long_ago_is_known_too(later, whole):
    state = taken(range(1, whole + 1))
    for sequence in later:
        if sequence > whole:
            assert state.see(sequence, sequence) is True
            state.settle(sequence)
    settled = {*range(1, whole + 1), *later}
    for sequence in range(1, 901):
        assert state.see(sequence, sequence) is (sequence not in settled)
        assert state.see(sequence, sequence + 512) is None


@given(st.sampled_from([100, -100]), st.integers(0, 7_000_000), st.integers(0, 7_000_000))
def test_an_old_press_that_says_something_else_is_found_as_a_rule(choice, clock_ms, other_ms):
    def content(choice, clock_ms):
        return digest(RecordKind.PRESS, 0, 0, choice, clock_ms)

    state = WriterState(1)
    state.note(1, content(choice, clock_ms))
    for sequence in range(2, 1_000):
        state.note(sequence, content(100, sequence))
    assert state.see(1, content(choice, clock_ms)) is False
    others = [content(-choice, clock_ms), *(content(choice, other_ms + n) for n in range(1, 40))]
    found = [state.see(1, other) is None for other in others if other != content(choice, clock_ms)]
    assert sum(found) >= len(found) - 4


def test_a_press_that_was_refused_long_ago_matches_any_content():
    state = taken([1])
    state.refuse(1)
    for sequence in range(2, 1_000):
        state.note(sequence, 7)
    assert [state.see(1, content) for content in (1, 255, 65_281)] == [False] * 3


def bytes_held(state):
    return sum(len(block) * memoryview(block).itemsize for block in state._digests)


def test_after_hours_a_press_takes_a_byte():
    least, most = 20_000, 20_000 + 3 * 4 * 64
    assert least <= bytes_held(taken(range(1, 20_001))) <= most
    state = WriterState(1)
    known = np.arange(1, 20_001, dtype=np.uint32)
    state.restore(known, known)
    assert least <= bytes_held(state) <= most
    assert state.upto == 20_000
    assert [state.see(n, n + 512) for n in (1, 20_000)] == [None, None]
    assert [state.see(n, n) for n in (1, 20_000, 20_001)] == [False, False, True]


def test_how_far_ahead_is_kept_in_mind():
    state = WriterState(1)
    assert not state.fits(0)
    assert state.fits(SEQUENCE_AHEAD_MAX)
    assert not state.fits(SEQUENCE_AHEAD_MAX + 1)
    state.upto = SEQUENCE_MAX
    assert not state.fits(SEQUENCE_MAX + 1)


@given(
    st.sampled_from([1, 2, 3, 4]),
    st.integers(0, 255),
    st.integers(0, 15),
    st.integers(-100, 102),
    st.integers(0, 604_800_000),
)
def test_the_log_knows_a_record_by_the_same_digest(kind, stimulus, target, choice, clock_ms):
    stored = records_of([Record(1, 2, 1, 1, kind, stimulus, target, choice, clock_ms, 0)])
    assert digests(stored)[0] == digest(kind, stimulus, target, choice, clock_ms)


def test_a_refused_record_in_the_log_matches_any_content():
    state = WriterState(1)
    stored = records_of([Record(1, 2, 1, 1, RecordKind.REFUSED, 0, 0, 3, 0, 0)])
    state.restore(np.array([1], dtype=np.uint32), digests(stored))
    assert state.upto == 1
    assert state.see(1, digest(1, 0, 0, 100, 500)) is False


def test_what_the_log_holds_is_taken_over_in_any_order_with_gaps_and_repetitions():
    state = WriterState(1)
    sequences = np.array([5, 1, 2, 1], dtype=np.uint32)
    state.restore(sequences, np.array([51, 11, 21, 13], dtype=np.uint32))
    assert state.upto == 2
    assert [state.see(n, content) for n, content in ((1, 11), (1, 13), (5, 51), (3, 31))] == [
        False, None, False, True,
    ]  # fmt: skip
    state.settle(3)
    assert state.upto == 3
    assert state.see(4, 41) is True
    state.settle(4)
    assert state.upto == 5


def test_the_log_makes_states_and_adds_to_those_that_are_there():
    def row(seat, writer, sequence, choice=100):
        return Record(seat, writer, 2, sequence, RecordKind.PRESS, 0, 0, choice, 5_000, 0)

    known = WriterState(2)
    known.see(1, digest(RecordKind.PRESS, 0, 0, 100, 5_000))
    writers = {(7, 70): known}
    found = [row(8, 80, 2), row(7, 70, 2), row(7, 70, 1), row(8, 80, 1), row(8, 81, 2)]
    note_all(writers, records_of(found))
    assert writers[7, 70] is known
    assert {key: state.upto for key, state in writers.items()} == {
        (7, 70): 2, (8, 80): 2, (8, 81): 0,
    }  # fmt: skip
    assert writers[8, 80].rank == 2
    note_all(writers, records_of([row(8, 81, 1), row(7, 70, 1)]))
    assert writers[8, 81].upto == 2
    assert known.see(2, digest(RecordKind.PRESS, 0, 0, -100, 5_000)) is None
    note_all(writers, records_of([]))
