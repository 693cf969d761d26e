"""The programme of all panels that would be told the same."""

from itertools import product

import numpy as np

from pulsemeter.analysis.statement import PersonClass, classify_persons
from pulsemeter.domain.presence import AWAY, SKIPPED
from pulsemeter.release.told_pool import ABSENT, DISLIKE, LIKE, NEITHER, Link, Pool
from pulsemeter.release.told_programme import Programme, Target, _courses

CODES = {LIKE: 100, DISLIKE: -100, NEITHER: SKIPPED, ABSENT: AWAY}
CLASSES = {
    PersonClass.LIKE: LIKE,
    PersonClass.DISLIKE: DISLIKE,
    PersonClass.NEITHER: NEITHER,
    PersonClass.ABSENT: ABSENT,
}


def test_courses_are_what_persons_are_classed_as():
    """Every course of three intervals, classed by the analysis; the window covers the whole."""
    courses = set(product(range(ABSENT + 1), repeat=3))
    codes = np.array([[CODES[s] for s in course] for course in sorted(courses)], dtype=np.int8)
    at_ms = np.full(codes.shape, 2_000, dtype=np.uint16)
    classes = classify_persons(codes, at_ms, 5_000, 0, 15_000, 0).codes.tolist()
    expected = {
        (*course, CLASSES[PersonClass(found)])
        for course, found in zip(sorted(courses), classes, strict=True)
    }
    assert set(_courses((True, True, True))) == expected


def test_a_press_in_an_interval_covered_in_part_may_lie_outside():
    assert {c for c in _courses((False,)) if c[0] == LIKE} == {(LIKE, LIKE), (LIKE, NEITHER)}
    assert {c for c in _courses((True,)) if c[0] == LIKE} == {(LIKE, LIKE)}


def pool_of(held, inside, least, most, links=()):
    figures = len(inside)
    return Pool(
        np.array(held), np.array(inside, dtype=bool), np.zeros(figures, dtype=int),
        np.zeros(figures, dtype=int), np.arange(figures), np.array(least), np.array(most),
        np.zeros((0, len(held)), dtype=bool), tuple(links),
    )  # fmt: skip


def test_a_question_without_answer_comes_back():
    """Two groups of three; all four likes are told, and the first group's three."""
    held, exact = [[3, 0, 0, 0], [1, 0, 2, 0]], [[4, 0, 6], [3, 0, 3]]
    pool = pool_of(held, [[1, 1], [1, 0]], exact, exact)
    first, second = (Target(LIKE, np.arange(2) == k, True, True) for k in range(2))
    assert Programme(pool).unsettled([second]) is second
    loose = pool_of(held, [[1, 1]], [[3, 0, 6]], [[4, 0, 6]])
    assert Programme(loose).unsettled([first, second]) is None


def test_a_statement_of_one_interval_tells_what_the_interval_does():
    """The interval isn't told, the statement exactly: with the link there is no doubt left."""
    link = Link(np.array([1]), (np.array([0]),), (True,), frozenset({(LIKE, LIKE)}))
    held, inside = [[2, 0, 1, 0], [2, 0, 1, 0]], [[0, 1]]
    target = Target(LIKE, np.array([True, False]), True, True)
    bounds = [[2, 0, 3]], [[2, 0, 3]]
    assert Programme(pool_of(held, inside, *bounds)).unsettled([target]) is None
    assert Programme(pool_of(held, inside, *bounds, [link])).unsettled([target]) is target
