"""Long files: one row for each reaction or presence record."""

import polars as pl

from pulsemeter.domain.counted import counted
from pulsemeter.intake.choices import ChoiceColumns, labelled_words, read_choices
from pulsemeter.intake.columns import find_column
from pulsemeter.intake.complaint import Complaints, quoted
from pulsemeter.intake.form import INSTRUMENTS, ReactionOptions, ReadReactions
from pulsemeter.intake.numerals import MISSING_WORDS
from pulsemeter.intake.scale import unknown_instrument
from pulsemeter.intake.table import Table
from pulsemeter.intake.times import read_times


def read_long(table: Table, options: ReactionOptions) -> ReadReactions:
    """Reactions of a file with columns participant, time, choice, and optionally target and kind.

    Raises IntakeError with everything that is wrong.
    """
    complaints = table.complaints()
    notes = list(table.notes)
    person = find_column(
        table, "participant", complaints, asked=options.participant_column, needed=True
    )
    time = find_column(table, "time", complaints, asked=options.time_column, needed=True)
    choice = find_column(table, "choice", complaints, asked=options.choice_column)
    target = find_column(table, "target", complaints, asked=options.target_column)
    kind = find_column(table, "kind", complaints, asked=options.kind_column)
    if choice is None and kind is None:
        find_column(table, "choice", complaints, asked=options.choice_column, needed=True)
    instrument = _instrument(table, options, complaints)
    if person is None or time is None or (choice is None and kind is None):
        complaints.stop()
    assert person is not None
    assert time is not None
    names = names_of(table.frame[person])
    keep = names.is_not_null()
    frame, rows = table.frame, table.rows
    if not keep.all():
        left_out = len(keep) - int(keep.sum())
        notes.append(f"{counted(left_out, 'row')} without participant left out")
        frame, rows, names = frame.filter(keep), rows.filter(keep), names.filter(keep)
        if frame.is_empty():
            complaints.add(f"{person}: no row names a participant.")
            complaints.stop()
    times = read_times(frame[time], rows, complaints, notes, time_unit=options.time_unit)
    if choice is None:
        values = pl.repeat(None, len(frame), dtype=pl.String, eager=True).alias("choice")
    else:
        values = labelled_words(frame[choice], table.labels.get(choice, {}))
    choices = read_choices(
        ChoiceColumns(values, rows, choice or "choice", None if kind is None else frame[kind]),
        complaints,
        notes,
        instrument=instrument,
        value_range=options.value_range,
    )
    complaints.stop()
    assert times is not None
    assert choices is not None
    targets = (
        pl.repeat("", len(frame), eager=True)
        if target is None
        else names_of(frame[target]).fill_null("")
    )
    found = pl.DataFrame(
        [
            names.alias("participant"),
            targets.alias("target"),
            times.alias("stimulus_ms"),
            choices.choice.alias("choice"),
            choices.kind.alias("kind"),
        ]
    )
    read_as = choices.instrument
    if instrument is None and read_as == "two_buttons" and targets.n_unique() > 1:
        read_as = "two_buttons_per_target"
        notes = [note.replace(": two_buttons", f": {read_as}") for note in notes]
    present = bool(found["kind"].is_in(["skipped", "away"]).any())
    return ReadReactions(found, read_as, present, None, None, tuple(notes))


def names_of(column: pl.Series) -> pl.Series:
    """Names as text without blanks around them, null where nothing stands; 3.0 is "3".

    >>> names_of(pl.Series([1.0, None, 2.5])).to_list()
    ['1', None, '2.5']
    """
    if column.dtype.is_float():
        values = column.fill_nan(None)
        if (values == values.floor()).all():
            return values.cast(pl.Int64, strict=False).cast(pl.String)
        text = values.cast(pl.String).str.strip_suffix(".0")
    else:
        text = column.cast(pl.String).str.strip_chars()
    missing = text.str.to_lowercase().is_in([word for word in MISSING_WORDS if word != "none"])
    return pl.select(pl.when(~missing).then(text)).to_series() if missing.any() else text


def _instrument(table: Table, options: ReactionOptions, complaints: Complaints) -> str | None:
    """The instrument that the caller or the file names; several in one file are refused."""
    asked = options.instrument
    if asked is not None and asked not in INSTRUMENTS:
        complaints.add(unknown_instrument(asked))
        asked = None
    column = find_column(table, "instrument", complaints)
    if column is None:
        return asked
    found = names_of(table.frame[column]).drop_nulls().unique(maintain_order=True).to_list()
    if len(found) > 1:
        complaints.add(
            f"{column}: holds several instruments ({', '.join(map(quoted, found[:6]))}). They are "
            "not mixed in one estimate: published correlations between instruments fall to .11. "
            "Split the file and analyse each alone."
        )
        return asked
    if not found:
        return asked
    named = str(found[0]).lower().replace(" ", "_").replace("-", "_")
    if named not in INSTRUMENTS:
        complaints.add(f"{column}: {unknown_instrument(str(found[0]))}")
        return asked
    if asked is not None and asked != named:
        complaints.add(
            f"{column}: the file says {named}, and --instrument says {asked}. Leave the option out "
            "or mend the file."
        )
    return named
