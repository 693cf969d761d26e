"""Stretches of a curve that stand out, and how often panels drawn anew show them again.

Only the columns near a stretch are read, of a long one first those where it stands out most, so
hundreds of draws cost little. This module must not
know why a stretch was looked for or what it is called.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pulsemeter.analysis.band import Band
from pulsemeter.analysis.counts import BoolArray, FloatArray
from pulsemeter.analysis.resampling import Float32Array, PanelCells, PanelMatrix, drawn_counts

Kind = Literal["peak", "trough"]

CORE_INTERVALS = 6
"""Intervals of a long stretch that are looked at first: in most draws they settle it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Intervals [first, end) that lie above the session mean (peak) or below it (trough)."""

    kind: Kind
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Redraw:
    """How panels are drawn: strata per person, how many, and where chance comes from."""

    strata: NDArray[np.int64]
    replicates: int
    rng: np.random.Generator


def stretches(marks: BoolArray) -> list[tuple[int, int]]:
    """Every stretch [first, end) of True, in order.

    Examples
    --------
    >>> stretches(np.array([True, True, False, True]))
    [(0, 2), (3, 4)]
    """
    steps = np.diff(np.concatenate([[False], marks, [False]]).astype(np.int8))
    edges = np.flatnonzero(steps).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def in_a_row(marks: BoolArray, least: int) -> BoolArray:
    """Rows of `marks` (draws, intervals) that hold at least `least` True in a row."""
    windows = marks.shape[1] - least + 1
    together = marks[:, :windows].copy()
    for shift in range(1, least):
        together &= marks[:, shift : shift + windows]
    return np.asarray(together.any(axis=1), dtype=np.bool_)


def count_found_again(
    found: list[Stretch],
    panel: PanelCells,
    band: Band,
    redraw: Redraw,
    intervals_min: int,
) -> list[int]:
    """Count the drawn panels in which each stretch is found again.

    A stretch is found again if at least `intervals_min` intervals in a row, one of them in the
    stretch, leave the draw's own session mean on the same side of m*_t ± c s*_t, with the band's
    multiplier c kept.

    Parameters
    ----------
    found : list of Stretch
        Each at least `intervals_min` long and without gaps.
    panel : PanelCells
        Of all persons; those never present are in no draw, as for the band.
    band : Band
        Simultaneous, of the same panel.
    redraw : Redraw
        Strata of all persons, number of draws, source of chance.
    intervals_min : int
        Intervals in a row, at least 1.

    Returns
    -------
    list of int
        One count per stretch, 0..replicates.

    Raises
    ------
    ValueError
        The band isn't of this panel.
    """
    reaches = [_reach(stretch, band.drawn, intervals_min) for stretch in found]
    cores = [
        _core(stretch, reach, band, intervals_min)
        for stretch, reach in zip(found, reaches, strict=True)
    ]
    ever = panel.ever()
    near, whole_near = (_marked(spans, panel.intervals) for spans in (cores, reaches))
    first_look = _columns(panel, near, ever)
    if not np.allclose(first_look.parts().net, band.net[near], atol=1e-4):
        raise ValueError("band isn't of these cells and weights")
    sums = np.stack(person_sums(panel, band.drawn), axis=1)[ever]
    strata = np.unique(redraw.strata[ever], return_inverse=True)[1].astype(np.int64)
    counts = [0] * len(found)
    width = int(np.count_nonzero(whole_near))
    for drawn in drawn_counts(strata, redraw.replicates, width, redraw.rng):
        whole = drawn @ sums
        # A draw of persons who were there in gaps only: mean and centres 0, nothing stands out.
        mean = whole[:, :1] / np.maximum(whole[:, 1:], 1e-12)
        way = _Way(band.multiplier, intervals_min)
        again = _again(found, cores, near, way.beyond(first_look, drawn, mean), way)
        # What a stretch shows at its strongest it shows; only other draws need all its columns.
        open_ones = [k for k in range(len(found)) if cores[k] != reaches[k] and not again[k].all()]
        if open_ones:
            draws = ~again[open_ones].all(axis=0)
            wide = _marked([reaches[k] for k in open_ones], panel.intervals)
            beyond = way.beyond(_columns(panel, wide, ever), drawn[draws], mean[draws])
            again[np.ix_(np.array(open_ones), draws)] = _again(
                [found[k] for k in open_ones], [reaches[k] for k in open_ones], wide, beyond, way
            )
        for k, times in enumerate(np.count_nonzero(again, axis=1)):
            counts[k] += int(times)
    return counts


@dataclass(frozen=True, slots=True)
class _Way:
    """When a draw stands out: the band's multiplier, and how many intervals in a row."""

    multiplier: float
    least: int

    def beyond(
        self, panel: PanelMatrix, drawn: Float32Array, mean: FloatArray
    ) -> tuple[BoolArray, BoolArray]:
        """Where draws lie above their own mean and where below, (draws, columns)."""
        parts = panel.drawn_parts(drawn)
        half = self.multiplier * parts.error
        return parts.centre - half > mean, parts.centre + half < mean


def _again(
    found: list[Stretch],
    spans: list[tuple[int, int]],
    near: BoolArray,
    beyond: tuple[BoolArray, BoolArray],
    way: _Way,
) -> BoolArray:
    """Which draws show which stretch within its span, (stretches, draws)."""
    place = np.concatenate([[0], np.cumsum(near, dtype=np.int64)])
    above, below = beyond
    return np.stack(
        [
            in_a_row(
                (above if s.kind == "peak" else below)[:, place[first] : place[end]], way.least
            )
            for s, (first, end) in zip(found, spans, strict=True)
        ]
    )


def _core(stretch: Stretch, reach: tuple[int, int], band: Band, least: int) -> tuple[int, int]:
    """The intervals looked at first: where a long stretch stands out most, else all its reach."""
    width = max(CORE_INTERVALS, least)
    if reach[1] - reach[0] <= 2 * width or stretch.end - stretch.first < width:
        return reach
    side = band.low if stretch.kind == "peak" else -band.high
    windows = np.lib.stride_tricks.sliding_window_view(side[stretch.first : stretch.end], width)
    first = stretch.first + int(windows.sum(axis=1).argmax())
    return first, first + width


def _marked(spans: list[tuple[int, int]], intervals: int) -> BoolArray:
    near = np.zeros(intervals, dtype=np.bool_)
    for first, end in spans:
        near[first:end] = True
    return near


def person_sums(panel: PanelCells, drawn: BoolArray) -> tuple[FloatArray, FloatArray]:
    """Each person's likes − dislikes and presence over the intervals drawn, weighted."""
    chosen = drawn.astype(np.float32)
    balance, present = np.zeros(panel.persons), np.zeros(panel.persons)
    for place, block in panel.blocks():
        balance[place] = block.like @ chosen - block.dislike @ chosen
        present[place] = block.present @ chosen
    return balance, present


def _reach(stretch: Stretch, drawn: BoolArray, intervals_min: int) -> tuple[int, int]:
    """The stretch with the neighbours that a run needs which shares one interval with it."""
    first, end = stretch.first, stretch.end
    for _ in range(intervals_min - 1):
        if first > 0 and drawn[first - 1]:
            first -= 1
        if end < len(drawn) and drawn[end]:
            end += 1
    return first, end


def _columns(panel: PanelCells, chosen: BoolArray, ever: BoolArray) -> PanelMatrix:
    """The chosen columns of those who were ever present."""
    columns = panel.intervals_of(chosen)
    return columns if ever.all() else columns.rows(ever)
