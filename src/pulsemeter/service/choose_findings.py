"""Which findings a brief tells: what is news, what a rule asks for, what is clearest, what changed.

Figures come from releases, as far as a recipient may learn of them; nothing here is counted, kept
or sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from pulsemeter.domain.brief import About, Brief, BriefRule, Occasion, Recipient
from pulsemeter.domain.passage import Quoted, TitledPassage
from pulsemeter.domain.session import OVER
from pulsemeter.domain.statement import Statement
from pulsemeter.release.figures import Release, StatementFigure, StatementRelease
from pulsemeter.release.said_again import p_beyond
from pulsemeter.service.conduct_session import Place

FRESH_MS = 600_000
"""What ended longer ago than this in a running session is no news any more, and not among the last
minutes that the "now" page speaks of."""
PATIENCE_MS = 90_000
"""So long after its words a brief waits for the panel; then it is told, as early."""
FINDINGS_MAX = 5
CELLS_MAX = 6
_SILENT = frozenset(("undecided", "too_few"))
Q = TypeVar("Q", bound=Quoted)


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement or passage with the released figures that somebody may learn of."""

    quoted: Quoted
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


def newest_of(releases: Sequence[Release], quoted: Sequence[Q]) -> list[tuple[Q, StatementRelease]]:
    """The newest release of each statement or passage as it stands now, in the order of time."""
    newest = {
        (release.statement, release.revision): release
        for release in releases
        if isinstance(release, StatementRelease)
    }
    ordered = sorted(quoted, key=lambda q: (q.stimulus, q.start_ms))
    return [
        (each, newest[each.id, each.revision])
        for each in ordered
        if (each.id, each.revision) in newest
    ]


def told_about(
    about: About, said: Sequence[Statement], passages: Sequence[TitledPassage]
) -> list[Quoted]:
    """What findings may speak of. Beside statements, a passage of one statement would tell the
    same figures a second time, so it is left out."""
    if about is About.STATEMENTS:
        return list(said)
    if about is About.PASSAGES:
        return list(passages)
    names = {statement.id for statement in said}
    return [*said, *(passage for passage in passages if passage.id not in names)]


def is_news(place: Place, quoted: Quoted) -> bool:
    """Whether something was said not long ago; on demand, where each has an own clock, always
    until the session is over."""
    if place.session.state in OVER:
        return False
    return not place.session.is_live or is_fresh(place, quoted)


def is_fresh(place: Place, quoted: Quoted) -> bool:
    """Whether something ended not long ago by the session's clock."""
    return place.session_ms - quoted.end_ms <= FRESH_MS


def is_due(place: Place, rule: BriefRule, quoted: Quoted, release: StatementRelease) -> bool:
    """Whether a rule lets something be told now: it is news, and enough of the panel is in, or the
    rule asks for early figures, or no more can be waited for."""
    if not is_news(place, quoted):
        return False
    read_ms = quoted.end_ms + place.study.lag_ms
    waited = place.session.is_live and place.session_ms - read_ms > PATIENCE_MS
    return rule.is_early or release.is_reported or waited


def finding_for(
    recipient: Recipient,
    rule: BriefRule,
    place: Place,
    quoted: Quoted,
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
    return Finding(quoted, release, tuple(telling[:CELLS_MAX]))


def strongest(findings: Sequence[Finding]) -> list[Finding]:
    """Those to tell where there are many, the clearest first."""
    ordered = sorted(findings, key=lambda f: (-f.strength, f.quoted.start_ms))
    return ordered[:FINDINGS_MAX]


def changed_findings(
    brief: Brief,
    newest: Sequence[tuple[Quoted, StatementRelease]],
    recipient: Recipient,
) -> list[Finding]:
    """What a brief told whose final figures have another verdict, as far as the recipient may
    learn of it now."""
    found = []
    for quoted, release in newest:
        if release.standing != "final":
            continue
        told = verdicts_told(brief, quoted)
        others = tuple(
            figure
            for figure in release.figures
            if recipient.may_learn(figure.cell)
            and told.get(figure.cell, figure.verdict) != figure.verdict
        )
        if others:
            found.append(Finding(quoted, release, others))
    return found


def verdicts_told(brief: Brief, quoted: Quoted) -> dict[str, str]:
    """The verdicts that a brief told of a statement or passage, by audience."""
    about = (quoted.id, quoted.revision, isinstance(quoted, TitledPassage))
    return {
        told.audience: told.verdict
        for told in brief.told
        if (told.statement, told.revision, told.is_passage) == about
    }
