"""Data packages of released figures give the gate's attacker nothing that left nowhere else.

Of whole sessions, at moments at which figures had just left, packages are made for several views.
Every number in them must stand in the book of releases just so, and be of a cell that the view
shows; so the attack on everything in the book (`test_gate_attack`) is an attack on them, too.
"""

import asyncio
from dataclasses import asdict, replace

import pytest
from tests.simulation.attacked_sessions import STATEMENTS, sessions_with_statements

from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.release.figures import IntervalRelease, StatementRelease
from pulsemeter.release.rounding import rounded
from pulsemeter.release.view import EVERYTHING, View
from pulsemeter.service.pack_released import pack_released
from pulsemeter.service.seal_plan import seal_plan
from pulsemeter.storage.memory import memory_stores

SEEDS = range(9)
COUNTS = {
    "curve": ("likes", "dislikes", "present"),
    "statements": ("likers", "dislikers", "present"),
}
POINTS = 100


def views_of(cells):
    names = sorted({cell.attribute for cell in cells})
    return [EVERYTHING, View(final_only=True), *(View(frozenset({name})) for name in names)]


async def packages(held, moments):
    """(releases so far, view, package) of a session's book at these moments."""
    cells = held.follower.cells()
    session = Session("ATTACK", "attacked", SessionKind.LIVE, SessionState.CLOSED)
    for moment in moments:
        stores = memory_stores()
        await stores.studies.add_study(held.study, "", STATEMENTS)
        await stores.studies.put_session(replace(session, state=SessionState.PLANNED))
        await seal_plan(stores.studies, "ATTACK", held.study)
        await stores.studies.put_session(session, held.study)
        await stores.releases.write_plan("ATTACK", cells)
        await stores.releases.write("ATTACK", held.releaser.releases[:moment])
        for view in views_of(cells):
            try:
                yield held.releaser.releases[:moment], view, await made(stores, view)
            except LookupError:
                continue


async def made(stores, view):
    from pulsemeter.analysis.data_error import DataError

    try:
        return await pack_released(stores, "attacked", "ATTACK", view)
    except DataError as error:
        raise LookupError from error


def rows_of(package, name):
    table = next(table for table in package.tables if table.name == name)
    return [row for batch in table.batches() for row in batch.iter_rows(named=True)]


def points(share):
    return None if share is None else round(POINTS * share, 9)


def check(held, releases, view, package):
    """How many figures a package holds; AssertionError where one is nowhere else."""
    told = 0
    for name, counts in COUNTS.items():
        kind = IntervalRelease if name == "curve" else StatementRelease
        book = {}
        for release in releases:
            if isinstance(release, kind):
                about = release.interval if name == "curve" else release.statement
                for figure in release.figures:
                    book.setdefault((about, figure.cell), []).append(asdict(figure))
        for row in rows_of(package, name):
            about = row["interval"] if name == "curve" else row["statement"]
            assert view.shows(row["segment"])
            said = {
                **{c: {"value": row[c], "coding": row[f"{c}_coding"]} for c in counts},
                **{n: points(row[n]) for n in ("net", "low", "high")},
                **{n: row[n] for n in ("majority", "verdict", "sentence") if n in row},
            }  # fmt: skip
            assert any(
                said == {n: round(f[n], 9) if isinstance(f[n], float) else f[n] for n in said}
                for f in book[about, row["segment"]]
            )
            told += 1
    step = held.study.profile.rounding_step
    shown = {c.id: rounded(c.roster, step) for c in held.follower.cells() if not c.withheld}
    assert all(shown[row["segment"]] == row["persons"] for row in rows_of(package, "segments"))
    assert {table.name for table in package.tables} == {
        "stimuli", "segments", "statement_list", "curve", "statements",
    }  # fmt: skip
    return told


@pytest.fixture(scope="module")
def sessions():
    """Whole sessions of which something about a statement left."""
    return sessions_with_statements(SEEDS)


def test_packages_repeat_the_book_for_cells_of_the_view(sessions):
    async def story():
        told = 0
        for held in sessions:
            count = len(held.releaser.releases)
            moments = [*range(1, count, max(count // 4, 1)), count]
            async for releases, view, package in packages(held, moments):
                told += check(held, releases, view, package)
        return told

    assert asyncio.run(story()) > 500


def test_a_package_that_tells_more_is_found_out(sessions):
    async def story():
        held = sessions[0]
        made_of = packages(held, [len(held.releaser.releases)])
        releases, _, package = await anext(made_of)
        await made_of.aclose()
        return held, releases, package

    held, releases, package = asyncio.run(story())
    assert check(held, releases, EVERYTHING, package)
    with pytest.raises(AssertionError):
        check(held, releases, View(frozenset({"nobody"})), package)
    with pytest.raises(KeyError):
        check(held, [], EVERYTHING, package)
    curve = next(table for table in package.tables if table.name == "curve")
    (frame,) = curve.batches()
    exact = frame.with_columns(likes=frame["likes"] + 1)
    others = [t for t in package.tables if t.name != "curve"]
    forged = replace(curve, batches=lambda: iter((exact,)))
    with pytest.raises(AssertionError):
        check(held, releases, EVERYTHING, replace(package, tables=(*others, forged)))
