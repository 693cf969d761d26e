"""An earlier session read from files, and what it would have shown with the planned persons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from pulsemeter.analysis.counts import BoolArray
from pulsemeter.analysis.matrix import SessionMatrix, read_matrix
from pulsemeter.analysis.panel_draws import EarlierSession, HalfWidths, PanelDraws, simulate_from
from pulsemeter.analysis.segments import aligned_panel, category_column
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.analysis.verdict_rule import VERDICTS
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.cli.plan_design import Design, PlannedSegment
from pulsemeter.cli.plan_words import NAMES, points, table
from pulsemeter.domain.statement import Statement
from pulsemeter.intake import read_panel, read_reactions, read_statements


@dataclass(frozen=True, slots=True)
class EarlierFiles:
    """Files of an earlier session and how they are read; None where there is none."""

    reactions: Path
    statements: Path | None = None
    panel: Path | None = None
    target: str | None = None
    wide: bool = False
    value_range: tuple[float, float] | None = None
    interval_ms: int = 5_000
    lag_ms: int = 3_000


@dataclass(frozen=True, slots=True)
class EarlierPlan:
    """Draws for every planned segment; `names` are the statements' ids."""

    source: str
    names: tuple[str, ...]
    segments: tuple[tuple[PlannedSegment, PanelDraws], ...]
    notes: tuple[str, ...] = ()

    def as_table(self) -> dict[str, Any]:
        """Everything as JSON keys, half-widths as shares of 1."""
        return {
            "source": self.source,
            "notes": list(self.notes),
            "replicates": self.segments[0][1].replicates,
            "seed": self.segments[0][1].seed,
            "segments": [self._segment_table(segment, drawn) for segment, drawn in self.segments],
        }

    def _segment_table(self, segment: PlannedSegment, drawn: PanelDraws) -> dict[str, Any]:
        return {
            "name": segment.name,
            "persons": drawn.n,
            "persons_earlier": drawn.persons,
            "half_width_statement": _typical(drawn.statements),
            "half_width_interval": _typical(drawn.intervals),
            "half_width_curve": drawn.band,
            "simultaneous_multiplier": drawn.multiplier,
            "named": drawn.named,
            "named_earlier": drawn.named_full,
            "reproduced": float(drawn.reproduced.mean()) if self.names else None,
            "statements": [
                {
                    "id": name,
                    "half_width": _both(drawn.statements, place),
                    "verdict_earlier": str(VERDICTS[drawn.full[place]]),
                    "reproduced": float(drawn.reproduced[place]),
                    "chances": {
                        str(verdict): float(chance)
                        for verdict, chance in zip(VERDICTS, drawn.verdicts[place], strict=True)
                    },
                }
                for place, name in enumerate(self.names)
            ],
        }

    def as_text(self) -> str:
        """Tables of net points and of how often verdicts come out."""
        first = self.segments[0][1]
        parts = [
            f"Simulated from {self.source}: persons drawn with replacement from the earlier panel, "
            f"{first.replicates} times (seed {first.seed}).",
            *(f"Note: {note}" for note in self.notes),
            _width_table(self.segments),
        ]
        if self.names:
            parts += ["", _verdict_table(self.segments)]
        return "\n".join(parts)


def _typical(widths: HalfWidths) -> dict[str, float] | None:
    found = widths.typical()
    return found and {"median": found[0], "ninety": found[1]}


def _both(widths: HalfWidths, place: int) -> dict[str, float] | None:
    if not widths.known[place]:
        return None
    return {"median": float(widths.median[place]), "ninety": float(widths.ninety[place])}


def _width_table(segments: Sequence[tuple[PlannedSegment, PanelDraws]]) -> str:
    rows = []
    for segment, drawn in segments:
        factor = f" (factor {drawn.multiplier:.1f})" if drawn.multiplier else ""
        rows.append(
            (
                segment.name,
                f"{drawn.n} of {drawn.persons}",
                _width(drawn.statements),
                _width(drawn.intervals),
                points(drawn.band) + factor,
            )
        )
    return (
        "95 % half-widths in net points: the median, and what nine panels in ten don't exceed\n"
        + table(("segment", "drawn", "statement ±", "interval ±", "curve ±"), rows)
    )


