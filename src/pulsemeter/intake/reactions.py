"""A file of reactions in any supported form becomes the one known form."""

import os

from pulsemeter.intake.form import ReactionOptions, ReadReactions
from pulsemeter.intake.long import read_long
from pulsemeter.intake.source import read_table
from pulsemeter.intake.wide import read_wide


def read_reactions(  # noqa: PLR0913 - what people can say about a file
    path: str | os.PathLike[str],
    *,
    wide: bool = False,
    instrument: str | None = None,
    value_range: tuple[float, float] | None = None,
    time_unit: str | None = None,
    participant_column: str | None = None,
    time_column: str | None = None,
    choice_column: str | None = None,
    target_column: str | None = None,
    kind_column: str | None = None,
) -> ReadReactions:
    """Reactions and presence records of a file.

    Parameters
    ----------
    path : path
        Delimited text, Parquet, SPSS (`.sav`, `.zsav`) or Stata (`.dta`).
    wide : bool
        One row for each step of time and one column for each participant, the first column the
        time in seconds. Otherwise one row for each record.
    instrument : str, optional
        One of `INSTRUMENTS`; guessed from the values if not given, and noted.
    value_range : (float, float), optional
        The ends of the scale on which the values stand, mapped linearly to −100 and 100.
    time_unit : "ms" or "s", optional
        Goes before what headers and values say.
    participant_column, time_column, choice_column, target_column, kind_column : str, optional
        Columns of a long file whose names aren't known here.

    Returns
    -------
    ReadReactions
        The known form, with notes on what was assumed and repaired.

    Raises
    ------
    IntakeError
        With everything that is wrong, each with its place and remedy.
    ValueError
        For a `time_unit` that is neither "ms" nor "s".

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "presses.csv"
    ...     _ = path.write_text("participant;time;choice\\nanna;3,5;like\\n")
    ...     read = read_reactions(path)
    >>> read.frame.row(0)
    ('anna', '', 3500, 100, 'press')
    """
    if time_unit not in (None, "ms", "s"):
        raise ValueError(f"time_unit is 'ms' or 's', not {time_unit!r}")
    options = ReactionOptions(
        instrument=instrument,
        value_range=value_range,
        time_unit=time_unit,
        participant_column=participant_column,
        time_column=time_column,
        choice_column=choice_column,
        target_column=target_column,
        kind_column=kind_column,
    )
    table = read_table(path)
    return read_wide(table, options) if wide else read_long(table, options)
