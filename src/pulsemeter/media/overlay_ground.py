"""The still parts of an overlay: plate, title, legend, axis, what is said of the method.

Drawn once, and anew with the words that change every few seconds. On a picture of its own or, with
an alpha, over a film. This module must not know time or ffmpeg.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from pulsemeter.media.overlay_fonts import fitted_mask, word_mask
from pulsemeter.report.overlay_layout import Box, Layout
from pulsemeter.report.overlay_moment import OverlayMoment
from pulsemeter.report.overlay_story import (
    LAST_VERDICT,
    MARKS,
    SIMULATED,
    TITLE,
    OverlayStory,
    said_net,
)
from pulsemeter.report.scale import Scale

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


def ground(story: OverlayStory, layout: Layout, y: Scale, moment: OverlayMoment) -> Sheet:
    """Everything of a moment that doesn't move with the curve."""
    panel, plate = layout.panel, layout.plate
    sheet = Sheet.blank(panel.width, panel.height, is_over=layout.is_over)
    if plate.top:
        sheet.image.paste((0, 0, 0, 0), (0, 0, panel.width, plate.top))
    _header(sheet, story, layout)
    _legend(sheet, story, layout, moment)
    _axis(sheet, layout, y)
    _verdicts(sheet, story, layout, moment)
    _captions(sheet, layout, moment)
    _foot(sheet, story, layout)
    return sheet


def _header(sheet: Sheet, story: OverlayStory, layout: Layout) -> None:
    box, middle = layout.header, layout.header.top + layout.header.height // 2
    wide = sheet.words(box.left, middle, TITLE, layout.size(20), is_bold=True)
    if not layout.is_narrow:
        _marks(sheet, layout, box.left + wide + layout.size(36), middle)
    if story.is_simulated:
        size, edge = layout.size(16), layout.size(10)
        wide = word_mask(SIMULATED, size, True).width + 2 * edge
        badge = Box(box.right - wide, box.top + layout.size(3), wide, layout.size(24))
        sheet.fill(badge, BADGE)
        at = badge.left + wide // 2
        sheet.words(at, badge.top + badge.height // 2, SIMULATED, size, BADGE_INK,
                    anchor="middle", is_bold=True)  # fmt: skip


def _marks(sheet: Sheet, layout: Layout, left: int, middle: int) -> None:
    """What the marks in the strips mean."""
    size = layout.size(14)
    for majority, words in MARKS:
        strip = Box(left, middle - layout.size(7), layout.size(22), layout.size(14))
        sheet.mark(majority, left, strip.width, strip)
        left += layout.size(28)
        left += sheet.words(left, middle, words, size, QUIET) + layout.size(14)


def _legend(sheet: Sheet, story: OverlayStory, layout: Layout, moment: OverlayMoment) -> None:
    """A sample of each line, its name, and how many are there now."""
    box, columns = layout.legend, layout.legend_columns
    rows = -(-len(story.curves) // columns)
    wide, tall = box.width // columns, box.height // rows
    for order, curve in enumerate(story.curves):
        left = box.left + order % columns * wide
        middle = box.top + order // columns * tall + tall // 2
        sample(sheet, layout, order, left, middle)
        x = left + layout.size(46)
        count = moment.counts[order]
        count_wide = word_mask(count or "n", layout.size(16)).width
        room = wide - layout.size(46 + 10 + 16) - count_wide
        x += sheet.words(x, middle, curve.label, layout.size(17), is_bold=True, width_max=room)
        sheet.words(x + layout.size(10), middle, count, layout.size(16), QUIET)


def sample(sheet: Sheet, layout: Layout, order: int, left: int, middle: int) -> None:
    """A short piece of a curve's line."""
    length, thick = layout.size(36), layout.size(4)
    pieces = dashed([(0.0, thick), (float(length), thick)], order, layout.unit)
    mask = line_mask((length, 2 * thick), pieces, 3.4 * layout.unit)
    sheet.stamp(mask, left, middle - thick, CURVES[order])


def _axis(sheet: Sheet, layout: Layout, y: Scale) -> None:
    """Always −100 to 100; the lines themselves come with the curve, so that words stand free."""
    for points in (-100, 0, 100):
        sheet.words(layout.plot.left - layout.size(8), round(y.at(points)), said_net(points),
                    layout.size(15), QUIET, anchor="right")  # fmt: skip


def grid_line(sheet: Sheet, layout: Layout, at: int, points: int, left: int, width: int) -> None:
    """One line of the grid."""
    thick = layout.size(2 if points == 0 else 1)
    colour = GRID if points else ZERO
    sheet.fill(Box(left, at - thick // 2, width, thick), colour)


def _verdicts(sheet: Sheet, story: OverlayStory, layout: Layout, moment: OverlayMoment) -> None:
    """Beside each strip what became of the last statement there, and before it its line."""
    left = layout.plot.right + layout.size(14)
    room = layout.panel.width - left - layout.size(8)
    if any(moment.verdicts):
        middle = layout.times.top + layout.times.height // 2
        sheet.words(left, middle, LAST_VERDICT, layout.size(14), QUIET, width_max=room)
    for order, (verdict, strip) in enumerate(zip(moment.verdicts, layout.strips, strict=True)):
        middle = strip.top + strip.height // 2
        sample(sheet, layout, order, layout.header.left, middle)
        if verdict:
            colour = INK if verdict != "too few" else QUIET
            sheet.words(left, middle, verdict, layout.size(16), colour, width_max=room)


def _captions(sheet: Sheet, layout: Layout, moment: OverlayMoment) -> None:
    box, size = layout.captions, layout.caption_size
    row = round(size * 1.3)
    top = box.top + (box.height - row * len(moment.captions)) // 2
    if layout.is_over:
        top = box.bottom - row * len(moment.captions) - layout.size(6)
    for place, line in enumerate(moment.captions):
        middle, centre = top + place * row + row // 2, box.left + box.width // 2
        if layout.is_over:
            wide = min(word_mask(line, size).width, box.width) + layout.size(20)
            behind = (centre - wide // 2, top + place * row, centre + wide - wide // 2,
                      top + (place + 1) * row)  # fmt: skip
            sheet.image.paste((0, 0, 0, 215), behind)
        sheet.words(centre, middle, line, size, anchor="middle", width_max=box.width)


def _foot(sheet: Sheet, story: OverlayStory, layout: Layout) -> None:
    """How it was measured and, in a narrow panel, what the marks mean."""
    box, size, top = layout.foot, layout.size(14), layout.foot.top
    if layout.is_narrow:
        _marks(sheet, layout, box.left, top + layout.size(10))
        top += layout.size(22)
    for place, line in enumerate(_method(story, layout, size)):
        middle = top + layout.size(18) * place + layout.size(8)
        sheet.words(box.left, middle, line, size, QUIET, width_max=box.width)


def _method(story: OverlayStory, layout: Layout, size: int) -> list[str]:
    """The method in as many lines as there are; of what is too long the end is left away."""
    if layout.method_rows == len(story.method):
        return list(story.method)
    lines = [""]
    for word in " ".join(story.method).split():
        longer = f"{lines[-1]} {word}".strip()
        if word_mask(longer, size).width <= layout.foot.width:
            lines[-1] = longer
        else:
            lines.append(word)
    last = layout.method_rows - 1
    return [*lines[:last], " ".join(lines[last:])]
