"""Numbers as people write them: decimal commas, typographic minus signs, words for "missing"."""

from dataclasses import dataclass

import polars as pl

MISSING_WORDS = ("", "na", "n/a", "nan", "null", "none", "missing", ".")


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column's numbers (null where there is none), and where nothing stands at all.

    `commas` says that decimal commas were read; `mixed` that points occur beside them, so that
    one of both may group thousands.
    """

    values: pl.Series
    missing: pl.Series
    commas: bool = False
    mixed: bool = False


def numbers(column: pl.Series) -> Numbers:
    """The finite numbers of a column of any type.

    >>> numbers(pl.Series(["3,5", "−1", "NA", "x"])).values.to_list()
    [3.5, -1.0, None, None]
    """
    if column.dtype != pl.String:
        values = column.cast(pl.Float64, strict=False).fill_nan(None)
        return Numbers(_finite(values), values.is_null())
    values = column.cast(pl.Float64, strict=False)
    unread = values.is_null() | values.is_nan()
    if not unread.any():
        return Numbers(_finite(values), pl.repeat(False, len(values), eager=True))
    text = column.filter(unread).str.strip_chars()
    missing = text.is_null() | text.str.to_lowercase().is_in(MISSING_WORDS)
    mended = text.str.replace("−", "-", literal=True)
    has_comma = mended.str.contains(r"^[+-]?\d*,\d+$").fill_null(False)
    mended = mended.str.replace(",", ".", literal=True)
    mended_values = mended.cast(pl.Float64, strict=False).fill_nan(None)
    places = unread.arg_true()
    values = values.fill_nan(None).scatter(places, mended_values)
    all_missing = pl.repeat(False, len(values), eager=True).scatter(places, missing.fill_null(True))
    commas = bool(has_comma.any())
    mixed = commas and bool(column.str.contains(".", literal=True).any() and _has_points(column))
    return Numbers(_finite(values), all_missing, commas, mixed)


def _has_points(column: pl.Series) -> bool:
    return bool(column.str.contains(r"^\s*[+−-]?\d*\.\d").any())


def _finite(values: pl.Series) -> pl.Series:
    if not values.is_infinite().any():
        return values
    return pl.select(pl.when(values.is_finite()).then(values)).to_series()
