"""From the files and options of `pulsemeter analyse` to one session ready to be estimated."""

from pathlib import Path
from typing import Any

import polars as pl

from pulsemeter.analysis.measured import Measured, measure
from pulsemeter.analysis.settings import AnalysisSettings, Comparison
from pulsemeter.cli.plain_errors import Stop
from pulsemeter.cli.plan_design import read_range
from pulsemeter.domain.protection import CODE_FLOOR, PROFILES
from pulsemeter.intake import (
    IntakeError,
    ReadReactions,
    read_panel,
    read_reactions,
    read_statements,
)
from pulsemeter.intake.source import read_table
from pulsemeter.transcript.toml_tables import TomlRefused, toml_tables

DEFAULT_INTERVAL_MS = 5_000
COLUMNS = (
    "participant_column",
    "time_column",
    "choice_column",
    "target_column",
    "kind_column",
)


def read_session(options: dict[str, Any]) -> tuple[Measured, list[str]]:
    """The session, and what was assumed or repaired while reading its files."""
    reactions = _reactions(options)
    notes = list(reactions.notes)
    settings = _settings(options, reactions)
    panel, panel_notes = _panel(options, settings)
    statements, statement_notes = _statements(options, settings)
    notes += [*panel_notes, *statement_notes]
    measured = measure(reactions.frame, panel, statements, settings)
    return measured, notes


def _reactions(options: dict[str, Any]) -> ReadReactions:
    """The reactions; a column that only the panel has isn't asked of them."""

    def read(**changed: None) -> ReadReactions:
        return read_reactions(
            options["reactions"],
            wide=options["wide"],
            instrument=options["instrument"],
            value_range=read_range(options["value_range"]) if options["value_range"] else None,
            time_unit=options["time_unit"],
            **{name: options[name] for name in COLUMNS} | changed,
        )

    try:
        return read()
    except IntakeError:
        if options["wide"] or options["panel"] is None or _panel_participants(options) is None:
            raise
        return read(participant_column=None)


def _settings(options: dict[str, Any], reactions: ReadReactions) -> AnalysisSettings:
    """Settings from options, and from the file where options are silent."""
    profile = PROFILES[options["profile"]] if options["profile"] else None
    floor = options["floor"] or (profile.smallest_roster if profile else CODE_FLOOR)
    try:
        return AnalysisSettings(
            instrument=reactions.instrument,  # type: ignore[arg-type]
            # A wide file has a step of its own: a longer interval would throw rows away.
            interval_ms=options["interval_ms"] or reactions.interval_ms or DEFAULT_INTERVAL_MS,
            duration_ms=options["duration_ms"] or reactions.duration_ms,
            presence_known=reactions.presence_known,
            lag_ms=options["lag_ms"],
            band=options["band"],
            replicates=options["replicates"],
            seed=options["seed"],
            floor=floor,
            segments=_listed(options["segments"]) or None,
            contrasts=tuple(Comparison.read(text) for text in options["contrasts"]),
            weights=_weights(options),
            strata=options["strata"],
            thresholds=tuple(_threshold(text) for text in options["thresholds"]),
            before=options["before"],
            after=options["after"],
            answers=_listed(options["answers"]),
            arm=options["arm"],
            codes=_listed(options["codes"]),
        )
    except ValueError as error:
        raise Stop(str(error)) from error


def _listed(text: str | None) -> tuple[str, ...]:
    """Names separated by commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _threshold(text: str) -> tuple[str, float]:
    key, equals, value = text.partition("=")
    try:
        return key.strip().removeprefix("verdict."), float(value)
    except ValueError as error:
        hint = "" if equals else " (there is no =)"
        raise Stop(f"--threshold {text}: write KEY=NUMBER, such as delta=0.1{hint}") from error


def _weights(options: dict[str, Any]) -> Any:
    """A column of the panel, or margins from a file."""
    named: str | None = options["weights"]
    if named is None:
        return None
    if options["panel"] is None:
        raise Stop("--weights needs a panel: add --panel FILE")
    return read_margins(named) if named.lower().endswith(".toml") else named


def read_margins(named: str) -> dict[str, Any]:
    """The margins of a file: by attribute, the share of each category."""
    try:
        tables = toml_tables(Path(named).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, TomlRefused) as error:
        raise Stop(f"{named} can't be read as margins: {error}") from error
    if not tables or not all(isinstance(shares, dict) and shares for shares in tables.values()):
        raise Stop(
            f"{named} holds no margins: write a table per attribute with a share per category, "
            "such as [region] and North = 0.4"
        )
    return tables


def _panel(
    options: dict[str, Any], settings: AnalysisSettings
) -> tuple[pl.DataFrame | None, tuple[str, ...]]:
    """The panel with every column that the settings name."""
    needs = [c.attribute for c in settings.contrasts]
    needs += [part.strip() for name in settings.segments or () for part in name.split(":")]
    needs += [n for n in (settings.strata, settings.arm, settings.before, settings.after) if n]
    needs += [] if isinstance(settings.weights, str) else list(settings.weights or {})
    if options["panel"] is None:
        if needs:
            raise Stop(f"the attribute {needs[0]!r} needs a panel: add --panel FILE")
        return None, ()
    column = settings.weights_column
    read = read_panel(
        options["panel"],
        weight_column=column,
        participant_column=_panel_participants(options),
        segments=list(dict.fromkeys(needs)),
    )
    frame = read.frame
    if column is not None and column != "weight":
        frame = frame.rename({"weight": column})
    return frame, read.notes


def _panel_participants(options: dict[str, Any]) -> str | None:
    """The option names a column of the reactions, of the panel, or of both."""
    named: str | None = options["participant_column"]
    if named is None or options["wide"]:
        return named
    return named if named in read_table(options["panel"]).frame.columns else None


def _statements(
    options: dict[str, Any], settings: AnalysisSettings
) -> tuple[pl.DataFrame | None, tuple[str, ...]]:
    """Statements with their passages and codes."""
    if options["transcript"] is None:
        if settings.codes:
            raise Stop("--codes are columns of the statements: add --transcript FILE")
        return None, ()
    read = read_statements(options["transcript"], duration_ms=settings.duration_ms)
    table = pl.DataFrame(
        {
            "statement": [s.id for s in read.statements],
            "start_ms": [s.start_ms for s in read.statements],
            "end_ms": [s.end_ms for s in read.statements],
            "speaker": [s.speaker for s in read.statements],
            "topic": [s.topic for s in read.statements],
            "words": [s.words for s in read.statements],
        }
    )
    if read.extra is not None:
        added = [name for name in read.extra.columns if name not in table.columns]
        table = table.join(read.extra.select("statement", *added), on="statement", how="left")
    return table, read.notes
