"""What stands out of a session: key moments of each curve, and statements in their order."""

import numpy as np
import polars as pl

from pulsemeter.analysis.band import Band
from pulsemeter.analysis.frames import MOMENTS, RANKING, frame, rows, stacked
from pulsemeter.analysis.judged import Scores
from pulsemeter.analysis.measured import Measured
from pulsemeter.analysis.moment import KeyMoment, key_moments
from pulsemeter.analysis.ranking import own_mean_effects, rank_shrunk
from pulsemeter.analysis.session_curves import Bands

RANKED_MIN = 3
"""Statements below which an order says nothing that the figures don't."""


def moment_table(measured: Measured, bands: Bands) -> pl.DataFrame:
    """Key moments of every target and segment, in order of time; schema `frames.MOMENTS`.

    A slider's curve has none: its moments would be those of a kept value, not of reactions.
    """
    entries = []
    if measured.settings.rated:
        return rows(MOMENTS, [])
    strata, held = measured.strata, _Statements(measured)
    for (target, segment), band in bands.items():
        place = measured.segments.ids.index(segment)
        members = measured.segments.membership[place]
        if not _may_stand_out(band):
            continue
        found = key_moments(
            measured.matrix.codes[target][members],
            band,
            weights=measured.counted_weights(place),
            strata=None if strata is None else strata[members],
            seed=measured.settings.seed,
        )
        entries += [_row(measured, held, (target, segment), moment) for moment in found.moments]
    return rows(MOMENTS, entries)


def _may_stand_out(band: Band) -> bool:
    """Whether any interval's band leaves out any other's net: else no moment can be found, and
    the panel needn't be read again."""
    if band.kind != "simultaneous":
        return False
    with_value = band.drawn
    return bool(
        (band.low[with_value] > band.net[with_value].min()).any()
        or (band.high[with_value] < band.net[with_value].max()).any()
    )


class _Statements:
    """Which statement people reacted to at a time, as `moment.statement_at`, for many times."""

    def __init__(self, measured: Measured) -> None:
        table = measured.statements
        self._names = table["statement"].to_list()
        self._starts, self._ends = table["start_ms"].to_numpy(), table["end_ms"].to_numpy()
        self._lag_ms = measured.settings.lag_ms

    def at(self, at_ms: int) -> str | None:
        """The statement whose shifted window holds this time; None between statements."""
        said_ms = at_ms - self._lag_ms
        place = int(np.searchsorted(self._starts, said_ms, side="right")) - 1
        return self._names[place] if place >= 0 and said_ms < self._ends[place] else None


def _row(
    measured: Measured, held: _Statements, where: tuple[str, str], moment: KeyMoment
) -> dict[str, object]:
    length = measured.matrix.interval_ms
    return {
        "target": where[0],
        "segment": where[1],
        "kind": moment.kind,
        "start_ms": moment.first_interval * length,
        "end_ms": (moment.last_interval + 1) * length,
        "at_ms": moment.at_interval * length,
        "net": moment.net,
        "low": moment.low,
        "high": moment.high,
        "excess": moment.excess,
        "stability": moment.stability,
        "statement": held.at(moment.at_interval * length + length // 2),
    }


def ranking_table(measured: Measured, scores: Scores) -> pl.DataFrame:
    """Statements by shrunk net approval of the whole panel; schema `frames.RANKING`.

    Only statements with at least `floor` persons present are ranked, and only three and more of
    them. `against_own_mean` is the mean of persons' score minus their own mean of the other
    statements (shares, −2..2), `d_z` the same in standard deviations.
    """
    tables = []
    names = np.array(measured.statements["statement"].to_list(), dtype=np.str_)
    for target, own in scores.items():
        weights = measured.segments.weights
        w = np.ones(len(own)) if weights is None else weights
        known = ~np.isnan(own)
        enough = np.count_nonzero(known, axis=0) >= max(measured.settings.floor, 2)
        if np.count_nonzero(enough) < RANKED_MIN:
            continue
        y, there = np.nan_to_num(own[:, enough]), known[:, enough]
        whole = w @ there
        net = (w @ y) / whole
        n = whole**2 / (w**2 @ there)
        # The spread of the score, with the two added persons of Bonett and Price: no score is
        # certain because all happened to agree.
        square = ((w @ (y * y)) / whole * n + 2) / (n + 2)
        error = np.sqrt((square - (net * n / (n + 2)) ** 2) / (n + 2))
        ranking = rank_shrunk(net, error, seed=measured.settings.seed)
        effects = [e for e, some in zip(own_mean_effects(own), enough, strict=True) if some]
        points = [None if e.points is None else e.points / 100 for e in effects]
        table = frame(
            RANKING,
            {
                "target": target,
                "statement": names[enough],
                "net": net,
                "shrunk": np.clip(ranking.shrunk, -1, 1),
                "low": np.clip(ranking.low, -1, 1),
                "high": np.clip(ranking.high, -1, 1),
                "own_share": ranking.own_share,
                "rank": ranking.rank,
                "rank_low": ranking.rank_low,
                "rank_high": ranking.rank_high,
                "against_own_mean": points,
                "d_z": [e.d_z for e in effects],
            },
        )
        tables.append(table.sort("rank", maintain_order=True))
    return stacked(RANKING, tables)
