"""A stage view gives the gate's attacker nothing that isn't in the book of releases, and no part of
it earlier than its delay.

Whole sessions are told again: their releases leave one batch a second while the stage looks on. At
each second, for every choice of cells, all that the picture is drawn from and all that the feed
tells must stand in the book just so, be of a chosen cell that is not withheld, and have left a
whole delay before; so the attack on everything in the book is an attack on the stage view, too.
"""

from itertools import combinations

import pytest
from msgspec import to_builtins
from tests.simulation.attacked_sessions import CADENCE_MS, STATEMENTS, sessions_with_statements

from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.domain.stage_view import CELLS_MAX, StageSetting
from pulsemeter.release.figures import IntervalRelease
from pulsemeter.release.stage_board import stage_board
from pulsemeter.report.stage_figure import stage_svg
from pulsemeter.service.show_stage import OnStage
from pulsemeter.wire.telling_stage import stage_message

SEEDS = range(6)
DELAY_S = 10


@pytest.fixture(scope="module")
def sessions():
    """Whole sessions of which something left."""
    assert STATEMENTS
    return sessions_with_statements(SEEDS)


def choices_of(cells):
    """Each cell alone, some in threes, and one that isn't there."""
    names = [cell.id for cell in cells]
    threes = list(combinations(names, CELLS_MAX))
    return [*((name,) for name in names), *threes[:: max(len(threes) // 5, 1)], ("nobody",)]


def told_again(held, chosen):
    """At each second: what had left when, and the board then."""
    stage = OnStage("A", "Olga", "t", StageSetting(chosen, DELAY_S))
    left_at: dict[int, int] = {}
    releases = held.releaser.releases
    for second in range(len(releases) + DELAY_S + 2):
        now_ms = 1_000 * second
        for release in releases[second : second + 1]:
            left_at[release.number] = now_ms
            stage.see(release.number, now_ms)
        yield now_ms, left_at, stage_board(
            releases, held.follower.cells(), chosen, stage.upto(now_ms)
        )  # fmt: skip


def check(held, board, chosen, left_at, now_ms, delay_s=DELAY_S):
    """How many figures a board and its feed hold; AssertionError where one is nowhere else."""
    book = {r.number: r for r in held.releaser.releases if isinstance(r, IntervalRelease)}
    withheld = {cell.id for cell in held.follower.cells() if cell.withheld}
    session = Session("ATTACK", "attacked", SessionKind.LIVE, SessionState.RUNNING)
    feed = stage_message(board, session, held.study, delay_s)
    figures = 0
    for release, told in zip(board.intervals, feed.intervals, strict=True):
        assert left_at[release.number] + 1_000 * delay_s <= now_ms
        kept = {figure.cell: figure for figure in book[release.number].figures}
        for figure, in_feed in zip(release.figures, told.figures, strict=True):
            assert figure == kept[figure.cell]
            assert to_builtins(in_feed) == to_builtins(figure)
            assert figure.cell in chosen
            assert figure.cell not in withheld
            figures += 1
    of_curves = sum(len(curve.figures) for curve in board.curves)
    assert of_curves == figures
    return figures


def test_a_stage_repeats_the_book_for_the_chosen_cells_after_its_delay(sessions):
    shown = 0
    for held in sessions:
        for chosen in choices_of(held.follower.cells()):
            for now_ms, left_at, board in told_again(held, chosen):
                shown += check(held, board, chosen, left_at, now_ms)
    assert shown > 500


def test_the_picture_follows_from_its_board_alone(sessions):
    """Releases that aren't due, or of other cells, don't move a line of it."""
    drawn = 0
    for held in sessions:
        cells, chosen = held.follower.cells(), (held.follower.cells()[0].id,)
        for _, _, board in told_again(held, chosen):
            due = [r for r in held.releaser.releases if r.number <= board.number]
            own = stage_board(due, [c for c in cells if c.id in chosen], chosen, board.number)
            svg = [stage_svg(b, cadence_ms=CADENCE_MS, delay_s=DELAY_S) for b in (board, own)]
            assert svg[0] == svg[1]
            drawn += bool(svg[0])
    assert drawn > 10


def test_a_stage_that_forgets_its_delay_or_its_choice_is_found_out(sessions):
    held = next(h for h in sessions if isinstance(h.releaser.releases[0], IntervalRelease))
    cells = held.follower.cells()
    everything = tuple(cell.id for cell in cells if not cell.withheld)[:CELLS_MAX]
    number = held.releaser.releases[0].number
    board = stage_board(held.releaser.releases, cells, everything, number)
    assert check(held, board, everything, {number: 0}, 1_000 * DELAY_S)
    with pytest.raises(AssertionError):
        check(held, board, everything, {number: 0}, 1_000 * DELAY_S - 1)
    with pytest.raises(AssertionError):
        check(held, board, ("nobody",), {number: 0}, 1_000 * DELAY_S)
