"""A sheet on which an overlay is drawn, its colours, and words, lines, areas and marks on it.

This module must not know what an overlay shows.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pulsemeter.media.overlay_fonts import fitted_mask
from pulsemeter.report.overlay_layout import Box

Colour = tuple[int, int, int]
PLATE, INK, QUIET = (11, 15, 20), (255, 255, 255), (198, 206, 216)
GRID, ZERO = (48, 57, 68), (150, 161, 174)
BADGE, BADGE_INK = (255, 213, 74), (18, 22, 28)
CURVES: tuple[Colour, ...] = ((255, 255, 255), (47, 208, 163), (240, 159, 211), (255, 214, 102))
DASHES: tuple[tuple[float, ...], ...] = ((), (14, 7), (4, 5), (18, 5, 4, 5))
"""Of each curve, points drawn and left out in turn: colour alone tells nothing to some eyes."""
MARK_COLOURS: dict[str, Colour] = {
    "most_liked": (122, 184, 255),
    "most_disliked": (255, 161, 100),
    "most_silent": (141, 153, 168),
    "no_majority": (109, 122, 137),
    "too_few": (255, 255, 255),
}
MARK_PARTS = {
    # part of the strip's height that a mark starts at and fills; a dot stands in the middle
    "most_liked": (0.0, 0.5),
    "most_disliked": (0.5, 0.5),
    "most_silent": (0.42, 0.16),
    "no_majority": (0.25, 0.5),
}
_ALPHA_OVER = 232
_SUPER = 4
Pixels = NDArray[np.uint8]
"""A picture as numbers, (height, width, 3 or 4)."""
Anchor = Literal["left", "middle", "right"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture that is drawn on, with or without an alpha."""

    image: Image.Image

    @classmethod
    def blank(cls, width: int, height: int, *, is_over: bool) -> "Sheet":
        """A sheet of the plate's colour."""
        if is_over:
            return cls(Image.new("RGBA", (width, height), (*PLATE, _ALPHA_OVER)))
        return cls(Image.new("RGB", (width, height), PLATE))

    def ink(self, colour: Colour) -> tuple[int, ...]:
        """A colour as this sheet takes it."""
        return (*colour, 255) if self.image.mode == "RGBA" else colour

    def stamp(self, mask: Image.Image, left: int, top: int, colour: Colour) -> None:
        """A colour through a mask; what lies beyond the edges is cut off."""
        self.image.paste(self.ink(colour), (left, top), mask)

    def fill(self, box: Box, colour: Colour) -> None:
        """A box of one colour."""
        self.image.paste(self.ink(colour), (box.left, box.top, box.right, box.bottom))

    def words(
        self,
        x: int,
        middle: int,
        text: str,
        size: int,
        colour: Colour = INK,
        *,
        anchor: Anchor = "left",
        is_bold: bool = False,
        width_max: int = 0,
    ) -> int:
        """A line of text whose middle is at this height; its width. What is wider than
        `width_max` is cut with an ellipsis."""
        if not text:
            return 0
        mask = fitted_mask(text, size, is_bold, width_max)
        left = {"left": x, "middle": x - mask.width // 2, "right": x - mask.width}[anchor]
        self.stamp(mask, left, middle - mask.height // 2, colour)
        return mask.width

    def mark(self, majority: str, left: int, width: int, strip: Box) -> None:
        """The mark of one interval, or a piece of it."""
        if width < 1:
            return
        if majority == "too_few":
            side = max(2, strip.height // 4)
            middle = Box(
                left + (width - side) // 2, strip.top + (strip.height - side) // 2, side, side
            )
            self.fill(middle, MARK_COLOURS[majority])
        elif majority in MARK_PARTS:
            start, share = MARK_PARTS[majority]
            top = strip.top + round(strip.height * start)
            self.fill(
                Box(left, top, width, max(2, round(strip.height * share))), MARK_COLOURS[majority]
            )


@dataclass(frozen=True, slots=True)
class Row:
    """A box in which things stand one after the other, from its left or from its right."""

    box: Box
    is_right_to_left: bool

    def left(self, at: int, width: int) -> int:
        """Where the left edge is of what begins so far from the row's beginning."""
        return self.box.right - at - width if self.is_right_to_left else self.box.left + at

    def words(
        self,
        sheet: Sheet,
        at: int,
        middle: int,
        text: str,
        size: int,
        colour: Colour = INK,
        *,
        is_bold: bool = False,
        width_max: int = 0,
    ) -> int:
        """A line of text that begins so far from the row's beginning; its width."""
        anchor: Anchor = "right" if self.is_right_to_left else "left"
        x = self.left(at, 0)
        return sheet.words(
            x, middle, text, size, colour, anchor=anchor, is_bold=is_bold, width_max=width_max
        )


def line_mask(
    size: tuple[int, int], lines: list[list[tuple[float, float]]], width: float
) -> Image.Image:
    """Smooth lines as a mask."""
    mask = Image.new("L", (size[0] * _SUPER, size[1] * _SUPER))
    draw = ImageDraw.Draw(mask)
    for points in lines:
        large = [(x * _SUPER, y * _SUPER) for x, y in points]
        draw.line(large, fill=255, width=round(width * _SUPER), joint="curve")
    return mask.reduce(_SUPER)


def area_mask(size: tuple[int, int], areas: list[list[tuple[float, float]]]) -> Image.Image:
    """Filled shapes with smooth edges as a mask."""
    mask = Image.new("L", (size[0] * _SUPER, size[1] * _SUPER))
    draw = ImageDraw.Draw(mask)
    for points in areas:
        draw.polygon([(x * _SUPER, y * _SUPER) for x, y in points], fill=255)
    return mask.reduce(_SUPER)


def dot_mask(radius: int) -> Image.Image:
    """A round dot as a mask."""
    side = 2 * radius + 1
    mask = Image.new("L", (side * _SUPER, side * _SUPER))
    ImageDraw.Draw(mask).ellipse((0, 0, side * _SUPER - 1, side * _SUPER - 1), fill=255)
    return mask.reduce(_SUPER)


def dashed(
    points: list[tuple[float, float]], order: int, unit: float
) -> list[list[tuple[float, float]]]:
    """A line rising in x, cut into the dashes of its curve. They begin where x is 0, so that pieces
    of one line that are drawn apart fit together."""
    pattern = [part * unit for part in DASHES[order]]
    if not pattern:
        return [points]
    first, last, period = points[0][0], points[-1][0], sum(pattern)
    pieces, at = [], first // period * period
    while at < last:
        for place, length in enumerate(pattern):
            begin, end = max(at, first), min(at + length, last)
            if place % 2 == 0 and begin < end:
                inner = [point for point in points if begin < point[0] < end]
                pieces.append([_on(points, begin), *inner, _on(points, end)])
            at += length
    return pieces


def _on(points: list[tuple[float, float]], x: float) -> tuple[float, float]:
    """The point of a line at a place."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 <= x <= x1 and x1 > x0:
            return x, y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1]
