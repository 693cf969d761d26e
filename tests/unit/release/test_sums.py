"""The attacker's reckoning: what bounds and sums give away, and what they don't."""

import pytest

from pulsemeter.domain.protection import STANDARD
from pulsemeter.release.rounding import code_count
from pulsemeter.release.sums import Sums, narrowed


def group_of_thirty(*counts):
    """Answers a, b, … of 30 persons, told and watched."""
    sums = Sums(STANDARD)
    sums.between["all"] = (30, 30)
    for name, count in zip("abcd", counts, strict=False):
        sums.tell(name, code_count(count, 30, STANDARD), 30)
        sums.watch(name, "all", 30)
    sums.add("all", list("abcd"[: len(counts)]))
    return sums


def test_bounds_narrow_parts_and_totals():
    between = {"all": (20, 24), "a": (7, 8), "b": (0, 4), "c": (9, 10)}
    assert narrowed(between, [("all", ("a", "b", "c"))]) == {
        "all": (20, 22), "a": (7, 8), "b": (2, 4), "c": (9, 10),
    }  # fmt: skip


def test_answers_that_several_gave_may_be_told():
    assert not group_of_thirty(10, 12, 8).gives_away()


def test_a_coded_end_may_be_told_as_long_as_it_has_room():
    sums = group_of_thirty(14, 16, 0)
    assert sums.between["c"] == (0, 2)
    assert narrowed(sums.between, sums.totals)["c"] == (0, 2)
    assert not sums.gives_away()


def test_an_end_without_room_gives_away_that_nobody_is_behind_it():
    sums = group_of_thirty(14, 16, 0)
    sums.between["a"], sums.between["b"] = (14, 14), (16, 17)
    assert sums.gives_away()


def test_that_everybody_gave_an_answer_is_given_away_too():
    sums = Sums(STANDARD)
    sums.between |= {"all": (12, 12), "a": (12, 12)}
    sums.watch("a", "all", 12)
    assert sums.gives_away()


@pytest.mark.parametrize(("size", "tells"), [(4, True), (20, False)])
def test_the_number_in_an_overlap_is_a_secret_of_few(size, tells):
    sums = Sums(STANDARD)
    sums.between |= {"row": (12, 12), "else": (10, 10)}
    sums.watch_overlap("both", size)
    sums.add("row", ["both", "else"])
    assert sums.gives_away() is tells


def test_an_overlap_of_nobody_holds_no_secret():
    sums = Sums(STANDARD)
    sums.watch_overlap("both", 0)
    assert not sums.gives_away()


def test_what_bounds_alone_do_not_see_the_programme_does():
    # Three pairs of three sum to 10 each, so each is 5; bounds of single sums stay wide.
    sums = Sums(STANDARD)
    sums.between |= dict.fromkeys(("xy", "yz", "xz"), (10, 10))
    for name in "xyz":
        sums.watch_overlap(name, 9)
    for pair in ("xy", "yz", "xz"):
        sums.add(pair, list(pair))
    assert narrowed(sums.between, sums.totals)["x"] == (1, 9)
    assert sums.gives_away()


def test_a_copy_leaves_the_first_alone():
    sums = group_of_thirty(10, 12, 8)
    other = sums.copy()
    other.watch_overlap("x", 3)
    other.add("a", ["x"])
    assert "x" not in sums.between
    assert len(other.totals) == len(sums.totals) + 1
