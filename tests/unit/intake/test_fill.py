"""What goes without saying is filled in, and nothing that was said is touched."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.intake.fill import with_held, with_silence

SCHEMA = {
    "person": pl.UInt32,
    "ms": pl.Int64,
    "kind": pl.String,
    "choice": pl.Int16,
    "target": pl.UInt8,
}
rows = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(0, 9_499),
        st.sampled_from(["press", "away"]),
        st.integers(-100, 100),
        st.just(0),
    ),
    max_size=30,
)


def frame(held: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(held, schema=SCHEMA, orient="row")


@given(rows)
def test_silence_fills_exactly_the_intervals_without_a_row(held: list[tuple]) -> None:
    found = with_silence(frame(held), 3, 9_500, 1_000)
    assert found.head(len(held)).rows() == held
    spoken = {(p, ms // 1_000) for p, ms, *_ in held}
    silent = {(p, k) for p in range(3) for k in range(10)} - spoken
    assert sorted(found.rows()[len(held) :]) == sorted(
        (p, k * 1_000, "skipped", 0, 0) for p, k in silent
    )


@given(rows)
def test_held_values_go_on_until_the_next_row(held: list[tuple]) -> None:
    found = with_held(frame(held), 3, 9_500, 1_000)
    spoken = {(p, ms // 1_000) for p, ms, *_ in held}
    expected = []
    for person in range(3):
        mine = sorted((row for row in held if row[0] == person), key=lambda row: row[1])
        for k in range(10):
            before = [row for row in mine if row[1] <= k * 1_000]
            if (person, k) not in spoken and before and before[-1][2] == "press":
                expected.append((person, k * 1_000, "press", before[-1][3], 0))
    assert sorted(found.rows()[len(held) :]) == sorted(expected)