def _width(widths: HalfWidths) -> str:
    found = widths.typical()
    return "–" if found is None else f"{points(found[0])} ({points(found[1])})"


def _verdict_table(segments: Sequence[tuple[PlannedSegment, PanelDraws]]) -> str:
    rows = []
    for segment, drawn in segments:
        for code, many in sorted(Counter(drawn.full.tolist()).items()):
            place = drawn.full == code
            shares = drawn.verdicts[place].mean(axis=0)
            rows.append(
                (
                    segment.name,
                    f"{NAMES[VERDICTS[code]]} ({many})",
                    *(f"{100 * share:.0f} %" for share in shares),
                )
            )
    return (
        "Statements by their verdict in the whole earlier panel, and how often each verdict comes "
        "out of a drawn panel\n"
        + table(("segment", "earlier verdict", *(NAMES[name] for name in VERDICTS)), rows)
    )


def plan_from(files: EarlierFiles, design: Design, replicates: int, seed: int) -> EarlierPlan:
    """Read an earlier session and draw every planned segment from it.

    ValueError (of files, matrix or draws) and `Stop` say what can be mended.
    """
    read = read_reactions(files.reactions, wide=files.wide, value_range=files.value_range)
    if read.instrument == "slider":
        raise Stop(
            f"{files.reactions.name} holds a slider's values, which get a mean rating and no net "
            "approval; --from takes sessions with buttons. Plan without --from."
        )
    statements: list[Statement] = []
    if files.statements is not None:
        statements = read_statements(files.statements, duration_ms=read.duration_ms).statements
    settings = AnalysisSettings(
        instrument=read.instrument,  # type: ignore[arg-type]  # checked by the settings
        interval_ms=files.interval_ms,
        duration_ms=read.duration_ms,
        presence_known=read.presence_known,
        lag_ms=files.lag_ms,
    )
    last_ms = max((statement.end_ms for statement in statements), default=0)
    matrix = read_matrix(read.frame, settings, end_ms=last_ms)
    target = _target(matrix, files.target)
    belongs = _rows(files.panel, matrix, design.segments)
    free = design.free_pressing or settings.free_pressing
    segments = []
    for segment, rows in zip(design.segments, belongs, strict=True):
        earlier = EarlierSession(
            matrix.codes[target][rows],
            matrix.offset_ms[target][rows],
            matrix.interval_ms,
            [(statement.start_ms, statement.end_ms) for statement in statements],
            files.lag_ms,
        )
        drawn = simulate_from(
            earlier,
            segment.persons,
            design.rule,
            replicates=replicates,
            seed=seed,
            free_pressing=free,
        )
        segments.append((segment, drawn))
    names = tuple(statement.id for statement in statements)
    return EarlierPlan(files.reactions.name, names, tuple(segments), read.notes)


def _target(matrix: SessionMatrix, asked: str | None) -> str:
    if asked is not None and asked in matrix.targets:
        return asked
    if asked is None and len(matrix.targets) == 1:
        return matrix.targets[0]
    names = ", ".join(matrix.targets)
    raise click.BadParameter(f"the earlier session has the targets {names}; say one with --target")


def _rows(
    panel: Path | None, matrix: SessionMatrix, segments: Sequence[PlannedSegment]
) -> list[BoolArray]:
    """Who of the earlier panel is drawn for each segment: everybody unless a panel tells apart."""
    everybody = np.ones(matrix.persons, dtype=np.bool_)
    if panel is None:
        return [everybody] * len(segments)
    asked = [segment.attribute for segment in segments if segment.category]
    table = aligned_panel(read_panel(panel, segments=asked).frame, matrix.participants)
    found = []
    for segment in segments:
        if not segment.category:
            found.append(everybody)
            continue
        held = category_column(table, segment.attribute)
        mask = held == segment.category
        if not mask.any():
            kinds = ", ".join(sorted(set(held.tolist()) - {""})[:12])
            raise Stop(
                f"nobody of the earlier session has {segment.attribute} {segment.category!r} in "
                f"{panel.name}; there are: {kinds}"
            )
        found.append(mask)
    return found
