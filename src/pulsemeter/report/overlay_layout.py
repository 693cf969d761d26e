"""Where everything of an overlay lies: the picture, the panel beside, below or over it, its parts.

Sizes are those of a picture 720 points high, times a unit, so that an overlay reads the same at
540p and at 1080p. Whole points only; all sides of the film are even, as its pixels ask for. This
module must not know figures or how anything is drawn.
"""

from dataclasses import dataclass
from math import ceil
from typing import Literal

LayoutKind = Literal["side", "burned"]
LAYOUTS: tuple[LayoutKind, ...] = ("side", "burned")
SHORT_MIN, SHORT_MAX = 540, 1_080
"""Sides that a film's picture has at least and at most, the shorter one: smaller, words can't be
read; larger, nothing is gained."""
SIDE_MAX = 3_840
SOUND_SIZE = (1_280, 720)
PIXELS_PER_S = 10
"""How fast the curve moves, in points of a picture 720 high."""
INTERVALS_SEEN_MIN = 12
RATE_MAX, RATE_MAX_SLOW = 5.0, 2.5
"""The curve then moves by two points at a time; drawn more often, a film costs more to make. A
picture that itself moves fewer than fifteen times a second costs so little that the panel would be
half of it: there the curve moves by four."""
_SLOW = 15.0
_RATE_BEYOND = 120.0
_NARROW = 1_150
STRIP_ROW, STRIP_HEIGHT = 18, 14


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in points from its upper left corner."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """The film's size, where the source's picture and the panel lie in it, and, in points of the
    panel, its parts. `plate` is the part of the panel that has a ground of its own."""

    kind: LayoutKind
    width: int
    height: int
    picture: Box
    panel: Box
    plate: Box
    header: Box
    legend: Box
    legend_columns: int
    plot: Box
    times: Box
    strips: tuple[Box, ...]
    captions: Box
    caption_size: int
    foot: Box
    method_rows: int
    unit: float

    def size(self, points: float) -> int:
        """A length of a picture 720 high, here."""
        return max(1, round(points * self.unit))

    @property
    def strip_bottom(self) -> int:
        """Where the lowest strip ends."""
        return self.strips[-1].bottom

    @property
    def is_narrow(self) -> bool:
        """Whether what the marks mean needs a line of its own."""
        return is_narrow(self.unit, self.panel.width)

    @property
    def is_over(self) -> bool:
        """Whether the panel lies over the picture."""
        return self.kind == "burned"

    def ms_per_pixel(self, cadence_ms: int) -> float:
        """How much time one point is wide: at least twelve intervals are seen."""
        usual = 1_000 / (PIXELS_PER_S * self.unit)
        return max(usual, INTERVALS_SEEN_MIN * cadence_ms / self.plot.width)


def picture_size(width: int, height: int) -> tuple[int, int]:
    """How large a source's picture stands in the film; as it is, unless it is very small or large.

    Examples
    --------
    >>> picture_size(1280, 720), picture_size(321, 181), picture_size(2160, 3840)
    ((1280, 720), (958, 540), (1080, 1920))
    """
    short, long = min(width, height), max(width, height)
    scale = min(max(short, SHORT_MIN), SHORT_MAX) / short
    scale = min(scale, SIDE_MAX / long)
    return _even(width * scale), _even(height * scale)


def overlay_rate(frames_per_s: float) -> float:
    """How often a second the panel is drawn: the source's rate, divided so that it is at most five,
    or two and a half beside a slow picture.

    Examples
    --------
    >>> overlay_rate(30), overlay_rate(12.5), overlay_rate(0)
    (5.0, 2.5, 5.0)
    """
    if not 1 <= frames_per_s <= _RATE_BEYOND:
        return RATE_MAX
    most = RATE_MAX_SLOW if frames_per_s < _SLOW else RATE_MAX
    return frames_per_s / ceil(frames_per_s / most)


def overlay_layout(kind: LayoutKind, size: tuple[int, int] | None, curves: int) -> Layout:
    """The layout for a source's picture of this size, None for sound alone."""
    if size is None:
        width, height = SOUND_SIZE
        nothing, whole = Box(0, 0, 0, 0), Box(0, 0, width, height)
        return _layout("side", (width, height), nothing, whole, 1.0, curves)
    width, height = picture_size(*size)
    unit = min(width, height) / 720
    picture = Box(0, 0, width, height)
    if kind == "burned":
        caption_rows = round(2 * 34 * unit)
        tall = min(height, caption_rows + _least_height(kind, unit, width, curves))
        panel = Box(0, height - _even(tall), width, _even(tall))
        return _layout(kind, (width, height), picture, panel, unit, curves)
    if width < height:
        panel = Box(width, 0, width, height)
        return _layout(kind, (2 * width, height), picture, panel, unit, curves)
    tall = _even(_least_height(kind, unit, width, curves))
    return _layout(kind, (width, height + tall), picture, Box(0, height, width, tall), unit, curves)


