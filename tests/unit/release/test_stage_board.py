"""A stage's board leaves away, and adds nothing."""

from dataclasses import replace

from tests.unit.release.showings import CELLS, interval_figure

from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.release.stage_board import stage_board

BOTH = ("all", "region:north")


def told(number, interval, counts=(9, 1, 20), *, stimulus=0, cells=BOTH):
    figures = [interval_figure(cell, counts) for cell in cells]
    return IntervalRelease(number, stimulus, interval, "frozen", 90, figures, position=7)


RELEASES = [
    told(1, 0),
    StatementRelease(2, "s0", 1, "frozen", 90, []),
    told(3, 1, cells=("all",)),
    told(4, 0, (1, 9, 20)),
]


def test_only_what_is_due_and_only_the_chosen_segments():
    board = stage_board(RELEASES, CELLS, ("region:north",), 3)
    assert board.number == 1
    assert [(r.number, [f.cell for f in r.figures]) for r in board.intervals] == [
        (1, ["region:north"])
    ]
    (north,) = board.curves
    assert (north.cell.label, north.newest) == ("North", RELEASES[0].figures[1])


def test_a_later_release_replaces_an_earlier_one_once_it_is_due():
    before, after = (stage_board(RELEASES, CELLS, ("all",), upto) for upto in (3, 4))
    assert before.curves[0].figures == {0: RELEASES[0].figures[0], 1: RELEASES[2].figures[0]}
    assert after.curves[0].figures[0] == RELEASES[3].figures[0]
    assert after.number == 4


def test_curves_stand_in_the_order_in_which_they_were_chosen():
    board = stage_board(RELEASES, CELLS, ("region:north", "all"), 9)
    assert [curve.cell.id for curve in board.curves] == ["region:north", "all"]


def test_a_segment_that_is_withheld_or_gone_is_left_away():
    cells = [replace(CELLS[0], withheld="fewer than 10 persons"), *CELLS[1:]]
    board = stage_board(RELEASES, cells, ("all", "region:north+south"), 9)
    assert (board.curves, board.intervals, board.number) == ([], [], 0)
    board = stage_board([], CELLS, ("all",), 9)
    assert (board.intervals, board.curves[0].newest) == ([], None)


def test_it_is_of_the_stimulus_that_runs():
    board = stage_board([*RELEASES, told(5, 0, stimulus=1)], CELLS, ("all",), 9)
    assert (board.stimulus, len(board.intervals)) == (1, 1)
