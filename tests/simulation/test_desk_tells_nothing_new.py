"""The desk gives the gate's attacker nothing that left nowhere else: whoever has the releases of a
view could reckon all that the desk shows to it, for it is made of nothing else."""

import asyncio
from types import SimpleNamespace

import pytest
from tests.simulation.attacked_sessions import STATEMENTS, sessions_with_statements
from tests.simulation.test_hand_over_tells_nothing_new import views_of

from pulsemeter.domain.passage import Passage
from pulsemeter.release.view import View
from pulsemeter.service.read_desk import DeskReading

SEEDS = range(8)
PASSAGES = (Passage("last-alone", 1, "talk", "The end", (STATEMENTS[-1].id,)),)


class Keeper:
    """A keeper of one session's room, with these releases and cells and no more."""

    def __init__(self, held, releases, cells):
        self._room = SimpleNamespace(
            code="ATTACK",
            place=SimpleNamespace(study=held.study),
            releaser=SimpleNamespace(releases=releases),
            follower=SimpleNamespace(cells=lambda: cells),
        )
        self.wordings = SimpleNamespace(shown=self._shown)

    async def room(self, _):
        return self._room

    async def statements(self, _):
        return STATEMENTS

    async def _shown(self, _):
        return SimpleNamespace(passages=PASSAGES)


def desk(held, releases, cells, view):
    return asyncio.run(DeskReading(Keeper(held, releases, cells)).figures("ATTACK", view))


def cells_in(found):
    """Every cell that a desk speaks of."""
    rows = [*found.statements.rows, *found.passages.rows]
    return {
        *(cell.cell for row in rows for cell in row.cells),
        *(end for row in rows for s in row.splits for end in (s.highest, s.lowest)),
        *(each.cell for each in found.maps),
        *(end for clash in found.clashes for end in (clash.first, clash.second)),
    }


@pytest.fixture(scope="module")
def sessions():
    """Whole sessions of which something about a statement left."""
    return sessions_with_statements(SEEDS)


def test_a_desk_follows_from_what_its_view_was_shown(sessions):
    made = 0
    for held in sessions:
        cells, releases = held.follower.cells(), held.releaser.releases
        for view in [*views_of(cells), View(final_only=True)]:
            whole = desk(held, releases, cells, view)
            seen = [shown for r in releases if (shown := view.of_release(r)) is not None]
            assert desk(held, seen, view.of_cells(cells), View()) == whole
            assert all(view.shows(cell) for cell in cells_in(whole))
            made += bool(whole.statements.rows)
    assert made > 3 * len(sessions)


def test_a_desk_of_another_view_is_another(sessions):
    held = next(h for h in sessions if len(h.follower.cells()) > 2)
    cells, releases = held.follower.cells(), held.releaser.releases
    assert cells_in(desk(held, releases, cells, View())) > cells_in(
        desk(held, releases, cells, View(frozenset({cells[1].id})))
    )
