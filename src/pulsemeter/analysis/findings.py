"""Everything that was found in a session, as tables: the one shape that print, pictures, report
and files take. This module must not know how a figure is made or shown."""

from dataclasses import dataclass, field, fields

import polars as pl

from pulsemeter.analysis.settings import AnalysisSettings


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Findings:
    """Tables of an analysis; `frames` describes their columns.

    Shares run 0..1 and net approval −1..1 (× 100 are points), times are milliseconds of stimulus
    time, what has no value is null.

    Attributes
    ----------
    settings : AnalysisSettings
        With seed, replicates, lag and thresholds: what travels with every figure.
    notes : tuple of str
        What was assumed, left out or repaired, in plain words.
    interval_ms, duration_ms : int
        Cadence and length of the stimulus.
    segments, curve, session, statement_list, statements, passages, ranking, moments : DataFrame
        The panel's segments; net approval per interval; the session as a whole; statements and
        their verdicts; passages; statements in order; key moments.
    contrasts, contrast_curve, contrast_statements, polarisation, arms : DataFrame
        Comparisons that were asked for.
    reliability, variance_components, lag, lag_sensitivity, quality, presence, presence_curve :
    DataFrame
        How far to trust it.
    answers, change, turnover, codes : DataFrame
        Answers to a study's questions; before and after; effects of coded attributes of statements.
    persons : DataFrame
        One row per participant: for the analyst, never for a report.
    released : str
        Name of the protection profile whose gate the figures passed, "" for exact figures.
    plan : str
        Digest of the analysis plan that was sealed before there were figures, "" without one.
    deviations : list of str
        In what the figures differ from that plan; None without a plan.
    """

    settings: AnalysisSettings
    notes: tuple[str, ...]
    interval_ms: int
    duration_ms: int
    segments: pl.DataFrame
    curve: pl.DataFrame
    session: pl.DataFrame
    statement_list: pl.DataFrame
    statements: pl.DataFrame
    passages: pl.DataFrame
    ranking: pl.DataFrame
    moments: pl.DataFrame
    contrasts: pl.DataFrame
    contrast_curve: pl.DataFrame
    contrast_statements: pl.DataFrame
    polarisation: pl.DataFrame
    arms: pl.DataFrame
    reliability: pl.DataFrame
    variance_components: pl.DataFrame
    lag: pl.DataFrame
    lag_sensitivity: pl.DataFrame
    quality: pl.DataFrame
    presence: pl.DataFrame
    presence_curve: pl.DataFrame
    answers: pl.DataFrame
    change: pl.DataFrame
    turnover: pl.DataFrame
    codes: pl.DataFrame
    persons: pl.DataFrame = field(default_factory=pl.DataFrame)
    released: str = ""
    plan: str = ""
    deviations: list[str] | None = None

    @property
    def targets(self) -> tuple[str, ...]:
        """Whom reactions are about; ("speech",) where none is named."""
        return tuple(self.curve["target"].unique(maintain_order=True))

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """Every table but the persons', by name."""
        names = (part.name for part in fields(self) if part.name != "persons")
        held = {name: getattr(self, name) for name in names}
        return {name: value for name, value in held.items() if isinstance(value, pl.DataFrame)}

    @property
    def labels(self) -> dict[str, str]:
        """Each segment's label, with the attribute before it where two share a label."""
        held = list(self.segments.select("segment", "attribute", "label").iter_rows())
        shared = [label for _, _, label in held]
        return {
            segment: label if shared.count(label) == 1 else f"{attribute}: {label}"
            for segment, attribute, label in held
        }
