"""Hand-over packages give the gate's attacker nothing that left nowhere else.

Of whole sessions, at every moment at which figures had just left, packages are made for every
statement, every audience and several views. Whatever they tell must stand in the book of releases
just so, and be of cells that the view shows; so the attack on everything in the book
(`test_gate_attack`) is an attack on the packages, too.
"""

import csv
import io
import json
from dataclasses import asdict

import pytest
from tests.simulation.attacked_sessions import (
    STATEMENTS,
    sessions_with_statements,
)

from pulsemeter.domain.decision import (
    Author,
    Decision,
    DecisionEntry,
    DecisionKind,
    DecisionState,
)
from pulsemeter.domain.session import Session, SessionKind
from pulsemeter.domain.staff import Role
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.report.hand_over import hand_over_files
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.gather_hand_over import PackageRefused, gathered
from pulsemeter.service.ports import ReleaseState

SEEDS = range(12)
ENTRY = DecisionEntry(DecisionState.PROPOSED, Author("id-ada", "Ada", Role.OWNER), 1)


def views_of(cells):
    """Everybody's, nobody's, and those of an editor of one cell or one attribute."""
    return [
        EVERYTHING,
        View(frozenset()),
        View(frozenset({cells[-1].id})),
        *(View(frozenset({name})) for name in sorted({cell.attribute for cell in cells})),
    ]


def packages_of(held, releases):
    """(view, the package's files) of all that can be made once these have left."""
    cells = held.follower.cells()
    kind = SessionKind.LIVE if held.panel.is_live else SessionKind.ON_DEMAND
    place = Place(Session("ATTACK", "attacked", kind), held.study, 0)
    for view in views_of(cells):
        for statement in STATEMENTS:
            for cell in cells:
                decision = Decision(
                    "d", "attacked", "ATTACK", statement.id, statement.revision, cell.id,
                    DecisionKind.FEATURE, (ENTRY,),
                )  # fmt: skip
                state = ReleaseState(cells, releases)
                try:
                    told = gathered(place, STATEMENTS, state, decision, view, made="now")
                except PackageRefused:
                    continue
                yield view, hand_over_files(told)


def check(view, files, book):
    told = json.loads(files["figures.json"])
    releases = [told["statement_release"], *told["interval_releases"]]
    cells = set()
    for release in releases:
        kept = book[release["number"]]
        assert (release["standing"], release["panel_share"]) == (kept.standing, kept.panel_share)
        figures = {figure.cell: asdict(figure) for figure in kept.figures}
        for figure in release["figures"]:
            assert figure == figures[figure["cell"]]
            cells.add(figure["cell"])
    assert all(view.shows(cell) for cell in cells)
    table = csv.DictReader(io.StringIO(files["figures.csv"].decode("utf-8-sig")))
    assert {(int(row["release"]), row["audience"]) for row in table} == {
        (release["number"], figure["cell"]) for release in releases for figure in release["figures"]
    }
    sentences = {f["cell"]: f["sentence"] for f in releases[0]["figures"]}
    text = files["text.txt"].decode()
    assert sum(sentence in text for sentence in set(sentences.values())) == 1


@pytest.fixture(scope="module")
def sessions():
    """Whole sessions of which something about a statement left."""
    return sessions_with_statements(SEEDS)


def test_packages_repeat_the_book_for_cells_of_the_view(sessions):
    made = 0
    for held in sessions:
        releases = held.releaser.releases
        book = {release.number: release for release in releases}
        moments = [n + 1 for n, r in enumerate(releases) if isinstance(r, StatementRelease)]
        for moment in moments[:: max(len(moments) // 6, 1)]:
            for view, files in packages_of(held, releases[:moment]):
                check(view, files, book)
                made += 1
    assert made > 200


def test_a_package_that_forgets_the_view_is_found_out(sessions):
    held = sessions[0]
    book = {release.number: release for release in held.releaser.releases}
    files = next(f for view, f in packages_of(held, held.releaser.releases) if view == EVERYTHING)
    with pytest.raises(AssertionError):
        check(View(frozenset({"nobody"})), files, book)
