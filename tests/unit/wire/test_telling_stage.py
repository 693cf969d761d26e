"""The feed tells the board, and nothing of the session beside it."""

import msgspec
from tests.unit.release.showings import CELLS, STUDY, interval_figure

from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.release.stage_board import stage_board
from pulsemeter.wire.telling_stage import stage_message

SESSION = Session("JOINME", "night", SessionKind.LIVE, simulated=True)
RELEASES = [
    IntervalRelease(
        k + 1, 0, k, "frozen", 90, [interval_figure("all", (9, 1, 20))], position=4711
    )
    for k in range(3)
]  # fmt: skip


def test_every_interval_with_its_time_and_figures():
    feed = stage_message(stage_board(RELEASES, CELLS, ("all",), 2), SESSION, STUDY, 30)
    assert (feed.number, feed.delay_s, feed.simulated, feed.stimulus) == (2, 30, True, "A talk")
    assert [(i.interval, i.start_ms, i.end_ms) for i in feed.intervals] == [
        (0, 0, 5_000), (1, 5_000, 10_000),
    ]  # fmt: skip
    (figure,) = feed.intervals[0].figures
    assert (figure.cell, figure.net, figure.present.value) == ("all", 40.0, 20)
    assert [segment.label for segment in feed.segments] == ["All"]


def test_only_what_is_new_is_told_again():
    board = stage_board(RELEASES, CELLS, ("all",), 3)
    feed = stage_message(board, SESSION, STUDY, 30, after=2)
    assert ([i.number for i in feed.intervals], feed.number) == ([3], 3)


def test_neither_the_way_into_the_session_nor_the_place_in_the_log_is_told():
    board = stage_board(RELEASES, CELLS, ("all",), 3)
    text = msgspec.json.encode(stage_message(board, SESSION, STUDY, 30))
    assert b"JOINME" not in text
    assert b"4711" not in text
    assert b"position" not in text
