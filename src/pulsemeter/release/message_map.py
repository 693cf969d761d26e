"""The message map of an audience: what to lead with, what divides, what to leave out.

Statements in the order in which their net approval is to be expected: the largest of many noisy
figures is partly luck, so they are drawn towards their mean first. From released figures alone,
each audience from its own; this module must not know who asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import ndtr

from pulsemeter.analysis.adjustment import benjamini_yekutieli
from pulsemeter.analysis.counts import normal_quantile
from pulsemeter.analysis.proportion import net_adjusted
from pulsemeter.analysis.ranking import Ranking, rank_shrunk
from pulsemeter.analysis.standouts import RANKED_MIN
from pulsemeter.analysis.verdict_rule import Verdict, VerdictRule
from pulsemeter.release.desk_counts import Counts, apart, attributes_of, in_points, turned
from pulsemeter.release.desk_table import ALPHA
from pulsemeter.release.figures import StatementRelease
from pulsemeter.release.plan import PlannedCell

_POINTS = 100
_CONFIDENCE = 0.95
ADVICE = {
    Verdict.RESONATES: "lead",
    Verdict.DIVIDES: "divides",
    Verdict.FALLS_FLAT: "leave_out",
    Verdict.LEAVES_COLD: "cold",
    Verdict.UNDECIDED: "open",
    Verdict.TOO_FEW: "too_few",
}
"""What a verdict means for a message."""
_OPPOSED = frozenset({Verdict.RESONATES, Verdict.FALLS_FLAT})
_PARTED = frozenset({Verdict.RESONATES, Verdict.DIVIDES})


@dataclass(frozen=True, slots=True)
class MapEntry:
    """One statement for one audience.

    `expected` with `low` and `high` are net points, drawn towards the audience's mean; `own_share`
    is the weight of its own figure, `place` its rank with the ranks that are possible. `certainty`
    is how sure its side is: that true net approval lies beyond the rule's threshold above 0
    (`lead`) or below (`leave_out`); None where no side is meant. `might_be_luck` says that the
    interval of something to lead with or leave out reaches 0.
    """

    statement: str
    advice: str
    expected: float
    low: float
    high: float
    own_share: float
    place: int
    place_low: int
    place_high: int
    certainty: float | None
    might_be_luck: bool


@dataclass(frozen=True, slots=True)
class AudienceMap:
    """An audience's statements, best first; `reason` says why there is no order."""

    cell: str
    entries: tuple[MapEntry, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A statement of which two audiences of one attribute want different things: it resonates with
    the first, and falls flat with the second (`opposed`) or divides it. Difference in net points;
    `corrected` says that it stands after correction for all pairs that were compared."""

    statement: str
    attribute: str
    first: str
    second: str
    opposed: bool
    difference: float
    low: float
    high: float
    corrected: bool


def audience_map(
    cell: PlannedCell,
    releases: Sequence[StatementRelease],
    counts: Counts,
    place: int,
    rule: VerdictRule,
    seed: int,
) -> AudienceMap:
    """The map of one audience; `place` is its row in the counts of these releases."""
    likes, dislikes, present = (part[place] for part in counts)
    known = [int(row) for row in np.flatnonzero(present > 0)]
    if len(known) < RANKED_MIN:
        return AudienceMap(
            cell.id, (), f"fewer than {RANKED_MIN} statements have figures for this audience"
        )
    middle, error = net_adjusted(likes[known], dislikes[known], present[known])
    ranking = rank_shrunk(middle, error, seed=seed)
    verdicts = {
        number: Verdict(figure.verdict)
        for number, release in enumerate(releases)
        for figure in release.figures
        if figure.cell == cell.id
    }
    entries = [
        _entry(releases[row].statement, verdicts[row], ranking, k, rule.delta)
        for k, row in enumerate(known)
    ]
    return AudienceMap(cell.id, tuple(sorted(entries, key=lambda entry: -entry.expected)))


def _entry(statement: str, verdict: Verdict, ranking: Ranking, k: int, delta: float) -> MapEntry:
    expected, low, high = (float(part[k]) for part in (ranking.shrunk, ranking.low, ranking.high))
    side = {Verdict.RESONATES: 1, Verdict.FALLS_FLAT: -1}.get(verdict, 0)
    spread = max((high - low) / 2 / normal_quantile(_CONFIDENCE), 1e-9)
    told, least, most = (
        round(_POINTS * min(max(value, -1.0), 1.0), 1) for value in (expected, low, high)
    )
    return MapEntry(
        statement,
        ADVICE[verdict],
        told,
        least,
        most,
        own_share=round(float(ranking.own_share[k]), 2),
        place=int(ranking.rank[k]),
        place_low=int(ranking.rank_low[k]),
        place_high=int(ranking.rank_high[k]),
        certainty=round(float(ndtr((side * expected - delta) / spread)), 3) if side else None,
        might_be_luck=bool(side and low <= 0 <= high),
    )


def clashes(
    releases: Sequence[StatementRelease], cells: Sequence[PlannedCell], counts: Counts
) -> list[Clash]:
    """Statements of which two audiences want different things, the clearest first."""
    pairs = [
        (attribute, a, b)
        for attribute, places in attributes_of(cells).items()
        for a, b in combinations(places, 2)
    ]
    if not pairs or not releases:
        return []
    first, second = counts.of([a for _, a, _ in pairs]), counts.of([b for _, _, b in pairs])
    found = apart(first, second)
    corrected = benjamini_yekutieli(found.p.ravel()).reshape(found.p.shape)
    verdicts = [
        {figure.cell: Verdict(figure.verdict) for figure in release.figures} for release in releases
    ]
    told = []
    for k, (attribute, a, b) in enumerate(pairs):
        for row, release in enumerate(releases):
            ends = {cell: verdicts[row].get(cells[cell].id) for cell in (a, b)}
            meant = frozenset(ends.values())
            # Two verdicts may differ though the audiences don't: one of them had more persons.
            if meant not in (_OPPOSED, _PARTED) or not found.p[k, row] <= ALPHA:
                continue
            points = in_points(found.difference, (k, row))
            wins, loses = (a, b) if ends[a] is Verdict.RESONATES else (b, a)
            difference, low, high = points if wins == a else turned(points)
            told.append(
                Clash(
                    release.statement, attribute, cells[wins].id, cells[loses].id,
                    meant == _OPPOSED, difference, low, high, bool(corrected[k, row] <= ALPHA),
                )
            )  # fmt: skip
    return sorted(told, key=lambda clash: (not clash.corrected, -clash.low))
