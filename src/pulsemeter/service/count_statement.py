"""What the tally says of one statement or passage: who is what for it, and how many in each cell.

Asks the follower of a session; a statement's classes are the analysis's.
"""

import numpy as np
import numpy.typing as npt

from pulsemeter.analysis.statement import PersonClass, joined_spans
from pulsemeter.domain.passage import Judged
from pulsemeter.release.told_pool import NOT_COUNTED
from pulsemeter.service.follow_tally import Table, TallyFollower
from pulsemeter.tally.counters import Membership, Standing


def intervals_under(follower: TallyFollower, judged: Judged) -> dict[tuple[int, int], bool]:
    """The intervals that a shifted window overlaps, and whether it covers them."""
    stimulus = follower.study.stimulus_index(judged.stimulus)
    cadence_ms = follower.study.instrument.cadence_ms
    spans = joined_spans(judged.spans, follower.study.lag_ms, 0)
    return {
        (stimulus, k): any(s <= k * cadence_ms and (k + 1) * cadence_ms <= e for s, e in spans)
        for k in range(*follower.overlapped(judged))
        if any(s < (k + 1) * cadence_ms and k * cadence_ms < e for s, e in spans)
    }


def statement_standings(follower: TallyFollower, statement: Judged) -> npt.NDArray[np.int8]:
    """Each row's class as a standing: like, dislike, neither, or unknown for whoever was
    absent; −1 where it doesn't count."""
    stimulus = follower.study.stimulus_index(statement.stimulus)
    membership = follower.tally.counters[stimulus, 0].membership
    first, _ = follower.overlapped(statement)
    counted = (membership.codes[0] >= 0) & (membership.enters <= first)
    classes = follower.classes(statement)[: len(counted)]
    known = (PersonClass.LIKE, PersonClass.DISLIKE, PersonClass.NEITHER)
    column = np.full(len(counted), Standing.UNKNOWN, dtype=np.int8)
    for standing, which in enumerate(known):
        column[: len(classes)][classes == which] = standing
    return np.where(counted, column, np.int8(NOT_COUNTED)).astype(np.int8)


def statement_now(
    follower: TallyFollower, statement: Judged
) -> tuple[npt.NDArray[np.int8], list[Table]]:
    """Each row's class as a standing, and the counts of these."""
    standings = statement_standings(follower, statement)
    stimulus = follower.study.stimulus_index(statement.stimulus)
    return standings, tables_of(follower.membership(stimulus), standings)


def interval_now(
    follower: TallyFollower, key: tuple[int, int]
) -> tuple[npt.NDArray[np.int8], list[Table]]:
    """Each row's standing in an interval of a stimulus, and the counts per partition."""
    return follower.standings(*key), follower.interval_counts(*key)


def tables_of(membership: Membership, standings: npt.NDArray[np.int8]) -> list[Table]:
    """Standings counted, per partition (cells, 4): likers, dislikers, neithers, absent."""
    column = np.minimum(standings, np.int8(Standing.AWAY)).astype(np.int64)
    tables = []
    for codes, size in zip(membership.codes, membership.sizes, strict=True):
        counted = (codes >= 0) & (column >= 0)
        slot = codes[counted].astype(np.int64) * 4 + column[counted]
        tables.append(np.bincount(slot, minlength=size * 4).reshape(size, 4))
    return tables
