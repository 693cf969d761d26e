"""What a column's values mean on the scale −100..100, and by which instrument they were given.

A dial from 0 to 100 read as −100..100 would turn half of all dislikes into likes without anybody
noticing; where the values don't say their scale, the caller is asked.
"""

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulsemeter.intake.complaint import quoted
from pulsemeter.intake.form import INSTRUMENTS

_BUTTONS = ("two_buttons", "two_buttons_free", "two_buttons_per_target")
_LEVELS = {
    "buttons": ((-1.0, 0.0, 1.0), (-100.0, 0.0, 100.0)),
    "four_steps": ((-2.0, -1.0, 0.0, 1.0, 2.0), (-100.0, -50.0, 0.0, 50.0, 100.0)),
}
_NATIVE_REACH = 50.0
_MOSTLY = 0.9


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps values to choices: `choice = round(slope · value + offset)`.

    `levels` are the allowed values, or None where every one in [low, high] is; `zero_skips` says
    that a choice of 0 is no press, but a person who was there.
    """

    instrument: str
    slope: float = 1.0
    offset: float = 0.0
    low: float = -100.0
    high: float = 100.0
    levels: tuple[float, ...] | None = None
    zero_skips: bool = False
    notes: tuple[str, ...] = ()


def scale_of(
    values: NDArray[np.float64],
    counts: NDArray[np.int64],
    *,
    instrument: str | None,
    value_range: tuple[float, float] | None,
    steps_seen: bool = False,
) -> Scale | str:
    """The scale of a column, or the sentence that asks for it.

    Parameters
    ----------
    values : array, shape (k,)
        Its distinct numbers in ascending order.
    counts : array, shape (k,)
        How often each occurs.
    instrument, value_range
        What the caller said.
    steps_seen : bool
        Whether the words `++` or `--` occur, which only four steps have.
    """
    if instrument is None and steps_seen:
        instrument = "four_steps"
    if value_range is not None:
        return _ranged(instrument or "slider", value_range)
    if instrument == "four_steps":
        return _levelled(values, counts, "four_steps", instrument)
    if instrument in _BUTTONS:
        return _levelled(values, counts, "buttons", instrument)
    if instrument is None:
        fitting = _share(values, counts, _closest(values, counts, "buttons"))
        if not len(values) or fitting == 1.0 or (fitting >= _MOSTLY and values.max() > 1):
            return _levelled(values, counts, "buttons", "two_buttons", guessed=True)
        if set(values.tolist()) <= set(_LEVELS["four_steps"][1]):
            return (
                "values ±50 and ±100 may be four steps or a slider. Say --instrument four_steps or "
                "--instrument slider."
            )
    if instrument == "slider" and set(values.tolist()) <= {0.0}:
        return Scale("slider")
    return _dial(values, instrument)


def _dial(values: NDArray[np.float64], instrument: str | None) -> Scale | str:
    low, high = float(values.min()), float(values.max())
    if -100 <= low <= -_NATIVE_REACH and _NATIVE_REACH <= high <= 100:
        guess = () if instrument else ("instrument guessed: slider",)
        return Scale("slider", notes=(*guess, "values taken as −100..100 as they are"))
    hint = ", or --instrument four_steps" if set(values.tolist()) <= {-2, -1, 0, 1, 2} else ""
    return (
        f"values from {low:g} to {high:g} don't say their scale. Give the ends of the scale (not "
        f"of the data) with --value-range A:B, for example 0:100 or -100:100{hint}."
    )


def _ranged(instrument: str, value_range: tuple[float, float]) -> Scale | str:
    first, last = value_range
    if not (np.isfinite(first) and np.isfinite(last)) or first == last:
        return f"--value-range {first:g}:{last:g} is no range; its ends must be two numbers."
    slope = 200.0 / (last - first)
    notes = (
        ()
        if (first, last) == (-100.0, 100.0)
        else (f"values {first:g}..{last:g} mapped to −100..100",)
    )
    return Scale(
        instrument,
        slope,
        -100.0 - slope * first,
        min(first, last),
        max(first, last),
        zero_skips=instrument != "slider",
        notes=notes,
    )


def _levelled(
    values: NDArray[np.float64],
    counts: NDArray[np.int64],
    family: str,
    instrument: str,
    *,
    guessed: bool = False,
) -> Scale:
    levels = _closest(values, counts, family)
    seen: Set[float] = set(values.tolist())
    notes = [f"instrument guessed: {instrument}"] if guessed else []
    if 0.0 in seen:
        notes.append("0 read as present without a press")
    if family == "buttons" and 0.0 in seen and seen <= {0.0, levels[-1]}:
        notes.append(
            f"no value {levels[0]:g} occurs; if 0 means dislike, give --value-range "
            f"0:{levels[-1]:g} with --instrument two_buttons"
        )
    if family == "four_steps" and seen and levels[-1] == 2.0 and not seen & {-2.0, 2.0}:
        notes.append("no value ±2 occurs; ±1 read as the smaller step")
    return Scale(
        instrument,
        slope=100.0 / levels[-1],
        low=levels[0],
        high=levels[-1],
        levels=levels,
        zero_skips=True,
        notes=tuple(notes),
    )


def _closest(
    values: NDArray[np.float64], counts: NDArray[np.int64], family: str
) -> tuple[float, ...]:
    return max(_LEVELS[family], key=lambda levels: _share(values, counts, levels))


def _share(
    values: NDArray[np.float64], counts: NDArray[np.int64], levels: tuple[float, ...]
) -> float:
    total = int(counts.sum())
    return float(counts[np.isin(values, levels)].sum()) / total if total else 1.0


def allowed_text(scale: Scale) -> str:
    """The allowed values of a scale in words."""
    if scale.levels is None:
        return f"lies beyond the scale {scale.low:g}..{scale.high:g}"
    levels = ", ".join(f"{level:g}" for level in scale.levels)
    return (
        f"is none of {levels} ({scale.instrument.replace('_', ' ')}); if this is a dial, give "
        "--value-range A:B"
    )


def unknown_instrument(text: str) -> str:
    """The complaint about an instrument that nobody knows."""
    return f"instrument {quoted(text)} is not known; known are {', '.join(INSTRUMENTS)}."