def _least_height(kind: LayoutKind, unit: float, width: int, curves: int) -> int:
    parts = _heights(kind, unit, width, curves)
    return sum(parts.values()) - (parts["captions"] if kind == "burned" else 0)


def _columns(unit: float, width: int, curves: int) -> int:
    """How many names stand beside each other in the legend."""
    return min(curves, max(1, int(width / unit) // 300))


def is_narrow(unit: float, width: int) -> bool:
    """Whether what the marks mean needs a line of its own."""
    return width / unit < _NARROW


def _method_rows(unit: float, width: int) -> int:
    return 4 if is_narrow(unit, width) else 2


def _heights(kind: LayoutKind, unit: float, width: int, curves: int) -> dict[str, int]:
    """The parts from above to below, with the room between them."""
    rows = ceil(curves / _columns(unit, width, curves))
    is_side = kind == "side"
    held = {
        "top": 8,
        "header": 30,
        "legend": 24 * rows,
        "gap": 8,
        "plot": 120 if is_side else 100,
        "times": 18,
        "strips": STRIP_ROW * curves,
        "gap_below": 6,
        "captions": 60 if is_side else 68,
        "foot": 18 * _method_rows(unit, width) + (22 if is_narrow(unit, width) else 0),
        "bottom": 6,
    }
    return {name: round(value * unit) for name, value in held.items()}


def _layout(
    kind: LayoutKind, film: tuple[int, int], picture: Box, panel: Box, unit: float, curves: int
) -> Layout:
    parts = _heights(kind, unit, panel.width, curves)
    is_side = kind == "side"
    used = sum(parts.values())
    parts["plot"] += max(0, panel.height - used)  # a tall panel gives what it has to the curve
    margin = round((20 if is_side else 28) * unit)
    left, width = margin, panel.width - 2 * margin
    at = 0
    boxes: dict[str, Box] = {}
    order = list(parts)
    if not is_side:  # words stand above the plate, on the picture
        order.remove("captions")
        order.insert(0, "captions")
    for name in order:
        boxes[name] = Box(left, at, width, parts[name])
        at += parts[name]
    axis, labels = round(58 * unit), round(212 * unit)
    plot = boxes["plot"]
    plot = Box(left + axis, plot.top, width - axis - labels, plot.height)
    strips, row = boxes["strips"], round(STRIP_ROW * unit)
    plate_top = 0 if is_side else boxes["captions"].bottom
    return Layout(
        kind=kind,
        width=film[0],
        height=film[1],
        picture=picture,
        panel=panel,
        plate=Box(0, plate_top, panel.width, panel.height - plate_top),
        header=boxes["header"],
        legend=boxes["legend"],
        legend_columns=_columns(unit, panel.width, curves),
        plot=plot,
        times=Box(plot.left, boxes["times"].top, plot.width, boxes["times"].height),
        strips=tuple(
            Box(plot.left, strips.top + order * row, plot.width, round(STRIP_HEIGHT * unit))
            for order in range(curves)
        ),
        captions=boxes["captions"],
        caption_size=round((23 if is_side else 26) * unit),
        foot=boxes["foot"],
        method_rows=_method_rows(unit, panel.width),
        unit=unit,
    )


def _even(value: float) -> int:
    return max(2, 2 * round(value / 2))
