"""The moments that clips are cut of, and how long a clip is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.release.showings import a_showing, statement_figure

from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.strongest_moments import (
    CLIP_MAX_MS,
    CLIP_MIN_MS,
    clip_span,
    strongest_moments,
)

SAID = tuple(
    Statement(f"s{k}", 1, "talk", 10_000 * k, 10_000 * (k + 1), f"Words number {k}.")
    for k in range(4)
)


def showing(*releases):
    held = [
        StatementRelease(
            k + 1, name, 1, "final", 100, [statement_figure(*told) for told in figures]
        )
        for k, (name, figures) in enumerate(releases)
    ]
    return replace(a_showing("ABC234", statements=SAID), releases=held)


def chosen(found):
    return [(m.kind, m.statement.id, m.cells) for m in found]


def test_best_worst_and_the_widest_divide_are_found():
    told = showing(
        ("s0", [("all", (60, 5, 80), "resonates")]),
        ("s1", [("all", (70, 2, 80), "resonates")]),
        ("s2", [("all", (5, 60, 80), "falls_flat")]),
        ("s3", [("region:north", (38, 2, 40), "resonates"),
                ("region:south", (2, 38, 40), "falls_flat")]),
    )  # fmt: skip
    found = chosen(strongest_moments(told, "talk"))
    assert found[0] == ("best", "s1", ("all",))
    assert found[2] == ("divisive", "s3", ("region:north", "region:south"))
    whole = replace(told, releases=told.releases[:3])
    assert chosen(strongest_moments(whole, "talk")) == [
        ("best", "s1", ("all",)), ("worst", "s2", ("all",)),
    ]  # fmt: skip


def test_where_no_audiences_differ_one_that_is_divided_within_is_most_divisive():
    told = showing(
        ("s0", [("all", (42, 30, 80), "divides")]), ("s1", [("all", (36, 35, 80), "divides")])
    )
    assert chosen(strongest_moments(told, "talk"))[-1] == ("divisive", "s1", ("all",))


def test_what_is_not_certain_and_what_is_of_another_stimulus_is_no_moment():
    told = showing(("s0", [("all", (41, 39, 80), "undecided")]))
    assert strongest_moments(told, "talk") == []
    sure = showing(("s0", [("all", (70, 2, 80), "resonates")]))
    assert strongest_moments(sure, "other") == []
    assert strongest_moments(showing(), "talk") == []


@given(st.integers(0, 200_000), st.integers(1, 120_000), st.integers(0, 20_000))
def test_a_clip_lasts_15_to_30_seconds_and_holds_the_words_beginning(start_ms, length_ms, lag_ms):
    duration_ms = start_ms + length_ms + 5_000
    said = Statement("s", 1, "talk", start_ms, start_ms + length_ms, "")
    first_ms, last_ms = clip_span(said, lag_ms, duration_ms)
    assert 0 <= first_ms <= start_ms
    assert last_ms <= duration_ms
    assert last_ms - first_ms <= CLIP_MAX_MS
    assert last_ms - first_ms >= min(CLIP_MIN_MS, duration_ms)


@pytest.mark.parametrize(
    ("said", "span"),
    [((0, 4_000), (0, 15_000)), ((56_000, 60_000), (45_000, 60_000)),
     ((10_000, 22_000), (8_000, 25_000)), ((10_000, 55_000), (8_000, 38_000))],
)  # fmt: skip
def test_at_the_ends_a_clip_takes_its_time_from_the_other_side(said, span):
    assert clip_span(Statement("s", 1, "talk", *said, ""), 3_000, 60_000) == span
