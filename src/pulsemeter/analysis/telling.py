"""An analysis told in a terminal or notebook: main results, each rounded by its uncertainty."""

from typing import Any

import polars as pl

from pulsemeter.analysis.findings import Findings
from pulsemeter.analysis.segments import ALL
from pulsemeter.domain.counted import counted

SHOWN = 5
"""Statements, moments and segments told; the tables hold all of them."""
WORDS_MAX = 60
_UNNAMED = ("undecided", "too_few")


def told(analysis: Findings) -> str:
    """The main results as lines of text."""
    lines = [_head(analysis)]
    if analysis.released:
        lines.append(f"Figures passed the release gate of the profile {analysis.released}.")
    for target in analysis.targets:
        lines += ["", *_session(analysis, target), *_statements(analysis, target)]
        lines += _moments(analysis, target)
    lines += _answers(analysis) + _contrasts(analysis) + _trust(analysis) + _deviations(analysis)
    if analysis.notes:
        lines += ["", "Notes", *(f"  - {note}" for note in analysis.notes)]
    return "\n".join(lines)


def net_points(net: float | None, low: float | None, high: float | None) -> str:
    """A net approval in points with its interval, no finer than the interval allows.

    Examples
    --------
    >>> net_points(0.2345, 0.1, 0.36), net_points(0.2346, 0.23, 0.24), net_points(None, None, None)
    ('+23 [+10, +36]', '+23.5 [+23.0, +24.0]', 'too few')
    """
    if net is None or low is None or high is None:
        return "too few"
    digits = 1 if high - low < 0.04 else 0
    value, bottom, top = (f"{_plain(100 * part, digits):+.{digits}f}" for part in (net, low, high))
    return f"{value} [{bottom}, {top}]"


def clock(ms: int) -> str:
    """Stimulus time as people read it.

    Examples
    --------
    >>> clock(75_400), clock(3_675_000)
    ('1:15', '1:01:15')
    """
    seconds = ms // 1000
    minutes = f"{seconds % 3600 // 60}"
    if seconds < 3600:
        return f"{minutes}:{seconds % 60:02d}"
    return f"{seconds // 3600}:{minutes:0>2}:{seconds % 60:02d}"


def _plain(value: float, digits: int) -> float:
    """A rounded figure without a minus before its zero."""
    return round(value, digits) + 0.0


def _head(analysis: Findings) -> str:
    whole = analysis.segments.row(0, named=True)
    settings = analysis.settings
    persons = counted(whole["present"], "person")
    return (
        f"Analysis of {persons} over {clock(analysis.duration_ms)} "
        f"({settings.instrument.replace('_', ' ')}, intervals of "
        f"{analysis.interval_ms / 1000:g} s, lag {settings.lag_ms / 1000:g} s, "
        f"seed {settings.seed})"
    )


def _session(analysis: Findings, target: str) -> list[str]:
    labels = analysis.labels
    table = analysis.session.filter(pl.col("target") == target)
    if table.is_empty():
        return [f"{target}: the session as a whole was not released, its statements were"]
    lines = [f"Net approval of the session: {target} (points, 95 % interval; persons)"]
    for row in table.head(2 * SHOWN + 3).iter_rows(named=True):
        net = net_points(row["net"], row["low"], row["high"])
        lines.append(f"  {labels[row['segment']]:<28.28} {net:<22} {row['present']:>7}")
    if len(table) > 2 * SHOWN + 3:
        lines.append(f"  and {counted(len(table) - 2 * SHOWN - 3, 'more segment')}")
    press = table["by_press"][0]
    if press is not None:
        lines.append(f"  counted by press instead of by person: {100 * press:+.0f}")
    return lines


