"""A walk over a mapping gathers everything that is wrong, with key and line."""

import pytest

from pulsemeter.intake.complaint import IntakeError
from pulsemeter.intake.mapping import Told
from pulsemeter.intake.mapping_walk import Walk


def walk() -> Walk:
    return Walk("m.toml", {"a.b": 3, "a": 2})


def complaint(after: Walk) -> str:
    with pytest.raises(IntakeError) as found:
        after.stop()
    return str(found.value)


def test_a_walk_without_complaints_goes_on() -> None:
    found = walk()
    assert found.text({"b": "x"}, "a.b") == "x"
    assert found.text({"b": 7}, "a.b") == "7"
    assert found.texts({"b": ["x", 1, 2.5]}, "a.b") == ("x", "1", "2.5")
    assert found.flag({"b": True}, "a.b")
    assert found.number({}, "a.b", 4, (0, 9)) == 4
    assert found.one_of({"b": "away"}, "a.b", tuple(Told)) is Told.AWAY
    assert found.one_of({}, "a.b", tuple(Told)) is Told.UNKNOWN
    assert found.pairs({"b": [["x", "y"]]}, "a.b") == (("x", "y"),)
    found.stop()


@pytest.mark.parametrize(
    ("value", "call", "message"),
    [
        (None, lambda w, t: w.text(t, "a.b", needed=True), "line 3, a.b: is missing; give a text"),
        (True, lambda w, t: w.text(t, "a.b"), "line 3, a.b: must be a text of at most 500"),
        ("x" * 501, lambda w, t: w.text(t, "a.b"), "at most 500"),
        ("x", lambda w, t: w.texts(t, "a.b"), 'must be a list such as ["-99", "NA"]'),
        (1, lambda w, t: w.flag(t, "a.b"), "must be true or false"),
        ("x", lambda w, t: w.number(t, "a.b", 1, (0, 2)), "must be a number, not 'x'"),
        (1.5, lambda w, t: w.number(t, "a.b", 1, (0, 2), whole=True), "a whole number, not 1.5"),
        (3, lambda w, t: w.number(t, "a.b", 1, (0, 2)), "3 lies outside 0 to 2"),
        ("x", lambda w, t: w.one_of(t, "a.b", tuple(Told)), "'x' isn't known; give one of unknown"),
        (["x"], lambda w, t: w.pairs(t, "a.b"), "must be pairs"),
        ("x", lambda w, t: w.section(t, "b"), "must be written as [b]"),
        ("x", lambda w, t: w.entries(t, "b", 3), "must be written as [[b]]"),
        ([{}] * 4, lambda w, t: w.entries(t, "b", 3), "stands 4 times; 3 are the most"),
        (1, lambda w, t: w.known(t, "a", {"c"}), "a.b: is not a key here; known are c"),
    ],
)
def test_what_is_wrong_is_said(value: object, call: object, message: str) -> None:
    found = walk()
    call(found, {} if value is None else {"b": value})  # type: ignore[operator]
    assert message in complaint(found)
