"""Which findings a brief tells: what is news, what a rule asks for, what is clearest, what changed.

Figures come from releases, as far as a recipient may learn of them; nothing here is counted, kept
or sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pulsemeter.domain.brief import Brief, BriefRule, Occasion, Recipient
from pulsemeter.domain.session import OVER
from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import Release, StatementFigure, StatementRelease
from pulsemeter.release.said_again import p_beyond
from pulsemeter.service.conduct_session import Place

FRESH_MS = 600_000
"""A statement of a running session that ended longer ago than this is no news any more, and not
among the last minutes that the "now" page speaks of."""
PATIENCE_MS = 90_000
"""So long after its words a statement's brief waits for the panel; then it is told, as early."""
FINDINGS_MAX = 5
CELLS_MAX = 6
_SILENT = frozenset(("undecided", "too_few"))


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement with the released figures that somebody may learn of."""

    statement: Statement
    release: StatementRelease
    figures: tuple[StatementFigure, ...]

    @property
    def strength(self) -> float:
        """How far from nothing the clearest of its figures certainly is, in points."""
        return max(strength(figure) for figure in self.figures)


def strength(figure: StatementFigure) -> float:
    """By how many points net approval certainly lies on one side; 0 where it may be either. What
    divides certainly counts by how evenly, after all that."""
    if figure.low is None or figure.high is None:
        return 0.0
    beyond = max(figure.low, -figure.high, 0.0)
    return beyond if figure.verdict != "divides" else max(beyond, 0.1)


def newest_of(
    releases: Sequence[Release], statements: Sequence[Statement]
) -> list[tuple[Statement, StatementRelease]]:
    """The newest release of each statement as it stands now, in the order of time."""
    newest = {
        (release.statement, release.revision): release
        for release in releases
        if isinstance(release, StatementRelease)
    }
    ordered = sorted(statements, key=lambda s: (s.stimulus, s.start_ms))
    return [
        (statement, newest[statement.id, statement.revision])
        for statement in ordered
        if (statement.id, statement.revision) in newest
    ]


def is_news(place: Place, statement: Statement) -> bool:
    """Whether a statement was said not long ago; on demand, where each has an own clock, always
    until the session is over."""
    if place.session.state in OVER:
        return False
    return not place.session.is_live or is_fresh(place, statement)


def is_fresh(place: Place, statement: Statement) -> bool:
    """Whether a statement ended not long ago by the session's clock."""
    return place.session_ms - statement.end_ms <= FRESH_MS


def is_due(place: Place, rule: BriefRule, statement: Statement, release: StatementRelease) -> bool:
    """Whether a rule lets a statement be told now: it is news, and enough of the panel is in, or
    the rule asks for early figures, or no more can be waited for."""
    if not is_news(place, statement):
        return False
    read_ms = statement.end_ms + place.study.lag_ms
    waited = place.session.is_live and place.session_ms - read_ms > PATIENCE_MS
    return rule.is_early or release.is_reported or waited


def finding_for(
    recipient: Recipient,
    rule: BriefRule,
    place: Place,
    statement: Statement,
    release: StatementRelease,
) -> Finding | None:
    """What of a release is to be told to somebody by a rule; None where nothing is."""
    seen = [figure for figure in release.figures if recipient.may_learn(figure.cell)]
    if rule.occasion is Occasion.THRESHOLD:
        seen = [
            figure
            for figure in seen
            if p_beyond(figure, rule.net_from / 100, place.study.profile) >= rule.certainty
        ]
    telling = [figure for figure in seen if figure.verdict not in _SILENT]
    if not telling:
        return None
    telling.sort(key=lambda figure: (-strength(figure), figure.cell))
    return Finding(statement, release, tuple(telling[:CELLS_MAX]))


def strongest(findings: Sequence[Finding]) -> list[Finding]:
    """Those to tell where there are many, the clearest first."""
    ordered = sorted(findings, key=lambda f: (-f.strength, f.statement.start_ms))
    return ordered[:FINDINGS_MAX]


def changed_findings(
    brief: Brief,
    newest: Sequence[tuple[Statement, StatementRelease]],
    recipient: Recipient,
) -> list[Finding]:
    """What a brief told whose final figures have another verdict, as far as the recipient may
    learn of it now."""
    told = {(t.statement, t.revision, t.audience): t.verdict for t in brief.told}
    found = []
    for statement, release in newest:
        if release.standing != "final":
            continue
        others = tuple(
            figure
            for figure in release.figures
            if recipient.may_learn(figure.cell)
            and told.get((statement.id, statement.revision, figure.cell), figure.verdict)
            != figure.verdict
        )
        if others:
            found.append(Finding(statement, release, others))
    return found