def _statements(analysis: Findings, target: str) -> list[str]:
    table = analysis.statements.filter(pl.col("target") == target, pl.col("segment") == ALL)
    if table.is_empty():
        return []
    spoken = {row["statement"]: row for row in analysis.statement_list.iter_rows(named=True)}
    tally = table.group_by("verdict").len().sort("len", "verdict", descending=[True, False])
    summed = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in tally.iter_rows())
    lines = ["", f"Statements, whole panel: {summed}"]
    named = table.filter(~pl.col("verdict").is_in(_UNNAMED)).sort(
        pl.col("net").abs(), descending=True
    )
    for row in named.head(SHOWN).iter_rows(named=True):
        net = net_points(row["net"], row["low"], row["high"])
        verdict = row["verdict"].replace("_", " ")
        words = _short(spoken[row["statement"]])
        lines.append(f"  {row['statement']:<12.12} {verdict:<12} {net:<18} {words}")
    return lines


def _short(statement: dict[str, Any]) -> str:
    words = statement["words"] or statement["topic"] or clock(statement["start_ms"])
    return words if len(words) <= WORDS_MAX else f"{words[: WORDS_MAX - 1]}…"


def _moments(analysis: Findings, target: str) -> list[str]:
    table = analysis.moments.filter(pl.col("target") == target, pl.col("segment") == ALL)
    if table.is_empty():
        return []
    lines = ["", "Key moments, whole panel (share of redrawn panels that show them)"]
    for row in (
        table.sort(pl.col("excess").abs(), descending=True).head(SHOWN).iter_rows(named=True)
    ):
        net = net_points(row["net"], row["low"], row["high"])
        lines.append(
            f"  {clock(row['at_ms']):>8} {row['kind']:<7} {net:<18} {100 * row['stability']:.0f} %"
            f"  {row['statement'] or ''}"
        )
    return lines


def _answers(analysis: Findings) -> list[str]:
    """Answers of the whole panel; segments and changes are in the tables."""
    whole = analysis.answers.filter(pl.col("segment") == ALL)
    lines = []
    for (question, part), group in whole.group_by("question", "part", maintain_order=True):
        shares = ", ".join(
            f"{row['answer_label']}: {100 * row['share']:.0f} %"
            for row in group.iter_rows(named=True)
        )
        lines.append(f"  {question}, {part} – {shares} (of {group['answered'][0]})")
    return ["", "Answers, whole panel", *lines] if lines else []


def _contrasts(analysis: Findings) -> list[str]:
    lines = []
    for row in analysis.contrasts.iter_rows(named=True):
        name = f"{row['attribute']}: {row['a']} against {row['b']}, {row['target']}"
        if row["reason"]:
            lines.append(f"  {name}: {row['reason']}")
            continue
        lines.append(
            f"  {name}: {row['max_t']} of {row['intervals']} intervals differ (max-T); without "
            f"correction {row['raw']}, of which about {row['by_chance']:.0f} by chance alone"
        )
    return ["", "Contrasts", *lines] if lines else []


def _trust(analysis: Findings) -> list[str]:
    lines = []
    for row in analysis.reliability.head(1).iter_rows(named=True):
        if row["mean_r"] is None:
            lines.append(f"  agreement of persons: {row['reason']}")
            continue
        names = {"icc_a1": "ICC(A,1)", "cronbach_alpha": "alpha", "split_half": "split-half"}
        others = [f", {said} {row[n]:.2f}" for n, said in names.items() if row[n] is not None]
        lines.append(f"  agreement of persons: mean r {row['mean_r']:.2f}{''.join(others)}")
    shares = analysis.variance_components.head(3).drop_nulls("share")
    if len(shares):
        parts = ", ".join(
            f"{row['component'].replace('person_statement', 'person × statement')} "
            f"{100 * row['share']:.0f} %"
            for row in shares.iter_rows(named=True)
        )
        lines.append(f"  variance of statements' scores: {parts}")
    flagged = analysis.quality["flagged"].to_list()[:1]
    if any(flagged):
        persons = counted(flagged[0], "person")
        lines.append(f"  devices or thumbs of {persons} look odd; they are in all figures")
    return ["", "How far to trust it", *lines] if lines else []


def _deviations(analysis: Findings) -> list[str]:
    """Only where there was a plan."""
    if analysis.deviations is None:
        return []
    listed = [f"  - {deviation}" for deviation in analysis.deviations] or ["  none"]
    return ["", "Deviations from the plan", *listed, f"  plan sealed as {analysis.plan}"]
