"""Classes of persons: exact times, presence, joined windows; checked against a plain loop."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.analysis.statement import (
    classify_persons,
    classify_session,
    classify_windows,
    overlapped_intervals,
)
from pulsemeter.domain.presence import AWAY, SKIPPED, UNKNOWN

LIKE, DISLIKE, NEITHER, ABSENT = 1, -1, 0, -128
INTERVAL_MS = 5_000


def one_person(cells, start_ms, end_ms, lag_ms=0):
    """The class of one person whose cells are codes, or (choice, offset_ms) for a press."""
    pairs = [cell if isinstance(cell, tuple) else (cell, 0) for cell in cells]
    choices = np.array([[code for code, _ in pairs]], dtype=np.int8)
    offsets = np.array([[offset for _, offset in pairs]], dtype=np.uint16)
    found = classify_persons(choices, offsets, INTERVAL_MS, start_ms, end_ms, lag_ms)
    return int(found.codes[0])


def test_a_press_exactly_at_the_start_counts():
    assert one_person([(100, 2_000), SKIPPED], 2_000, 8_000) == LIKE
    assert one_person([(100, 1_999), SKIPPED], 2_000, 8_000) == NEITHER


def test_a_press_exactly_at_the_end_does_not():
    assert one_person([SKIPPED, (-100, 2_999)], 2_000, 8_000) == DISLIKE
    assert one_person([SKIPPED, (-100, 3_000)], 2_000, 8_000) == NEITHER


def test_the_lag_shifts_the_window_at_both_ends():
    cells = [SKIPPED, (100, 0), (-100, 4_999), (-100, 0)]
    assert one_person(cells, 2_000, 7_000, lag_ms=3_000) == LIKE
    assert one_person(cells, 2_000, 12_000, lag_ms=3_000) == NEITHER
    assert one_person(cells, 2_001, 12_001, lag_ms=3_000) == DISLIKE


def test_a_window_inside_one_interval_looks_at_both_its_ends():
    for offset, expected in ((999, NEITHER), (1_000, LIKE), (3_999, LIKE), (4_000, NEITHER)):
        assert one_person([(100, offset)], 1_000, 4_000) == expected


def test_a_window_that_ends_at_an_interval_edge_leaves_the_next_interval_out():
    assert one_person([(100, 0), AWAY], 0, 5_000) == LIKE
    assert one_person([AWAY, (100, 0)], 0, 5_000) == ABSENT


def test_own_likes_against_own_dislikes():
    whole = (0, 20_000)
    assert one_person([(100, 0), (100, 0), (-100, 0), SKIPPED], *whole) == LIKE
    assert one_person([(100, 0), (-100, 0), (-100, 0), SKIPPED], *whole) == DISLIKE
    assert one_person([(100, 0), (-100, 0), SKIPPED, SKIPPED], *whole) == NEITHER


def test_a_weak_choice_counts_as_one_press_and_a_middle_one_as_none():
    assert one_person([(50, 0), (50, 0), (-100, 0)], 0, 15_000) == LIKE
    assert one_person([(0, 0), SKIPPED], 0, 10_000) == NEITHER


def test_present_from_half_of_the_overlapped_intervals():
    assert one_person([(100, 0), SKIPPED, AWAY, UNKNOWN], 0, 20_000) == LIKE
    assert one_person([(100, 0), AWAY, UNKNOWN], 0, 15_000) == ABSENT
    assert one_person([(100, 0), AWAY], 0, 5_001) == LIKE
    assert one_person([AWAY], 0, 5_000) == ABSENT


def test_intervals_the_stimulus_does_not_have_are_asked_of_nobody():
    assert one_person([AWAY, (100, 0)], 5_000, 9_000, lag_ms=3_000) == NEITHER
    assert one_person([AWAY, (100, 3_000)], 5_000, 9_000, lag_ms=3_000) == LIKE
    assert one_person([(100, 0), (100, 0)], 9_000, 10_000, lag_ms=3_000) == ABSENT


def test_time_far_beyond_the_matrix_is_no_overflow():
    assert one_person([(100, 0)], 0, 10_000_000) == LIKE


def test_windows_that_overlap_count_a_press_once():
    choices = np.array([[100, -100, -100]], dtype=np.int8)
    offsets = np.full((1, 3), 1_000, dtype=np.uint16)
    doubled = [(0, 5_000), (0, 5_000), (1_000, 5_000), (4_000, 15_000)]
    found = classify_windows(choices, offsets, INTERVAL_MS, doubled, 0)
    assert found.codes.tolist() == [DISLIKE]


def test_a_passage_with_a_hole_leaves_the_hole_out():
    choices = np.array([[100, -100, -100, 100]], dtype=np.int8)
    offsets = np.full((1, 4), 1_000, dtype=np.uint16)
    found = classify_windows(choices, offsets, INTERVAL_MS, [(15_000, 20_000), (0, 5_000)], 0)
    assert found.codes.tolist() == [LIKE]
    holed = [(0, 900), (1_100, 5_000)]
    assert classify_windows(choices, offsets, INTERVAL_MS, holed, 0).codes.tolist() == [NEITHER]


def test_a_passage_is_not_the_mean_of_its_statements():
    """Likes one statement by a hair, dislikes the other thrice: dislikes the passage."""
    choices = np.array([[100, SKIPPED, SKIPPED, -100, -100, -100]], dtype=np.int8)
    offsets = np.zeros((1, 6), dtype=np.uint16)
    halves = [(0, 15_000), (15_000, 30_000)]
    each = [classify_windows(choices, offsets, INTERVAL_MS, [half], 0).codes[0] for half in halves]
    assert each == [LIKE, DISLIKE]
    assert classify_windows(choices, offsets, INTERVAL_MS, halves, 0).codes[0] == DISLIKE


def test_a_whole_session_takes_every_press():
    choices = np.array(
        [[100, -100, -100], [100, SKIPPED, AWAY], [AWAY, UNKNOWN, 100], [SKIPPED] * 3],
        dtype=np.int8,
    )
    assert classify_session(choices).codes.tolist() == [DISLIKE, LIKE, ABSENT, NEITHER]


def test_a_session_without_intervals_has_nobody_present():
    assert classify_session(np.zeros((2, 0), dtype=np.int8)).codes.tolist() == [ABSENT, ABSENT]


def test_overlapped_intervals():
    assert overlapped_intervals(INTERVAL_MS, 2_000, 7_000, 3_000) == (1, 2)
    assert overlapped_intervals(INTERVAL_MS, 2_000, 7_001, 3_000) == (1, 3)


def random_cells(seed, persons=40, intervals=12):
    rng = np.random.default_rng(seed)
    codes = np.array([100, -100, 50, 0, SKIPPED, AWAY, UNKNOWN], dtype=np.int8)
    choices = rng.choice(codes, (persons, intervals), p=[0.2, 0.2, 0.05, 0.05, 0.3, 0.1, 0.1])
    return choices, rng.integers(0, INTERVAL_MS, (persons, intervals), dtype=np.uint16)


def by_plain_loop(choices, offsets, windows_ms, lag_ms):
    """The rule in words, person by person and press by press."""
    found = []
    for cells, moments in zip(choices.tolist(), offsets.tolist(), strict=True):
        balance = seen = overlapped = 0
        for k, (code, moment) in enumerate(zip(cells, moments, strict=True)):
            shifted = [(start + lag_ms, end + lag_ms) for start, end in windows_ms]
            edge, time = k * INTERVAL_MS, k * INTERVAL_MS + moment
            if any(start < edge + INTERVAL_MS and edge < end for start, end in shifted):
                overlapped += 1
                seen += -100 <= code <= 101
            if -100 <= code <= 100 and any(start <= time < end for start, end in shifted):
                balance += (code > 0) - (code < 0)
        present = overlapped and 2 * seen >= overlapped
        found.append((balance > 0) - (balance < 0) if present else ABSENT)
    return found


spans = st.tuples(st.integers(0, 62_000), st.integers(1, 20_000)).map(lambda s: (s[0], sum(s)))


@given(
    st.integers(0, 5), st.lists(spans, min_size=1, max_size=4), st.sampled_from([0, 3_000, 5_000])
)
def test_the_fast_way_equals_the_plain_loop(seed, windows_ms, lag_ms):
    choices, offsets = random_cells(seed)
    expected = by_plain_loop(choices, offsets, windows_ms, lag_ms)
    found = classify_windows(choices, offsets, INTERVAL_MS, windows_ms, lag_ms)
    assert found.codes.tolist() == expected


@given(st.integers(0, 5), spans)
def test_the_columns_of_the_window_are_enough(seed, span):
    choices, offsets = random_cells(seed)
    first, last = overlapped_intervals(INTERVAL_MS, *span, 3_000)
    whole = classify_persons(choices, offsets, INTERVAL_MS, *span, 3_000)
    part = classify_persons(
        choices[:, first:last],
        offsets[:, first:last],
        INTERVAL_MS,
        *span,
        3_000,
        first_interval=first,
    )
    assert part.codes.tolist() == whole.codes.tolist()


@given(st.integers(0, 5), spans)
def test_cells_kept_by_interval_may_be_handed_over_transposed(seed, span):
    choices, offsets = random_cells(seed)
    by_interval = np.ascontiguousarray(choices.T), np.ascontiguousarray(offsets.T)
    one = classify_persons(choices, offsets, INTERVAL_MS, *span, 3_000)
    other = classify_persons(by_interval[0].T, by_interval[1].T, INTERVAL_MS, *span, 3_000)
    assert one.codes.tolist() == other.codes.tolist()


def test_cells_are_read_and_never_written():
    choices, offsets = random_cells(1)
    choices.flags.writeable = offsets.flags.writeable = False
    classify_persons(choices, offsets, INTERVAL_MS, 1_000, 19_000, 3_000)
    classify_session(choices)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"choices": np.zeros((2, 3))}, r"choices must be int8 .* got float64"),
        ({"choices": np.zeros(3, dtype=np.int8)}, r"choices must be int8 .* shape \(3,\)"),
        ({"offset_ms": np.zeros((3, 2), dtype=np.uint16)}, "offset_ms of shape"),
        ({"offset_ms": np.zeros((2, 3))}, "offset_ms must be whole milliseconds"),
        ({"interval_ms": 0}, "interval_ms must be"),
        ({"start_ms": 9_000}, "start_ms 9000 must lie before end_ms 9000"),
        ({"start_ms": -1}, "start_ms must be"),
        ({"lag_ms": -1}, "lag_ms must be"),
        ({"first_interval": 2}, "start_ms 1000 with its lag lies before first_interval"),
    ],
)
def test_bad_input_is_named(change, message):
    given_values = {
        "choices": np.zeros((2, 3), dtype=np.int8),
        "offset_ms": np.zeros((2, 3), dtype=np.uint16),
        "interval_ms": INTERVAL_MS,
        "start_ms": 1_000,
        "end_ms": 9_000,
        "lag_ms": 3_000,
    }
    with pytest.raises(ValueError, match=message):
        classify_persons(**(given_values | change))


def test_a_passage_needs_a_window():
    with pytest.raises(ValueError, match="at least one window"):
        classify_windows(*random_cells(0), INTERVAL_MS, [], 0)
