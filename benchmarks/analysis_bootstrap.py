"""Intervals by drawing persons again: ours beside pandas with scipy.stats.bootstrap.

Both draw persons with replacement 2,000 times and take the 2.5 % and 97.5 % quantiles of net
approval, likes minus dislikes over present. Point estimates must be the same to the last digit
that a float holds; the ends of intervals may differ as two runs of 2,000 draws do, no more.
"""

import time
from typing import Any

import numpy as np
from measuring import needs
from numpy.typing import NDArray
from simulated_cells import INTERVAL_MS, draw_panel

from pulsemeter.analysis.band import BandSettings, simultaneous_band
from pulsemeter.analysis.curve import pointwise_curve
from pulsemeter.analysis.persons import PersonClass
from pulsemeter.analysis.resampling import PanelMatrix, drawn_counts, read_panel
from pulsemeter.analysis.statement import classify_persons
from pulsemeter.domain.presence import CHOICE_MIN, SKIPPED

PERSONS, INTERVALS = 2_500, 1_440
REPLICATES = 2_000
STATEMENTS, STATEMENT_INTERVALS = 200, 7
LAG_MS = 3_000
CURVE_INTERVALS = 360
TAILS = (0.025, 0.975)
# A quantile at 2.5 % of 2,000 normal draws scatters by √(.025 · .975 / 2,000) / φ(1.96) = 0.060
# standard errors; the difference of two such by 0.084.
SCATTER = 0.0844
SCATTER_MAX = 6.0
Ends = NDArray[np.float64]
Found = tuple[NDArray[np.float64], Ends]


def measure_bootstrap() -> dict[str, Any]:
    """Time both ways on one segment: 200 statements, then a stretch of the curve."""
    panel = draw_panel(PERSONS, INTERVALS)
    codes = np.ascontiguousarray(panel.codes.T)
    long_table = _long_table(codes)
    curve = slice(0, CURVE_INTERVALS)
    figures: dict[str, Any] = {
        "persons": PERSONS,
        "intervals": INTERVALS,
        "replicates": REPLICATES,
        "statements": _compared(
            STATEMENTS,
            lambda: _our_statements(codes),
            lambda: _plain_statements(long_table),
        ),
        "curve": _compared(
            CURVE_INTERVALS,
            lambda: _our_bootstrap(read_panel(codes[:, curve])),
            lambda: _plain_curve(long_table),
        ),
    }
    began_s = time.perf_counter()
    band = simultaneous_band(codes, settings=BandSettings(replicates=REPLICATES, seed=1))
    figures["simultaneous_band_s"] = time.perf_counter() - began_s
    cells = read_panel(codes)
    began_s = time.perf_counter()
    drawn = pointwise_curve(*(m.sum(axis=0) for m in _sums(cells)), floor=1)
    figures["pointwise_curve_s"] = time.perf_counter() - began_s
    _must(np.allclose(band.net, drawn.net, rtol=0, atol=1e-6), "band and curve differ")
    return figures


def _sums(cells: PanelMatrix) -> tuple[NDArray[np.float32], ...]:
    return cells.like, cells.dislike, cells.present


def _compared(columns: int, our_way: Any, plain_way: Any) -> dict[str, Any]:
    """Both ways once, and how far their intervals lie apart."""
    our_way()  # libraries load on the first call; the plain way meets none that would matter
    began_s = time.perf_counter()
    net, ends = our_way()
    ours_s = time.perf_counter() - began_s
    began_s = time.perf_counter()
    plain_net, plain_ends = plain_way()
    plain_s = time.perf_counter() - began_s
    _must(len(net) == len(plain_net) == columns, "figures are missing")
    worst = float(np.abs(net - plain_net).max())
    _must(worst < 1e-6, f"point estimates differ by {worst}")
    error = (plain_ends[1] - plain_ends[0]) / (2 * 1.96)
    apart = np.abs(ends - plain_ends) / error / SCATTER
    typical = float(np.sqrt(np.mean(apart**2)))
    _must(bool((apart < SCATTER_MAX).all()), f"ends differ by {apart.max():.1f} times the scatter")
    _must(typical < 1.5, f"ends differ by {typical:.2f} times the scatter, typically")
    return {
        "columns": columns,
        "ours_s": ours_s,
        "plain_s": plain_s,
        "ratio": plain_s / ours_s,
        "net_apart_max": worst,
        "ends_apart_in_scatters": {"typical": typical, "max": float(apart.max())},
    }


