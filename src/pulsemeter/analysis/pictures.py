"""Figures of an analysis with matplotlib, for notebooks and papers.

The report draws its own, from the same tables. Needs matplotlib, which is imported here alone.
"""

from collections.abc import Sequence
from typing import Any

import polars as pl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm
from matplotlib.ticker import FuncFormatter

from pulsemeter.analysis.findings import Findings
from pulsemeter.analysis.gaps import with_gaps
from pulsemeter.analysis.telling import clock

COLOURS = ("#1b6ca8", "#c2571a", "#5b7f2b")
"""Of up to three curves; told apart by their line styles too."""
STYLES = ("-", "--", "-.")
CURVES_MAX = 3
POINTS = 100
LEVEL = 0.05
_MARKS = {
    "resonates": "resonates",
    "falls_flat": "falls flat",
    "divides": "divides",
    "leaves_cold": "cold",
    "undecided": "·",
    "too_few": "",
}


def draw_curve(
    analysis: Findings,
    segments: Sequence[str],
    *,
    target: str | None = None,
    axes: Axes | None = None,
) -> Axes:
    """See `Analysis.plot_curve`; ValueError names a segment that isn't there."""
    chosen = segments or ("all",)
    if len(chosen) > CURVES_MAX:
        raise ValueError(f"at most {CURVES_MAX} curves in one picture, got {len(chosen)}")
    axes = axes if axes is not None else _axes(9, 4)
    own = _target(analysis, target)
    labels = analysis.labels
    kinds = set()
    for segment, colour, style in zip(chosen, COLOURS, STYLES, strict=False):
        if segment not in labels:
            raise ValueError(f"no segment {segment!r}; there are: {', '.join(labels)}")
        table = analysis.curve.filter(pl.col("target") == own, pl.col("segment") == segment)
        table = with_gaps(table, analysis.interval_ms)
        kinds |= set(table["band"].drop_nulls().to_list()) - {"none"}
        x = _minutes(analysis, table)
        net, low, high = (
            POINTS * table[name].fill_null(float("nan")).to_numpy()
            for name in ("net", "low", "high")
        )
        most = max(table["present"].drop_nulls().to_list(), default=0)
        axes.fill_between(x, low, high, color=colour, alpha=0.18, linewidth=0)
        axes.plot(
            x, net, style, color=colour, linewidth=1.6, label=f"{labels[segment]} (n = {most})"
        )
    _mark_statements(analysis, axes)
    axes.axhline(0, color="#777777", linewidth=0.8)
    axes.set(ylabel=_net_name(analysis), title=_title(analysis, own))
    _time_axis(analysis, axes)
    claim = " / ".join(sorted(kinds)) or "no"
    axes.legend(loc="best", frameon=False, title=f"{claim} {_percent(analysis)} band")
    return axes


