"""The one known form in which reactions leave this room, and what a caller can say about a file."""

from dataclasses import dataclass

import polars as pl

INSTRUMENTS = (
    "two_buttons",
    "two_buttons_free",
    "two_buttons_per_target",
    "four_steps",
    "slider",
)
KINDS = ("press", "undo", "skipped", "away")
REACTION_SCHEMA = {
    "participant": pl.String,
    "target": pl.String,
    "stimulus_ms": pl.Int64,
    "choice": pl.Int16,
    "kind": pl.String,
}


@dataclass(frozen=True, slots=True)
class ReadReactions:
    """Reactions in the known form, and what was assumed on the way.

    Attributes
    ----------
    frame : polars.DataFrame
        `participant`, `target` ("" if there is none), `stimulus_ms`, `choice` (−100..100; 0 unless
        `kind` is "press"), `kind` ("press", "undo", "skipped", "away"), in the order of the file:
        of two rows at the same time the later one stands.
    instrument : str
        One of `INSTRUMENTS`, as asked for, as written in the file, or guessed (see `notes`).
    presence_known : bool
        Whether the file says who was there without pressing.
    duration_ms : int or None
        The stimulus' length, where the file implies one (wide files: last time and one step).
    interval_ms : int or None
        The step between the rows of a wide file.
    notes : tuple of str
        Sentences for people: what was repaired, assumed, left out.
    """

    frame: pl.DataFrame
    instrument: str
    presence_known: bool
    duration_ms: int | None
    interval_ms: int | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReactionOptions:
    """What a caller says about a file of reactions; None is "see for yourself"."""

    instrument: str | None = None
    value_range: tuple[float, float] | None = None
    time_unit: str | None = None
    participant_column: str | None = None
    time_column: str | None = None
    choice_column: str | None = None
    target_column: str | None = None
    kind_column: str | None = None
