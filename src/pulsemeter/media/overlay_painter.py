"""Draws the panel of an overlay, picture by picture, as bytes that ffmpeg takes.

What is still is drawn once, what moves is painted in tiles beforehand; a picture is put together
from both by copying, with the heads and their words on top, in about a millisecond.
"""

from functools import lru_cache

import numpy as np

from pulsemeter.media.overlay_fonts import fitted_mask
from pulsemeter.media.overlay_ground import ground
from pulsemeter.media.overlay_sheet import CURVES, INK, PLATE, Colour, Pixels, dot_mask
from pulsemeter.media.overlay_strip import MovingStrip
from pulsemeter.report.overlay_layout import Layout
from pulsemeter.report.overlay_moment import LABEL_SIZE, OverlayMoment, OverlayMoments
from pulsemeter.report.overlay_story import OverlayStory

_DOT = 6


class OverlayPainter:
    """The pictures of one story in one layout."""

    def __init__(self, story: OverlayStory, layout: Layout) -> None:
        self._story, self._layout = story, layout
        self.moments = OverlayMoments(story, layout)
        self._strip = MovingStrip(story, layout, self.moments.y, self.moments.ms_per_pixel)
        self._words: tuple[tuple[str, ...], ...] | None = None
        self._ground: Pixels = np.zeros((1, 1, 3), np.uint8)
        radius = layout.size(_DOT)
        self._dot = np.asarray(dot_mask(radius))
        self._rim = np.asarray(dot_mask(radius + layout.size(2)))

    @property
    def pixel_format(self) -> str:
        """What ffmpeg calls the bytes of a picture."""
        return "rgba" if self._layout.is_over else "rgb24"

    def picture(self, stimulus_ms: float) -> Pixels:
        """The panel at a time, (height, width, 3), or 4 where it lies over the film."""
        moment = self.moments.at(stimulus_ms)
        if moment.words != self._words:
            sheet = ground(self._story, self._layout, self.moments.y, moment)
            self._ground, self._words = np.asarray(sheet.image), moment.words
        picture = self._ground.copy()
        self._strip.put(picture, moment.offset, moment.world_x)
        self._now(picture, moment)
        return picture

    def _now(self, picture: Pixels, moment: OverlayMoment) -> None:
        """The line of now through plot and strips, the heads on it, and their words."""
        layout, x = self._layout, moment.head_x
        thick = layout.size(2)
        left = x - thick // 2
        picture[layout.plot.top : layout.strip_bottom, left : left + thick] = (*INK, 255)[
            : picture.shape[2]
        ]
        for head in reversed(moment.heads):
            for mask, colour in ((self._rim, PLATE), (self._dot, CURVES[head.curve])):
                half = mask.shape[1] // 2
                _stamp(picture, mask, x - half, head.y - half, colour)
        size, gap = layout.size(LABEL_SIZE), layout.size(7)
        for head in moment.heads:
            value, name = head.words
            at = moment.label_x
            for words, is_bold in ((value, True), (name, False)):
                room = max(1, layout.panel.width - at - layout.size(4))
                mask = _shades(words, size, is_bold, 0)
                if mask.shape[1] > room:
                    mask = _shades(words, size, is_bold, room)
                top = head.label_y - mask.shape[0] // 2
                _stamp(picture, mask, at, top, CURVES[head.curve])
                at += mask.shape[1] + gap


@lru_cache(64)
def _shades(words: str, size: int, is_bold: bool, width_max: int) -> Pixels:
    return np.asarray(fitted_mask(words, size, is_bold, width_max))


def _stamp(picture: Pixels, mask: Pixels, left: int, top: int, colour: Colour) -> None:
    """A colour through a mask; what lies beyond the edges is cut off."""
    first_row, first_column = max(top, 0), max(left, 0)
    here = picture[first_row : top + mask.shape[0], first_column : left + mask.shape[1]]
    shades = mask[first_row - top :, first_column - left :][: here.shape[0], : here.shape[1], None]
    share = shades.astype(np.uint16) + (shades > 127)  # of 256, so that a shift divides
    ink = np.array((*colour, 255)[: picture.shape[2]], np.uint16)
    here[:] = (here * (256 - share) + ink * share) >> 8
