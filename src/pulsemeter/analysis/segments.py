"""Segments of a panel: who belongs to which, with weights and effective numbers.

Made of the panel's attributes and of pairs of them. Categories are taken as they are; the release
gate, not this module, merges or withholds small ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pulsemeter.analysis.counts import BoolArray, FloatArray
from pulsemeter.analysis.data_error import DataError
from pulsemeter.analysis.settings import AnalysisSettings
from pulsemeter.analysis.weights import Weighting, effective_n, rake
from pulsemeter.domain.counted import counted

ALL = "all"
CATEGORIES_MAX = 60
"""Categories beyond which a column is a name or a number rather than an attribute."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One audience group: id (`age:under_35`), label, and the attribute it is a category of."""

    id: str
    label: str
    attribute: str


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """Segments with membership, bool (segments × persons); the first is the whole panel.

    `there` marks who was ever present. `weights` has one weight per person, with mean 1 over those
    and 1 for the absent, who are in no figure (None: unweighted); `weighting` tells how they came
    about where they were raked. `categories` holds per attribute the persons' categories, "" if
    they have none.
    """

    segments: tuple[Segment, ...]
    membership: BoolArray
    there: BoolArray
    categories: Mapping[str, NDArray[np.str_]]
    weights: FloatArray | None = None
    weighting: Weighting | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids in order."""
        return tuple(segment.id for segment in self.segments)

    def members(self, segment_id: str) -> BoolArray:
        """Who belongs to a segment, one entry per person."""
        return np.asarray(self.membership[self.ids.index(segment_id)])

    def effective(self, place: int) -> float:
        """Kish's effective number of persons of the segment at this place; 0 if it is empty."""
        own = self.membership[place] & self.there
        if not own.any():
            return 0.0
        return float(own.sum()) if self.weights is None else effective_n(self.weights[own])


def read_segments(
    panel: pl.DataFrame | None,
    participants: tuple[str, ...],
    there: BoolArray,
    settings: AnalysisSettings,
) -> Segments:
    """Form the segments that the settings name from a panel.

    Parameters
    ----------
    panel : polars.DataFrame or None
        Column `participant` and one column per attribute; None is a panel without attributes.
    participants : tuple of str
        Everybody, in the order of the rows of the matrix; whoever isn't in the panel belongs to
        the whole panel alone.
    there : ndarray of bool, shape (persons,)
        Who was ever present; only they are weighted, and only they make an effective number.
    settings : AnalysisSettings
        `segments`, `weights`, `strata`, `arm`, `before` and `after` name columns of the panel.

    Returns
    -------
    Segments
        The whole panel, then the categories of each attribute and pair, by name.

    Raises
    ------
    DataError
        A column that isn't there, a person twice, an attribute with far too many categories, or
        weights that aren't positive numbers.
    ValueError
        Margins that can't be raked to (see `weights.rake`).
    """
    table = aligned_panel(panel, participants)
    named = settings.segments if settings.segments is not None else _attributes(table, settings)
    segments, rows = [Segment(ALL, "All", ALL)], [np.ones(len(participants), dtype=np.bool_)]
    categories: dict[str, NDArray[np.str_]] = {}
    for name in named:
        parts = tuple(part.strip() for part in name.split(":"))
        if len(parts) > 2:
            raise DataError(f"segments {name!r}: at most two attributes are crossed, as a:b")
        for part in parts:
            categories[part] = _category(table, part)
        for labels in product(*(_values(categories[part], part) for part in parts)):
            own = np.logical_and.reduce(
                [categories[part] == label for part, label in zip(parts, labels, strict=True)]
            )
            attribute = "×".join(parts)
            segments.append(
                Segment(f"{attribute}:{'×'.join(labels)}", " · ".join(labels), attribute)
            )
            rows.append(own)
    membership = np.stack(rows)
    weights, weighting = _weights(table, there, settings)
    return Segments(tuple(segments), membership, there, categories, weights, weighting)


