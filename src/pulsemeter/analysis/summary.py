"""The main figures of an analysis under documented keys, as plain values that JSON can hold."""

from typing import Any

import polars as pl

from pulsemeter.analysis.dependability import TOGETHER
from pulsemeter.analysis.findings import Findings
from pulsemeter.analysis.segments import ALL

_RELIABILITY = (
    "mean_r",
    "cronbach_alpha",
    "icc_a1",
    "icc_ak",
    "split_half",
    "spearman_brown",
    "halves",
    "persons",
    "intervals",
    "reason",
)
_DIFFERING = (
    "raw",
    "bh",
    "by",
    "holm",
    "max_t",
    "intervals",
    "by_chance",
    "anywhere_p",
    "persons_a",
    "persons_b",
    "reason",
)


def summary(analysis: Findings) -> dict[str, Any]:
    """Every key that docs/reference/analyse.md names; shares −1..1, null without a value."""
    settings = analysis.settings
    found: dict[str, Any] = {
        "settings": {
            "instrument": settings.instrument,
            "interval_ms": analysis.interval_ms,
            "duration_ms": analysis.duration_ms,
            "lag_ms": settings.lag_ms,
            "band": settings.band,
            "confidence": settings.confidence,
            "replicates": settings.replicates,
            "seed": settings.seed,
            "floor": settings.floor,
            "weights": settings.weights if isinstance(settings.weights, str | None) else "margins",
            "strata": settings.strata,
            "thresholds": _thresholds(analysis),
        },
        "released": analysis.released,
        "notes": list(analysis.notes),
        "plan": analysis.plan,
        "deviations": analysis.deviations,
        "targets": list(analysis.targets),
        "net": _net(analysis),
        "reliability": _reliability(analysis),
        "variance_components": _components(analysis),
        "contrasts": _contrasts(analysis),
    }
    by_target = _by_target(analysis)
    if by_target:
        found["by_target"] = by_target
    for name, table in analysis.tables.items():
        if name not in found:
            found[name] = table.to_dicts()
    return found


def _thresholds(analysis: Findings) -> dict[str, float]:
    rule = analysis.settings.rule
    return {name: getattr(rule, name) for name in type(rule).__slots__ if name != "floor"}


def _net(analysis: Findings) -> dict[str, Any]:
    found = {}
    for row in analysis.session.filter(pl.col("segment") == ALL).iter_rows(named=True):
        found[row["target"]] = {
            "by_person": row["net"],
            "low": row["low"],
            "high": row["high"],
            "by_press": row["by_press"],
            "mean_own": row["mean_own"],
            "persons": row["present"],
            "presses": _added(row["presses_like"], row["presses_dislike"]),
        }
    return found


def _added(likes: int | None, dislikes: int | None) -> int | None:
    return None if likes is None or dislikes is None else likes + dislikes


def _reliability(analysis: Findings, target: str | None = None) -> dict[str, Any]:
    """Of one target, or of the first row: the only target, or all together."""
    table = analysis.reliability
    chosen = table if target is None else table.filter(pl.col("target") == target)
    if chosen.is_empty():
        return dict.fromkeys(_RELIABILITY)
    row = chosen.row(0, named=True)
    return {name: row[name] for name in _RELIABILITY}


def _components(analysis: Findings, target: str | None = None) -> dict[str, Any]:
    table = analysis.variance_components
    if table.is_empty():
        return {}
    wanted = table["target"][0] if target is None else target
    return {
        row["component"]: {"variance": row["variance"], "share": row["share"]}
        for row in table.filter(pl.col("target") == wanted).iter_rows(named=True)
    }


def _contrasts(analysis: Findings) -> dict[str, Any]:
    """By `a:b`; with several targets by `a:b` of the first, all of them under `by_target`."""
    found: dict[str, Any] = {}
    for row in analysis.contrasts.iter_rows(named=True):
        told = {name: row[name] for name in _DIFFERING}
        held = found.setdefault(
            row["contrast"], {**told, "attribute": row["attribute"], "by_target": {}}
        )
        held["by_target"][row["target"]] = told
    return found


def _by_target(analysis: Findings) -> dict[str, Any]:
    """Reliability and variance components of each target, where there are several."""
    if TOGETHER not in analysis.reliability["target"]:
        return {}
    return {
        target: {
            "reliability": _reliability(analysis, target),
            "variance_components": _components(analysis, target),
        }
        for target in analysis.targets
    }