def _must(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SystemExit(f"The two ways don't agree: {otherwise}.")


def _window_ms(statement: int) -> tuple[int, int]:
    """A statement that begins `LAG_MS` before the edge of an interval: the plain way, which
    knows whole intervals only, then counts the same presses."""
    length_ms = STATEMENT_INTERVALS * INTERVAL_MS
    start_ms = INTERVAL_MS - LAG_MS + statement * length_ms
    return start_ms, start_ms + length_ms


def _our_statements(codes: NDArray[np.int8]) -> Found:
    """Class persons, draw, quantiles."""
    offset_ms = np.zeros(codes.shape, dtype=np.uint16)
    classes = np.stack(
        [
            classify_persons(codes, offset_ms, INTERVAL_MS, *_window_ms(s), LAG_MS).codes
            for s in range(STATEMENTS)
        ],
        axis=1,
    )
    kinds = (PersonClass.LIKE, PersonClass.DISLIKE)
    like, dislike = ((classes == kind).astype(np.float32) for kind in kinds)
    present = (classes != PersonClass.ABSENT).astype(np.float32)
    return _our_bootstrap(PanelMatrix(like, dislike, present, None))


def _our_bootstrap(panel: PanelMatrix) -> Found:
    rng = np.random.default_rng(1)
    strata = np.zeros(panel.persons, dtype=np.int64)
    draws = [
        panel.drawn_parts(counts).net
        for counts in drawn_counts(strata, REPLICATES, panel.intervals, rng)
    ]
    return panel.parts().net, np.quantile(np.concatenate(draws), TAILS, axis=0)


def _long_table(codes: NDArray[np.int8]) -> Any:
    """One row per person and interval of which something is known, as analysts keep it."""
    pd = needs("pandas")
    person, interval = np.nonzero(codes != -128)
    choice = codes[person, interval]
    pressed = (choice >= CHOICE_MIN) & (choice <= 100)
    statement = (interval - 1) // STATEMENT_INTERVALS
    statement[(interval < 1) | (statement >= STATEMENTS)] = -1
    return pd.DataFrame(
        {
            "person": person,
            "interval": interval,
            "statement": statement,
            "sign": np.where(pressed, np.sign(choice), 0),
            "present": (choice >= CHOICE_MIN) & (choice <= SKIPPED),
        }
    )


def _plain_statements(table: Any) -> Found:
    """Group by person and statement, then one bootstrap per statement."""
    inside = table[table["statement"] >= 0]
    sums = inside.groupby(["statement", "person"]).agg(
        sign=("sign", "sum"), seen=("present", "sum")
    )
    there = (sums["seen"] >= STATEMENT_INTERVALS / 2) & (sums["seen"] > 0)
    score = np.sign(sums["sign"]).where(there, 0)
    return _plain_bootstrap(score.unstack(fill_value=0), there.unstack(fill_value=False))


def _plain_curve(table: Any) -> Found:
    """Group by person and interval, then one bootstrap per interval."""
    inside = table[table["interval"] < CURVE_INTERVALS]
    cells = inside.groupby(["interval", "person"]).agg(
        sign=("sign", "sum"), present=("present", "sum")
    )
    sign = cells["sign"].unstack(fill_value=0)
    return _plain_bootstrap(sign, cells["present"].unstack(fill_value=0))


def _plain_bootstrap(scores: Any, present: Any) -> Found:
    from scipy.stats import bootstrap

    def net(score: Any, there: Any, axis: int) -> Any:
        return score.sum(axis=axis) / there.sum(axis=axis)

    rng = np.random.default_rng(2)
    nets, ends = [], []
    for place in scores.index:
        score = scores.loc[place].to_numpy(np.float64)
        there = present.loc[place].to_numpy(np.float64)
        nets.append(score.sum() / there.sum())
        found = bootstrap(
            (score, there),
            net,
            paired=True,
            vectorized=True,
            n_resamples=REPLICATES,
            method="percentile",
            rng=rng,
        )
        ends.append([found.confidence_interval.low, found.confidence_interval.high])
    return np.array(nets), np.array(ends).T
