import msgspec

from pulsemeter.release.figures import Count, IntervalFigure, IntervalRelease
from pulsemeter.wire.telling_cells import difference_message, range_message

COUNTS = (Count(20, "near"), Count(4, "under"), Count(60, "near"))


def release(interval, standing, **nets):
    figures = [
        IntervalFigure(cell, *COUNTS, "most_liked", 2, net, net - 9, net + 9, net - 3, net + 3)
        for cell, net in nets.items()
    ]
    return IntervalRelease(interval + 1, 0, interval, standing, 90, figures)


TOLD = [release(0, "frozen", a=30.0, b=10.0), release(1, "provisional", a=20.0)]


def test_a_difference_holds_the_intervals_in_which_both_were_told():
    message = difference_message(TOLD, ("a", "b"), 0, 2, shared=True)
    assert (message.first, message.second, message.number, message.shared) == ("a", "b", 2, True)
    (found,) = message.intervals
    assert (found.interval, found.standing, found.net) == (0, "frozen", 20.0)
    assert found.low < found.low50 < 20 < found.high50 < found.high
    assert b"likes" not in msgspec.json.encode(message)


def test_a_range_says_how_much_of_it_was_told():
    message = range_message(
        TOLD, ["a", "b", "c"], ("a", "b"), stimulus=0, range_ms=(0, 15_000), intervals=3
    )
    assert (message.intervals, message.released, message.provisional) == (3, 2, 1)
    assert [(f.cell, f.told, f.net) for f in message.figures] == [
        ("a", 2, 25.0), ("b", 1, 10.0), ("c", 0, None),
    ]  # fmt: skip
    assert [(m.majority, m.intervals) for m in message.figures[0].majorities] == [("most_liked", 2)]
    assert message.difference is not None
    assert message.difference.net == 20.0
    alone = range_message(TOLD, [], None, stimulus=0, range_ms=(0, 15_000), intervals=3)
    assert alone.difference is None
    assert b"present" not in msgspec.json.encode(message)
