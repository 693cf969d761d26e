"""Films with an overlay give the gate's attacker nothing that isn't in the book of releases.

Of whole sessions that are closed, stories are told for several views and every choice of segments.
Whatever they hold, of curves, of verdicts and of the choice of clips, must follow from final
releases of cells that the view shows: so the attack on everything in the book (`test_gate_attack`)
is an attack on the films, too. A picture is drawn from its story alone.
"""

from itertools import combinations

import pytest
from tests.simulation.attacked_sessions import STATEMENTS, sessions_with_statements

from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.release.showing import showing_of
from pulsemeter.release.strongest_moments import strongest_moments
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.report.overlay_story import OverlayRefused, overlay_story

SEEDS = range(6)
CLOSED = Session("ATTACK", "attacked", SessionKind.LIVE, SessionState.CLOSED)


@pytest.fixture(scope="module")
def sessions():
    """Whole sessions of which something left."""
    return sessions_with_statements(SEEDS)


def final_view(audiences=None):
    return View(audiences, final_only=True)


def showing(held, view, releases=None):
    told = held.releaser.releases if releases is None else releases
    return showing_of(CLOSED, held.study, held.follower.cells(), told, STATEMENTS, view)


def views_of(cells):
    return [final_view(), *(final_view(frozenset({cell.id})) for cell in cells)]


def stories_of(held, view, releases=None):
    """Every story of one or two segments, with the view's own and with those of others."""
    names = [cell.id for cell in held.follower.cells()]
    for chosen in [*((name,) for name in names), *list(combinations(names, 2))[::7]]:
        try:
            yield overlay_story(showing(held, view, releases), "talk", chosen, ())
        except OverlayRefused:
            continue


def check(held, view, story):
    """How many figures a story holds; AssertionError where one is nowhere in the book."""
    final = [r for r in held.releaser.releases if r.standing == "final"]
    book = {(r.interval, f.cell): f for r in final if isinstance(r, IntervalRelease)
            for f in r.figures}  # fmt: skip
    verdicts = {(f.cell, f.verdict) for r in final
                if isinstance(r, StatementRelease) for f in r.figures}  # fmt: skip
    withheld = {cell.id for cell in held.follower.cells() if cell.withheld}
    figures = 0
    for order, curve in enumerate(story.curves):
        assert view.shows(curve.cell)
        assert curve.cell not in withheld
        for interval, figure in curve.figures.items():
            assert figure == book[interval, curve.cell]
            figures += 1
        told = {(curve.cell, judged.verdicts[order]) for judged in story.judged}
        assert {one for one in told if one[1]} <= verdicts
    return figures


def test_a_film_repeats_final_figures_of_the_view(sessions):
    shown = 0
    for held in sessions:
        for view in views_of(held.follower.cells()):
            for story in stories_of(held, view):
                shown += check(held, view, story)
    assert shown > 50


def test_what_is_not_final_moves_nothing(sessions):
    for held in sessions:
        final = [r for r in held.releaser.releases if r.standing == "final"]
        view = final_view()
        with_others = list(stories_of(held, view))
        assert with_others == list(stories_of(held, view, final))


def test_clips_are_chosen_by_what_the_view_shows(sessions):
    chosen = 0
    for held in sessions:
        for view in views_of(held.follower.cells()):
            for moment in strongest_moments(showing(held, view), "talk"):
                assert all(view.shows(cell) for cell in moment.cells)
                chosen += 1
    assert chosen > 1


def test_a_film_that_forgets_its_view_or_the_close_is_found_out(sessions):
    """The check itself can fail."""
    held = next(h for h in sessions if list(stories_of(h, final_view())))
    story = next(s for s in stories_of(held, final_view()) if s.curves[0].figures)
    with pytest.raises(AssertionError):
        check(held, final_view(frozenset({"nobody"})), story)
    early = next(
        (h for h in sessions if any(r.standing != "final" for r in h.releaser.releases)), None
    )
    assert early is not None
    live = list(stories_of(early, EVERYTHING, early.releaser.releases[:1]))
    if live:
        early.releaser.releases[:] = [r for r in early.releaser.releases if r.standing != "final"]
        with pytest.raises((AssertionError, KeyError)):
            check(early, EVERYTHING, live[0])
