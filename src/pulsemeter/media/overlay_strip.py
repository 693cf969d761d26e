"""The moving part of an overlay: curves, bands, majority strips and times, painted once in tiles.

A tile is as high as the moving part and some hundred points wide; a picture is put together from
two or three of them. This module must not know what is now.
"""

import numpy as np

from pulsemeter.media.overlay_ground import grid_line
from pulsemeter.media.overlay_sheet import (
    CURVES,
    QUIET,
    Pixels,
    Sheet,
    area_mask,
    dashed,
    line_mask,
)
from pulsemeter.report.overlay_layout import Box, Layout
from pulsemeter.report.overlay_moment import time_marks
from pulsemeter.report.overlay_story import OverlayCurve, OverlayStory, Run
from pulsemeter.report.scale import Scale

TILE = 512
_EDGE = 8
_TIMES_APART = 110
_BAND, _INNER, _FADED = 0.17, 0.17, 0.5
Points = list[tuple[float, float]]


class MovingStrip:
    """The moving part of one story in one layout, from the stimulus' beginning to its end."""

    def __init__(self, story: OverlayStory, layout: Layout, y: Scale, ms_per_pixel: float) -> None:
        self._story, self._layout, self._y = story, layout, y
        self._ms_per_pixel = ms_per_pixel
        self._tiles: dict[int, Pixels] = {}
        self.top = layout.plot.top
        self.height = layout.strip_bottom - self.top
        self._kept = layout.plot.width // TILE + 3

    def put(self, picture: Pixels, offset: int, world_x: int) -> None:
        """Copy [offset, world_x) of the strip to the plot's left edge."""
        at = offset
        while at < world_x:
            number = at // TILE
            end = min(world_x, (number + 1) * TILE)
            left = self._layout.plot.left + at - offset
            here = picture[self.top : self.top + self.height, left : left + end - at]
            here[:] = self._tile(number)[:, at - number * TILE : end - number * TILE]
            at = end

    def _tile(self, number: int) -> Pixels:
        if number not in self._tiles:
            while len(self._tiles) >= self._kept:  # time goes forward: the first isn't needed
                self._tiles.pop(min(self._tiles))
            self._tiles[number] = self._painted(number * TILE)
        return self._tiles[number]

    def _painted(self, left: int) -> Pixels:
        """The tile that begins at this point. It is painted wider than it is, so that lines which
        cross its edges are whole."""
        width = TILE + 2 * _EDGE
        sheet = Sheet.blank(width, self.height, is_over=self._layout.is_over)
        begin = left - _EDGE
        for points in (-100, -50, 0, 50, 100):
            at = round(self._y.at(points)) - self.top
            grid_line(sheet, self._layout, at, points, 0, width)
        plot_size = (width, self._layout.plot.height)
        for order, curve in enumerate(self._story.curves):
            for low, high, strength in (("low", "high", _BAND), ("low50", "high50", _INNER)):
                self._band(sheet, plot_size, begin, order, (curve.runs(low), curve.runs(high)),
                           strength)  # fmt: skip
        for order in reversed(range(len(self._story.curves))):
            self._line(sheet, plot_size, begin, order, self._story.curves[order])
        for curve, strip in zip(self._story.curves, self._layout.strips, strict=True):
            self._marks(sheet, begin, width, curve, strip)
        self._times(sheet, begin, width)
        return np.asarray(sheet.image.crop((_EDGE, 0, _EDGE + TILE, self.height)))

    def _points(self, run: Run, begin: int) -> Points:
        return [
            (at / self._ms_per_pixel - begin, self._y.at(value) - self.top) for at, value in run
        ]

    def _near(self, run: Run, begin: int, width: int) -> bool:
        first, last = (run[place][0] / self._ms_per_pixel for place in (0, -1))
        return first < begin + width and last > begin

    def _band(
        self, sheet: Sheet, size: tuple[int, int], begin: int, order: int,
        ends: tuple[list[Run], list[Run]], strength: float,
    ) -> None:  # fmt: skip
        areas = [
            [*self._points(low, begin), *reversed(self._points(high, begin))]
            for low, high in zip(*ends, strict=False)
            if self._near(low, begin, size[0])
        ]
        if areas:
            mask = area_mask(size, areas).point(lambda shade: int(shade * strength))
            sheet.stamp(mask, 0, 0, CURVES[order])

    def _line(
        self, sheet: Sheet, size: tuple[int, int], begin: int, order: int, curve: OverlayCurve
    ) -> None:
        pieces: list[Points] = []
        for run in curve.runs("net"):
            if not self._near(run, begin, size[0]):
                continue
            whole = self._points(run, 0)
            inside = [
                [(x - begin, y) for x, y in piece]
                for piece in dashed(whole, order, self._layout.unit)
                if piece[0][0] < begin + size[0] and piece[-1][0] > begin
            ]
            pieces += inside
        if pieces:
            mask = line_mask(size, pieces, 3.4 * self._layout.unit)
            if curve.is_faded:
                mask = mask.point(lambda shade: int(shade * _FADED))
            sheet.stamp(mask, 0, 0, CURVES[order])

    def _marks(self, sheet: Sheet, begin: int, width: int, curve: OverlayCurve, strip: Box) -> None:
        inside = Box(strip.left, strip.top - self.top, strip.width, strip.height)
        for k, figure in curve.figures.items():
            left = round(k * curve.cadence_ms / self._ms_per_pixel) - begin
            right = round((k + 1) * curve.cadence_ms / self._ms_per_pixel) - begin
            if left < width and right > 0:
                gap = 1 if right - left > 4 else 0  # neighbours can be counted
                sheet.mark(figure.majority, left, right - left - gap, inside)

    def _times(self, sheet: Sheet, begin: int, width: int) -> None:
        layout = self._layout
        apart = layout.size(_TIMES_APART)
        middle = layout.times.top - self.top + layout.times.height // 2
        for at_ms in time_marks(self._story.duration_ms, self._ms_per_pixel, apart):
            x = round(at_ms / self._ms_per_pixel) - begin
            if -apart < x < width + apart:
                sheet.fill(Box(x, layout.plot.height - layout.size(4), 1, layout.size(6)), QUIET)
                # Before its mark, so that it is seen whole as soon as the mark is.
                words, gap = self._story.words.time(at_ms), layout.size(5)
                if at_ms:
                    sheet.words(x - gap, middle, words, layout.size(14), QUIET, anchor="right")