def draw_matrix(analysis: Findings, *, target: str | None = None, axes: Axes | None = None) -> Axes:
    """See `Analysis.plot_matrix`; ValueError where there are no statements."""
    own = _target(analysis, target)
    table = analysis.statements.filter(pl.col("target") == own)
    if table.is_empty():
        raise ValueError("there are no statements to draw")
    labels = analysis.labels
    ids, names = list(labels), analysis.statement_list["statement"].to_list()
    axes = axes if axes is not None else _axes(1.9 + 1.1 * len(ids), 1.4 + 0.34 * len(names))
    net = POINTS * _grid(table, "net", names, ids).fill_null(float("nan")).to_numpy()
    verdicts = _grid(table, "verdict", names, ids)
    image = axes.imshow(
        net, cmap="RdBu", norm=TwoSlopeNorm(0, -POINTS, POINTS), aspect="auto", alpha=0.8
    )
    for row, cells in enumerate(verdicts.iter_rows()):
        for column, verdict in enumerate(cells):
            strong = abs(net[row, column]) > 0.6 * POINTS
            axes.text(
                column,
                row,
                _MARKS.get(verdict, ""),
                ha="center",
                va="center",
                fontsize=7,
                color="white" if strong else "black",
            )
    axes.set_xticks(range(len(ids)), labels.values(), rotation=40, ha="right", fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_title(_title(analysis, own))
    axes.figure.colorbar(image, ax=axes, label=_net_name(analysis), fraction=0.05)
    return axes


def draw_ranking(
    analysis: Findings, *, target: str | None = None, axes: Axes | None = None
) -> Axes:
    """See `Analysis.plot_ranking`; ValueError where nothing was ranked."""
    own = _target(analysis, target)
    table = analysis.ranking.filter(pl.col("target") == own)
    if table.is_empty():
        raise ValueError("no statements were ranked: too few of them, or too few persons")
    axes = axes if axes is not None else _axes(7, 1.2 + 0.26 * len(table))
    place = range(len(table))
    for row, part in zip(place, table.iter_rows(named=True), strict=True):
        axes.plot([POINTS * part["low"], POINTS * part["high"]], [row, row], color=COLOURS[0])
        axes.plot(POINTS * part["shrunk"], row, "o", color=COLOURS[0], markersize=4)
    axes.set_yticks(place, table["statement"].to_list(), fontsize=8)
    axes.set_ylim(len(table) - 0.5, -0.5)
    axes.axvline(0, color="#777777", linewidth=0.8)
    axes.set(xlabel=f"{_net_name(analysis)}, shrunk", title=_title(analysis, own))
    return axes


def draw_contrast(
    analysis: Findings, contrast: str, *, target: str | None = None, axes: Axes | None = None
) -> Axes:
    """See `Analysis.plot_contrast`; ValueError names a contrast that isn't there."""
    own = _target(analysis, target)
    table = analysis.contrast_curve.filter(pl.col("target") == own, pl.col("contrast") == contrast)
    if table.is_empty():
        there = analysis.contrast_curve["contrast"].unique().to_list()
        raise ValueError(f"no contrast {contrast!r}; there are: {', '.join(there) or 'none'}")
    axes = axes if axes is not None else _axes(9, 4)
    x = _minutes(analysis, table)
    difference, low, high = (
        POINTS * table[name].fill_null(float("nan")).to_numpy()
        for name in ("difference", "low", "high")
    )
    axes.fill_between(x, low, high, color=COLOURS[0], alpha=0.18, linewidth=0)
    axes.plot(x, difference, color=COLOURS[0], linewidth=1.6)
    # The level at which `contrasts` counts them, whatever the confidence of the band.
    differ = (table["p_max_t"].fill_null(1) <= LEVEL).to_numpy()
    axes.plot(x[differ], difference[differ], "o", color="black", markersize=4)
    axes.axhline(0, color="#777777", linewidth=0.8)
    axes.set(ylabel="difference in net points", title=f"{contrast} · {_title(analysis, own)}")
    _time_axis(analysis, axes)
    axes.annotate(
        f"{int(differ.sum())} of {len(table)} intervals differ after max-T (dots)",
        (0.01, 0.02),
        xycoords="axes fraction",
        fontsize=8,
    )
    return axes


def _axes(width: float, height: float) -> Axes:
    figure, axes = plt.subplots(figsize=(width, height), layout="constrained")
    axes.spines[["top", "right"]].set_visible(False)
    figure.set_facecolor("white")
    return axes


def _target(analysis: Findings, target: str | None) -> str:
    chosen = analysis.targets[0] if target is None else target
    if chosen not in analysis.targets:
        raise ValueError(f"no target {target!r}; there are: {', '.join(analysis.targets)}")
    return chosen


def _minutes(analysis: Findings, table: pl.DataFrame) -> Any:
    """Middle of each interval."""
    return (table["start_ms"].to_numpy() + analysis.interval_ms / 2) / 60_000


def _mark_statements(analysis: Findings, axes: Axes) -> None:
    """Every other statement shaded, so that their borders show."""
    for place, row in enumerate(analysis.statement_list.iter_rows(named=True)):
        if place % 2 == 0:
            axes.axvspan(row["start_ms"] / 60_000, row["end_ms"] / 60_000, color="#00000010", lw=0)


def _time_axis(analysis: Findings, axes: Axes) -> None:
    axes.set_xlim(0, analysis.duration_ms / 60_000)
    axes.set_xlabel("stimulus time")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: clock(round(60_000 * max(x, 0)))))


def _net_name(analysis: Findings) -> str:
    return "mean rating" if analysis.settings.rated else "net approval"


def _percent(analysis: Findings) -> str:
    return f"{POINTS * analysis.settings.confidence:g} %"


def _title(analysis: Findings, target: str) -> str:
    released = f" · released, profile {analysis.released}" if analysis.released else ""
    return f"{target}{released}"


def _grid(
    table: pl.DataFrame, column: str, statements: list[str], segments: list[str]
) -> pl.DataFrame:
    """One column as statements × segments, in their order."""
    wide = table.pivot("segment", index="statement", values=column)
    order = pl.DataFrame({"statement": statements})
    return order.join(wide, on="statement", how="left", maintain_order="left").select(segments)
