"""Which findings a brief tells."""

from dataclasses import replace

import pytest

from pulsemeter.domain.brief import (
    About,
    Brief,
    BriefChannel,
    BriefRule,
    Occasion,
    Recipient,
    Told,
)
from pulsemeter.domain.passage import TitledPassage
from pulsemeter.domain.protection import STANDARD
from pulsemeter.domain.session import Session, SessionKind, SessionState
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Consent, Stimulus, Study
from pulsemeter.release.figures import Count, StatementFigure, StatementRelease
from pulsemeter.service.choose_findings import (
    CELLS_MAX,
    FINDINGS_MAX,
    FRESH_MS,
    PATIENCE_MS,
    Finding,
    changed_findings,
    finding_for,
    is_due,
    is_news,
    newest_of,
    strength,
    strongest,
    told_about,
    verdicts_told,
)
from pulsemeter.service.conduct_session import Place

STUDY = Study(
    name="moon", title="Moon", question="?", stimuli=(Stimulus("rice", "Rice", 3_600_000),),
    attributes=(), consent=Consent("we", "we", "presses", "any time"), profile=STANDARD,
)  # fmt: skip
RUNNING = Place(
    Session("KENNEDY", "moon", SessionKind.LIVE, state=SessionState.RUNNING), STUDY, 20_000
)
ALL = Recipient("r1", "moon", "Edda", BriefChannel.MAIL, "edda@x.example")
NORTH = replace(ALL, audiences=("region:north",))
CLOSE = BriefRule("c", "moon", Occasion.CLOSE)
SAID = [
    Statement(f"s{k}", 1, "rice", k * 10_000, k * 10_000 + 9_000, f"Words {k}.") for k in range(9)
]


def figure(cell="all", verdict="resonates", low=10.0, high=40.0, likes=60, dislikes=20):
    counts = (Count(likes, "near"), Count(dislikes, "near"), Count(100, "near"))
    return StatementFigure(cell, *counts, verdict, "", (low + high) / 2, low, high)


def release(statement=SAID[0], *figures, number=1, standing="frozen", share=90):
    return StatementRelease(
        number, statement.id, statement.revision, standing, share, list(figures or (figure(),))
    )


def test_the_newest_release_of_each_statement_as_it_is_worded_now():
    releases = [release(SAID[1], number=1), release(SAID[0], number=2), release(SAID[1], number=3)]
    other = replace(releases[0], revision=2, number=4)
    found = newest_of([*releases, other], SAID)
    assert [(s.id, r.number) for s, r in found] == [("s0", 2), ("s1", 3)]


def test_what_was_said_long_ago_is_no_news_and_nothing_is_after_the_close():
    late = replace(RUNNING, session_ms=SAID[0].end_ms + FRESH_MS + 1)
    assert is_news(RUNNING, SAID[0])
    assert not is_news(late, SAID[0])
    closed = replace(RUNNING, session=replace(RUNNING.session, state=SessionState.CLOSED))
    assert not is_news(closed, SAID[0])
    own_clocks = replace(late, session=replace(late.session, kind=SessionKind.ON_DEMAND))
    assert is_news(own_clocks, SAID[0])


def test_a_rule_waits_for_the_panel_but_not_for_ever():
    few, enough = (
        release(standing="provisional", share=60),
        release(standing="provisional", share=80),
    )
    read_ms = SAID[0].end_ms + STUDY.lag_ms
    at = [replace(RUNNING, session_ms=read_ms + more) for more in (PATIENCE_MS, PATIENCE_MS + 1)]
    early = replace(CLOSE, is_early=True)
    assert is_due(at[0], CLOSE, SAID[0], enough)
    assert is_due(at[0], CLOSE, SAID[0], replace(few, standing="frozen"))
    assert is_due(at[0], early, SAID[0], few)
    assert [is_due(place, CLOSE, SAID[0], few) for place in at] == [False, True]
    assert not is_due(replace(RUNNING, session_ms=10**7), early, SAID[0], enough)


def test_only_own_audiences_are_told_the_clearest_first():
    seen = release(
        SAID[0], figure("all"), figure("region:north", low=2.0), figure("region:south", low=30.0)
    )
    everything = finding_for(ALL, CLOSE, RUNNING, SAID[0], seen)
    assert [f.cell for f in everything.figures] == ["region:south", "all", "region:north"]
    own = finding_for(NORTH, CLOSE, RUNNING, SAID[0], seen)
    assert [f.cell for f in own.figures] == ["region:north"]
    assert finding_for(replace(ALL, audiences=("age",)), CLOSE, RUNNING, SAID[0], seen) is None


