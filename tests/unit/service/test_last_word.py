"""The last word has left once every interval and every statement has it."""

from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.service.last_word import LastWord


def interval(standing):
    return IntervalRelease(1, 0, 0, standing, None, [])


def statement(standing, name="s1"):
    return StatementRelease(2, name, 1, standing, None, [])


def test_statements_that_are_known_are_waited_for():
    word = LastWord()
    assert not word.has_left
    word.know(["s1"])
    word.left(interval("final"))
    assert word.is_on((0, 0))
    assert not word.has_left
    word.left(statement("final"))
    assert word.has_left
    word.know(["s1"])
    assert word.has_left


def test_what_left_before_is_waited_for():
    word = LastWord()
    word.left(interval("final"))
    word.left(statement("frozen"))
    assert not word.has_left
    word.left(statement("final"))
    assert word.has_left


def test_of_nobody_there_is_nothing_more_to_tell():
    word = LastWord()
    word.know(["s1"])
    word.end()
    assert word.has_left
    assert not word.is_on("s1")
