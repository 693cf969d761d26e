"""Released figures as the tables of an analysis: for whoever may see no more than was released.

Counts are those that were told, with their coding beside them ("near", "under", "over"). Tables
that rest on exact counts or single persons stay empty. This module must not know exact counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from pulsemeter.analysis import frames
from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.curve import FADED_BELOW
from pulsemeter.analysis.frames import Schema, rows
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.domain.note import Note
from pulsemeter.release.answer_tables import ANSWERS, CHANGE, TURNOVER, told
from pulsemeter.release.figures import IntervalFigure, StatementFigure
from pulsemeter.release.plan import PlannedCell

POINTS = 100
_CODINGS: Schema = {
    "likes_coding": pl.String,
    "dislikes_coding": pl.String,
    "present_coding": pl.String,
}
_JUDGED: Schema = {
    "likers_coding": pl.String,
    "dislikers_coding": pl.String,
    "present_coding": pl.String,
    "sentence": pl.String,
}
CURVE: Schema = {**frames.CURVE, **_CODINGS}
STATEMENTS: Schema = {**frames.STATEMENTS, **_JUDGED}
PASSAGES: Schema = {**frames.PASSAGES, **_JUDGED}
SESSION: Schema = {**frames.SESSION, **_JUDGED}
LEFT_OUT = Note(
    "released figures are rounded; bands are those of single intervals, and what rests on exact "
    "counts or on single persons (rankings, key moments, contrasts, reliability, devices) is left "
    "out"
)


def interval_rows(
    target: str, interval: int, interval_ms: int, figures: Iterable[IntervalFigure]
) -> list[dict[str, Any]]:
    """Rows of `CURVE` for one interval."""
    return [
        {
            **dict.fromkeys(CURVE),
            "target": target,
            "segment": figure.cell,
            "interval": interval,
            "start_ms": interval * interval_ms,
            **told("likes", figure.likes),
            **told("dislikes", figure.dislikes),
            **told("present", figure.present),
            **_net(figure),
            "majority": figure.majority,
            "strength": figure.strength,
            "band": "none" if figure.net is None else "pointwise",
            "faded": figure.net is not None and figure.present.value < FADED_BELOW,
        }
        for figure in figures
    ]


def judged_rows(
    schema: Schema, keys: Mapping[str, str], figures: Iterable[StatementFigure]
) -> list[dict[str, Any]]:
    """Rows of `STATEMENTS`, `PASSAGES` or `SESSION` for one statement, passage or session."""
    return [
        {
            **dict.fromkeys(schema),
            **keys,
            "segment": figure.cell,
            **told("likers", figure.likers),
            **told("dislikers", figure.dislikers),
            **told("present", figure.present),
            **_net(figure),
            "verdict": figure.verdict,
            "people_to_settle": figure.people_to_settle,
            "sentence": figure.sentence,
        }
        for figure in figures
    ]


def segment_rows(cells: Iterable[PlannedCell], rosters: Mapping[str, int]) -> pl.DataFrame:
    """The cells that can leave, with their rosters as told."""
    entries = [
        {
            **dict.fromkeys(frames.SEGMENTS),
            "segment": cell.id,
            "label": cell.label,
            "attribute": cell.attribute,
            "persons": rosters[cell.id],
            "present": rosters[cell.id],
        }
        for cell in cells
        if not cell.withheld
    ]
    return rows(frames.SEGMENTS, entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """What may be told of a session: the profile's name, notes, and rows of the tables."""

    profile: str
    notes: Sequence[str]
    interval_ms: int
    duration_ms: int
    segments: pl.DataFrame
    statement_list: pl.DataFrame
    curve: Sequence[Mapping[str, Any]]
    statements: Sequence[Mapping[str, Any]]
    passages: Sequence[Mapping[str, Any]] = ()
    session: Sequence[Mapping[str, Any]] = ()
    answers: Sequence[Mapping[str, Any]] = ()
    change: Sequence[Mapping[str, Any]] = ()
    turnover: Sequence[Mapping[str, Any]] = ()
    plan: str = ""
    deviations: list[str] | None = None


def released_analysis(settings: AnalysisSettings, released: Released) -> Analysis:
    """An analysis of released figures; every other table is empty."""
    empty = {
        "ranking": frames.RANKING,
        "moments": frames.MOMENTS,
        "contrasts": frames.CONTRASTS,
        "contrast_curve": frames.CONTRAST_CURVE,
        "contrast_statements": frames.CONTRAST_STATEMENTS,
        "polarisation": frames.POLARISATION,
        "arms": frames.ARMS,
        "reliability": frames.RELIABILITY,
        "variance_components": frames.VARIANCE_COMPONENTS,
        "lag": frames.LAG,
        "lag_sensitivity": frames.LAG_SENSITIVITY,
        "quality": frames.QUALITY,
        "presence": frames.PRESENCE,
        "presence_curve": frames.PRESENCE_CURVE,
        "codes": frames.CODES,
        "persons": frames.PERSONS,
    }
    return Analysis(
        settings=settings,
        notes=(*released.notes, LEFT_OUT),
        interval_ms=released.interval_ms,
        duration_ms=released.duration_ms,
        released=released.profile,
        plan=released.plan,
        deviations=released.deviations,
        segments=released.segments,
        statement_list=released.statement_list,
        curve=_in_order(rows(CURVE, released.curve), released.segments),
        statements=rows(STATEMENTS, released.statements),
        passages=rows(PASSAGES, released.passages),
        session=rows(SESSION, released.session),
        answers=rows(ANSWERS, released.answers),
        change=rows(CHANGE, released.change),
        turnover=rows(TURNOVER, released.turnover),
        **{name: rows(schema, []) for name, schema in empty.items()},
    )


def _in_order(curve: pl.DataFrame, segments: pl.DataFrame) -> pl.DataFrame:
    """Curve by curve, segments in their order."""
    place = {name: place for place, name in enumerate(segments["segment"])}
    order = curve["segment"].replace_strict(place, default=len(place), return_dtype=pl.Int64)
    return (
        curve.with_columns(order=order)
        .sort("target", "order", "interval", maintain_order=True)
        .drop("order")
    )


def _net(figure: IntervalFigure | StatementFigure) -> dict[str, float | None]:
    return {
        "net": _share(figure.net),
        "low": _share(figure.low),
        "high": _share(figure.high),
    }


def _share(points: float | None) -> float | None:
    return None if points is None else points / POINTS
