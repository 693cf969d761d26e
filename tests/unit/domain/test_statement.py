"""Statements: what is refused, the window of their reactions, shared time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.domain.statement import Statement, overlapping


def statement(start_ms, end_ms, stimulus="talk", identity="s1", revision=1):
    return Statement(identity, revision, stimulus, start_ms, end_ms, "We choose to go.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"identity": ""}, "needs an id"),
        ({"revision": 0}, "statement s1: revision starts at 1, not 0"),
        ({"start_ms": 5_000}, "start 5000 ms must lie before end 5000 ms"),
        ({"start_ms": 6_000}, "start 6000 ms must lie before"),
        ({"start_ms": -1}, "not below 0"),
    ],
)
def test_impossible_statements_are_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        statement(**{"start_ms": 0, "end_ms": 5_000, **arguments})


def test_the_lag_shifts_the_window_and_never_the_statement():
    spoken = statement(5_000, 12_000)
    assert spoken.window(3_000) == (8_000, 15_000)
    assert spoken.window(0) == (5_000, 12_000)
    assert (spoken.start_ms, spoken.end_ms) == (5_000, 12_000)


def test_statements_that_touch_do_not_overlap():
    first, second = statement(0, 5_000), statement(5_000, 9_000, identity="s2")
    assert overlapping([second, first]) == []


def test_those_that_share_time_are_named_in_order():
    first, second = statement(0, 5_001), statement(5_000, 9_000, identity="s2")
    assert overlapping([second, first]) == [(first, second)]


def test_other_stimuli_have_a_time_of_their_own():
    assert overlapping([statement(0, 5_000), statement(0, 5_000, "debate", "s2")]) == []


spans = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=8)


@given(spans)
def test_any_shared_millisecond_is_found(rows):
    made = [statement(s, s + n, identity=f"s{i}") for i, (s, n) in enumerate(rows)]
    heard = [moment for s, n in rows for moment in range(s, s + n)]
    assert bool(overlapping(made)) is (len(heard) != len(set(heard)))