@pytest.mark.parametrize("verdict", ["undecided", "too_few"])
def test_what_says_nothing_is_not_told(verdict):
    assert (
        finding_for(ALL, CLOSE, RUNNING, SAID[0], release(SAID[0], figure(verdict=verdict))) is None
    )


def test_a_threshold_asks_for_its_certainty_on_either_side():
    def is_told(net_from, certainty, likes, dislikes):
        rule = BriefRule("t", "moon", Occasion.THRESHOLD, (), net_from, certainty)
        seen = release(SAID[0], figure(likes=likes, dislikes=dislikes))
        return finding_for(ALL, rule, RUNNING, SAID[0], seen) is not None

    assert is_told(20, 0.95, 60, 20)
    assert is_told(20, 0.95, 20, 60)
    assert not is_told(40, 0.95, 60, 20)
    assert not is_told(32, 0.95, 60, 20)
    assert is_told(32, 0.7, 60, 20)


def test_a_brief_holds_so_many_cells_and_findings_at_most():
    cells = [figure(f"region:{k}") for k in range(CELLS_MAX + 3)]
    assert (
        len(finding_for(ALL, CLOSE, RUNNING, SAID[0], release(SAID[0], *cells)).figures)
        == CELLS_MAX
    )
    many = [Finding(s, release(s), (figure(low=float(k)),)) for k, s in enumerate(SAID)]
    chosen = strongest(many)
    assert [f.quoted.id for f in chosen] == [f"s{k}" for k in (8, 7, 6, 5, 4)][:FINDINGS_MAX]


def test_strength_is_the_certain_part():
    assert strength(figure(low=10, high=40)) == 10
    assert strength(figure(low=-40, high=-15)) == 15
    assert strength(figure(low=-5, high=5)) == 0
    assert strength(figure(low=-5, high=5, verdict="divides")) > 0
    assert strength(replace(figure(), net=None, low=None, high=None)) == 0


def test_only_a_final_figure_with_another_verdict_is_corrected():
    told = (Told("s0", 1, "all", "resonates", 1), Told("s1", 1, "all", "divides", 2))
    brief = Brief("b1", "moon", "KENNEDY", "r1", "Edda", "c", "k", 0, "", "", told)
    flat = figure(verdict="falls_flat", low=-40, high=-10)

    def corrected(*newest, recipient=ALL):
        found = changed_findings(brief, [(SAID[int(r.statement[1])], r) for r in newest], recipient)
        return [(f.quoted.id, [g.verdict for g in f.figures]) for f in found]

    assert corrected(release(SAID[0], flat, standing="final")) == [("s0", ["falls_flat"])]
    assert corrected(release(SAID[0], flat)) == []
    assert corrected(release(SAID[0], standing="final")) == []
    assert corrected(release(SAID[2], flat, standing="final")) == []
    assert corrected(release(SAID[0], flat, standing="final"), recipient=NORTH) == []


OPENING = TitledPassage("p1", 2, "rice", 0, 19_000, "The opening")
SINGLE = TitledPassage("s2", 1, "rice", 20_000, 29_000, "One statement")


def test_beside_statements_a_passage_of_one_of_them_says_nothing_new():
    def names(about):
        return [q.id for q in told_about(about, SAID[:3], (OPENING, SINGLE))]

    assert names(About.STATEMENTS) == ["s0", "s1", "s2"]
    assert names(About.PASSAGES) == ["p1", "s2"]
    assert names(About.BOTH) == ["s0", "s1", "s2", "p1"]


def test_a_passage_is_news_by_its_end_and_has_its_own_release():
    assert is_news(replace(RUNNING, session_ms=OPENING.end_ms + FRESH_MS), OPENING)
    assert not is_news(replace(RUNNING, session_ms=OPENING.end_ms + FRESH_MS + 1), OPENING)
    own = StatementRelease(3, "p1", 2, "frozen", 90, [figure()])
    older = replace(own, revision=1, number=4)
    assert newest_of([release(), own, older], [OPENING]) == [(OPENING, own)]


def test_what_was_told_as_a_passage_is_corrected_as_one():
    told = (Told("s2", 1, "all", "resonates", 1, is_passage=True),)
    brief = Brief("b1", "moon", "KENNEDY", "r1", "Edda", "c", "k", 0, "", "", told)
    flat = figure(verdict="falls_flat", low=-40, high=-10)
    final = release(SAID[2], flat, standing="final")
    found = changed_findings(brief, [(SAID[2], final), (SINGLE, final)], ALL)
    assert [f.quoted for f in found] == [SINGLE]
    assert verdicts_told(brief, SINGLE) == {"all": "resonates"}
    assert verdicts_told(brief, SAID[2]) == {}
