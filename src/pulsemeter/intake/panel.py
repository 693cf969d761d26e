"""A panel file becomes participants with their attributes, and a weight where one is named."""

import os
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pulsemeter.domain.counted import counted
from pulsemeter.intake.columns import find_column
from pulsemeter.intake.complaint import Complaints, listed
from pulsemeter.intake.long import names_of
from pulsemeter.intake.numerals import numbers
from pulsemeter.intake.source import read_table
from pulsemeter.intake.table import Table

NUMBERS_DISTINCT_MAX = 20
"""A column with more different numbers than this measures something; it names no groups."""
TEXTS_DISTINCT_MIN = 20
"""Below so many different texts a column counts as categories even if each occurs once."""


@dataclass(frozen=True, slots=True)
class ReadPanel:
    """Participants and what is known about them.

    Attributes
    ----------
    frame : polars.DataFrame
        `participant` (text, each once), one text column for each attribute (null where nothing is
        known), and `weight` (above 0) if one was asked for.
    attributes : tuple of str
        The attribute columns, in the order of the file.
    weighted : bool
        Whether `frame` has a `weight`.
    notes : tuple of str
        Sentences for people: what was repaired, assumed, left out.
    """

    frame: pl.DataFrame
    attributes: tuple[str, ...]
    weighted: bool
    notes: tuple[str, ...] = ()


def read_panel(
    path: str | os.PathLike[str],
    *,
    weight_column: str | None = None,
    participant_column: str | None = None,
    segments: Sequence[str] = (),
) -> ReadPanel:
    """A panel file: one row for each person, one column for each attribute.

    Parameters
    ----------
    path : path
        Delimited text, Parquet, SPSS or Stata; of the latter two the value labels are the
        categories, and user-missing values are missing.
    weight_column : str, optional
        The column of weights, numbers above 0.
    participant_column : str, optional
        The column of participants if its name isn't known here.
    segments : sequence of str
        Attributes that are needed: a missing one is an error, and none of them is left out for
        having too many values.

    Raises
    ------
    IntakeError
        With everything that is wrong: columns that can't be found, a person in two rows that
        differ, weights that are no numbers above 0.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder) / "panel.csv"
    ...     _ = path.write_text("id,region,weight\\nanna,North,1.5\\nben,,0.5\\n")
    ...     panel = read_panel(path, weight_column="weight")
    >>> panel.frame.rows()
    [('anna', 'North', 1.5), ('ben', None, 0.5)]
    """
    table = read_table(path)
    complaints = table.complaints()
    notes = list(table.notes)
    person = find_column(table, "participant", complaints, asked=participant_column, needed=True)
    weight = None
    if weight_column is not None:
        weight = find_column(table, "weight", complaints, asked=weight_column)
    wanted = _wanted(table, segments, complaints)
    if person is None:
        complaints.stop()
    assert person is not None
    names = names_of(table.frame[person]).alias("participant")
    columns = [names]
    attributes: list[str] = []
    for header in table.frame.columns:
        if header in (person, weight):
            continue
        attribute = _attribute(table, header, kept=header in wanted, notes=notes)
        if attribute is not None:
            columns.append(attribute)
            attributes.append(attribute.name)
    if weight is not None:
        columns.append(_weights(table, weight, names, complaints))
    frame = pl.DataFrame(columns)
    frame, rows = _named_rows(frame, table, person, complaints, notes)
    frame = _each_once(frame, rows, person, complaints, notes)
    complaints.stop()
    return ReadPanel(frame, tuple(attributes), weight is not None, tuple(notes))


def _wanted(table: Table, segments: Sequence[str], complaints: Complaints) -> set[str]:
    missing = [segment for segment in segments if segment not in table.frame.columns]
    if missing:
        complaints.add(
            f"no column is called {listed(missing)}; the file has {listed(table.frame.columns)}. "
            "Names count with capitals and blanks."
        )
    return set(segments)


def _attribute(table: Table, header: str, *, kept: bool, notes: list[str]) -> pl.Series | None:
    """A column as categories, or None with a note if it names no groups."""
    column = table.frame[header]
    labels = table.labels.get(header, {})
    text = names_of(column)
    if labels:
        known = column.replace_strict(
            list(labels), list(labels.values()), default=None, return_dtype=pl.String
        )
        text = pl.select(pl.coalesce(known.str.strip_chars(), text)).to_series()
    text = text.alias(header)
    filled = text.drop_nulls()
    distinct = filled.n_unique()
    if kept:
        return text
    if filled.is_empty():
        notes.append(f"{header}: left out, it is empty")
        return None
    if column.dtype.is_temporal():
        notes.append(f"{header}: left out, it names no groups")
        return None
    numeric = not labels and numbers(column.drop_nulls()).values.is_not_null().all()
    if numeric and distinct > NUMBERS_DISTINCT_MAX:
        notes.append(
            f"{header}: left out, {distinct:,} different numbers make no groups; put them into "
            "bands, or ask for it with --segments"
        )
        return None
    if distinct > TEXTS_DISTINCT_MIN and 2 * distinct > len(filled):
        notes.append(
            f"{header}: left out, {distinct:,} different texts for {len(filled):,} people make no "
            "groups; ask for it with --segments if they do"
        )
        return None
    return text


def _weights(table: Table, header: str, names: pl.Series, complaints: Complaints) -> pl.Series:
    column = table.frame[header]
    read = numbers(column)
    wrong = (read.values.is_null() | (read.values <= 0)) & names.is_not_null()
    complaints.rows(header, wrong, table.rows, column, "is no weight; give a number above 0")
    if read.mixed:
        complaints.add(f"{header}: holds decimal points and decimal commas. Use one of them.")
    return read.values.alias("weight")


def _named_rows(
    frame: pl.DataFrame, table: Table, person: str, complaints: Complaints, notes: list[str]
) -> tuple[pl.DataFrame, pl.Series]:
    named = frame["participant"].is_not_null()
    if named.all():
        return frame, table.rows
    if not named.any():
        complaints.add(f"{person}: no row names a participant.")
        complaints.stop()
    notes.append(f"{counted(len(named) - int(named.sum()), 'row')} without participant left out")
    return frame.filter(named), table.rows.filter(named)


def _each_once(
    frame: pl.DataFrame, rows: pl.Series, person: str, complaints: Complaints, notes: list[str]
) -> pl.DataFrame:
    """Rows that repeat another wholly are dropped; a person in rows that differ is named."""
    distinct = frame.unique(maintain_order=True)
    if len(distinct) < len(frame):
        repeating = counted(len(frame) - len(distinct), "row")
        notes.append(f"{repeating} repeating another one left out")
    if distinct["participant"].n_unique() < len(distinct):
        # Rows that repeat the person's first one wholly are no contradiction.
        first = frame.select(pl.all().first().over("participant"))
        differs = pl.select(
            pl.any_horizontal(
                frame[name].ne_missing(first[name]).alias(name) for name in frame.columns
            )
        ).to_series()
        complaints.rows(
            person,
            differs,
            rows,
            frame["participant"],
            "stands in an earlier row with other values; keep one row for each person",
        )
    return distinct
