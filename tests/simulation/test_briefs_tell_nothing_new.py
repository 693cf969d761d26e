"""Briefs and the "now" page give the gate's attacker nothing that left nowhere else.

Of whole sessions, at every moment at which figures of a statement or passage had just left, briefs
are written for recipients with all, some and no audiences. What they tell must stand in the book of
releases just so, with the sentence that left, and be of cells that the recipient may learn of; so
the attack on everything in the book is an attack on briefs, too.
"""

import asyncio

import pytest
from tests.simulation.attacked_sessions import (
    STATEMENTS,
    Panel,
    live_session,
    sessions_with_statements,
)
from tests.simulation.test_passage_attack import WHOLE, Said

from pulsemeter.domain.brief import About, BriefChannel, BriefRule, Occasion, Recipient
from pulsemeter.domain.passage import TitledPassage
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.now_board import now_board
from pulsemeter.release.view import View
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.brief import BriefFinding, brief_text
from pulsemeter.service.choose_findings import finding_for, newest_of, told_about
from pulsemeter.service.conduct_session import Place

SEEDS = range(12)
RULES = (
    BriefRule("close", "attacked", Occasion.CLOSE, is_early=True),
    BriefRule("threshold", "attacked", Occasion.THRESHOLD, net_from=0, certainty=0.5),
    BriefRule("passages", "attacked", Occasion.CLOSE, is_early=True, about=About.PASSAGES),
    BriefRule("hand", "attacked", Occasion.HAND, about=About.BOTH),
)
TITLED = (
    TitledPassage(WHOLE.id, 1, "talk", WHOLE.start_ms, WHOLE.end_ms, "All of it"),
    TitledPassage("last", 1, "talk", STATEMENTS[1].start_ms, STATEMENTS[1].end_ms, "The end"),
)
"""A passage over both statements, and one that is the second of them."""


@pytest.fixture(scope="module")
def sessions():
    """Whole sessions of which something about a statement left; a few more with a passage."""
    return [*sessions_with_statements(SEEDS), *with_passages()]


def with_passages():
    said = Said([*STATEMENTS, WHOLE], {})
    return [asyncio.run(live_session(Panel(seed), said)) for seed in SEEDS[:3]]


def recipients_of(cells):
    """With every audience, with one cell, with one attribute each, with one that isn't there."""
    choices = [
        None,
        ("nobody",),
        (cells[-1].id,),
        *((name,) for name in {c.attribute for c in cells}),
    ]
    return [
        Recipient(f"r{k}", "attacked", "Edda", BriefChannel.MAIL, "edda@x.example", "en", own)
        for k, own in enumerate(choices)
    ]


def moments_of(held):
    """What had left whenever a statement's figures had just left."""
    releases = held.releaser.releases
    ends = [n + 1 for n, r in enumerate(releases) if isinstance(r, StatementRelease)]
    return [releases[:end] for end in ends[:: max(len(ends) // 6, 1)]]


def findings_of(held, releases, recipient):
    kind = SessionKind.LIVE if held.panel.is_live else SessionKind.ON_DEMAND
    place = Place(Session("ATTACK", "attacked", kind, state=SessionState.RUNNING), held.study, 0)
    for rule in RULES:
        for quoted, release in newest_of(releases, told_about(rule.about, STATEMENTS, TITLED)):
            found = finding_for(recipient, rule, place, quoted, release)
            if found:
                yield found


def check(held, recipient, found, book):
    kept = {figure.cell: figure for figure in book[found.release.number].figures}
    told = BriefFinding(found.quoted, found.figures, {})
    text = brief_text(held.study, [told], ENGLISH, is_early=True, is_simulated=True).text
    for figure in found.figures:
        assert figure == kept[figure.cell]
        assert recipient.may_learn(figure.cell)
    # Names of cells stand in the sentence: said without one, it is the one that left.
    said = {figure.sentence.split(", ", 1)[1] for figure in found.figures}
    lines = {line.split(", ", 1)[1] for line in text.split("\n") if line.startswith("Among ")}
    assert lines == said


def test_briefs_repeat_the_book_for_own_audiences(sessions):
    made, of_passages = 0, set()
    for held in sessions:
        book = {release.number: release for release in held.releaser.releases}
        for releases in moments_of(held):
            for recipient in recipients_of(held.follower.cells()):
                for found in findings_of(held, releases, recipient):
                    check(held, recipient, found, book)
                    made += 1
                    if isinstance(found.quoted, TitledPassage):
                        assert found.release.statement == found.quoted.id
                        of_passages.add(found.quoted.id)
    assert made > 50
    assert of_passages == {WHOLE.id, "last"}


def test_a_brief_that_forgets_the_audiences_is_found_out(sessions):
    everybody, nobody, *_ = recipients_of(sessions[0].follower.cells())
    for held in sessions:
        book = {release.number: release for release in held.releaser.releases}
        for found in findings_of(held, held.releaser.releases, everybody):
            with pytest.raises(AssertionError):
                check(held, nobody, found, book)
            return
    raise AssertionError("no session has a finding")


def test_the_now_page_follows_from_what_its_view_was_shown(sessions):
    made = 0
    for held in sessions:
        cells, book = held.follower.cells(), held.releaser.releases
        for recipient in recipients_of(cells):
            own = recipient.audiences
            view = View(None if own is None else frozenset(own))
            newest = [release for _, release in newest_of(book, STATEMENTS)]
            seen = [shown for release in newest if (shown := view.of_release(release))]
            board = now_board(seen, view.of_cells(cells), held.study.profile)
            for found in (*board.best, *board.worst):
                assert view.shows(found.figure.cell)
                assert found.figure in next(r for r in newest if r == found.release or (
                    r.number == found.release.number)).figures  # fmt: skip
                made += 1
            if board.divide:
                assert view.shows(board.divide.first)
                assert view.shows(board.divide.second)
    assert made > 10