def aligned_panel(panel: pl.DataFrame | None, participants: tuple[str, ...]) -> pl.DataFrame:
    """The panel with one row per participant, in their order; missing ones hold nulls."""
    order = pl.DataFrame({"participant": participants}, schema={"participant": pl.String})
    if panel is None:
        return order
    if "participant" not in panel.columns:
        raise DataError(
            f"the panel needs a column participant; there are: {', '.join(panel.columns)}"
        )
    table = panel.with_columns(pl.col("participant").cast(pl.String))
    twice = table.filter(pl.col("participant").is_duplicated())["participant"]
    if len(twice):
        raise DataError(f"the panel names participant {twice[0]!r} more than once; keep one row")
    return order.join(table, on="participant", how="left", maintain_order="left")


def category_column(table: pl.DataFrame, name: str) -> NDArray[np.str_]:
    """Each person's category of one attribute as text, "" where there is none."""
    return _category(table, name)


def _category(table: pl.DataFrame, name: str) -> NDArray[np.str_]:
    if name not in table.columns or name == "participant":
        there = ", ".join(c for c in table.columns if c != "participant") or "none"
        raise DataError(f"the panel has no attribute {name!r}; there are: {there}")
    return table[name].cast(pl.String).fill_null("").to_numpy().astype(np.str_)


def _values(held: NDArray[np.str_], name: str) -> list[str]:
    values = sorted(value for value in np.unique(held).tolist() if value)
    if not values:
        raise DataError(f"nobody has a category of {name!r}: the column is empty")
    if len(values) > CATEGORIES_MAX:
        raise DataError(
            f"{name!r} holds {len(values)} different values; an attribute of segments has at most "
            f"{CATEGORIES_MAX} categories. Group it (age into bands), or name other segments"
        )
    return values


def _attributes(table: pl.DataFrame, settings: AnalysisSettings) -> tuple[str, ...]:
    """Every column that can be an attribute of segments."""
    taken = {"participant", settings.before, settings.after, settings.weights_column}
    found = []
    for name in table.columns:
        held = table[name].drop_nulls()
        held = held.filter(held != "") if held.dtype == pl.String else held
        values = held.n_unique()
        # Where everybody has a value of their own, the column names persons, not groups.
        a_name = values > 2 and values == len(held)
        if a_name or table[name].dtype.is_float():
            continue
        if name not in taken and 0 < values <= CATEGORIES_MAX:
            found.append(name)
    return tuple(found)


def _weights(
    table: pl.DataFrame, there: BoolArray, settings: AnalysisSettings
) -> tuple[FloatArray | None, Weighting | None]:
    """Weights of those present, 1 for everybody else."""
    if settings.weights is None or not there.any():
        return None, None
    present = table.filter(pl.Series(there))
    weights = np.ones(len(table))
    if isinstance(settings.weights, str):
        weights[there] = _given_weights(present, settings.weights)
        return weights, None
    attributes = {name: _category(present, name) for name in settings.weights}
    for name, held in attributes.items():
        if (held == "").any():
            without = counted(int((held == "").sum()), "participant")
            raise DataError(
                f"no category of {name!r} is given for {without}, without which nobody can be "
                "weighted to its margin; fill it in or leave the attribute out"
            )
    weighting = rake(attributes, settings.weights)
    weights[there] = weighting.weights
    return weights, weighting


def _given_weights(table: pl.DataFrame, name: str) -> FloatArray:
    if name not in table.columns:
        raise DataError(f"the panel has no column {name!r} to take weights from")
    weights = table[name].cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    wrong = ~np.isfinite(weights) | (weights <= 0)
    if wrong.any():
        who = table["participant"][int(np.argmax(wrong))]
        raise DataError(
            f"weight of participant {who!r} isn't a number above 0 ({int(wrong.sum())} such); "
            "give everybody a weight or leave them out"
        )
    return np.asarray(weights / weights.mean(), dtype=np.float64)
