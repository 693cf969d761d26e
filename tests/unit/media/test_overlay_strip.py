"""The moving part: tiles join without a seam, and nothing of later figures is shown."""

import numpy as np
from tests.unit.report.overlays import CADENCE_MS, curve, figure, story

from pulsemeter.media.overlay_sheet import CURVES, MARK_COLOURS, PLATE
from pulsemeter.media.overlay_strip import TILE, MovingStrip
from pulsemeter.report.overlay_layout import overlay_layout
from pulsemeter.report.overlay_moment import OverlayMoments
from pulsemeter.report.overlay_story import OverlayStory

NETS = [[60 * (-1) ** k for k in range(40)], [20 + k for k in range(40)]]


def strip_of(told, kind="side"):
    layout = overlay_layout(kind, (1280, 720), len(told.curves))
    held = OverlayMoments(told, layout)
    return MovingStrip(told, layout, held.y, held.ms_per_pixel), layout, held


def put(strip, layout, offset, until):
    channels = 4 if layout.is_over else 3
    picture = np.zeros((layout.panel.height, layout.panel.width, channels), np.uint8)
    strip.put(picture, offset, until)
    return picture


def test_a_piece_over_the_seam_is_the_same_from_wherever_it_is_seen():
    strip, layout, _ = strip_of(story(NETS))
    plot, rows = layout.plot, slice(layout.plot.top, layout.strip_bottom)
    first = put(strip, layout, TILE - 300, TILE + 200)[rows, plot.left : plot.left + 500]
    later = put(strip, layout, TILE - 100, TILE + 200)[rows, plot.left : plot.left + 300]
    assert (first[:, 200:] == later).all()
    seam = first[:, 298:302].astype(int)
    assert abs(np.diff(seam, axis=1)).max() < 256  # lines go on: no column is empty
    assert (first[:, 300] != PLATE).any()


def test_what_comes_later_is_not_shown():
    strip, layout, _ = strip_of(story(NETS))
    picture = put(strip, layout, 0, 123)
    assert picture[:, layout.plot.left + 123 :].max() == 0
    assert picture[:, layout.plot.left + 122].max() > 0
    assert put(strip, layout, 0, 0).max() == 0


def test_tiles_are_forgotten_as_time_goes():
    strip, layout, _ = strip_of(story([[1] * 800]))
    for offset in range(0, 39_000, 400):
        put(strip, layout, offset, offset + layout.plot.width)
    assert len(strip._tiles) <= layout.plot.width // TILE + 3


def test_marks_stand_in_their_intervals_in_the_row_of_their_curve():
    liked, disliked = figure(1, majority="most_liked"), figure(1, majority="most_disliked")
    told = OverlayStory(
        (curve({0: liked, 1: disliked}), curve({0: disliked, 1: liked}, 1)), CADENCE_MS, 10_000
    )
    strip, layout, _ = strip_of(told)
    picture = put(strip, layout, 0, 100)
    for row, order in ((0, ("most_liked", "most_disliked")), (1, ("most_disliked", "most_liked"))):
        box = layout.strips[row]
        for k, majority in enumerate(order):
            at = box.top + (2 if majority == "most_liked" else box.height - 3)
            assert tuple(picture[at, box.left + 50 * k + 25]) == MARK_COLOURS[majority]


def test_a_faded_line_is_weaker_and_a_gap_is_empty():
    few = OverlayStory((curve({0: figure(0, present=12), 2: figure(0, present=12)}),), CADENCE_MS,
                       15_000)  # fmt: skip
    strip, layout, held = strip_of(few)
    picture = put(strip, layout, 0, 150)
    column = slice(layout.plot.top, layout.plot.bottom)
    line = picture[column, layout.plot.left + 25].astype(int)
    assert 120 < line.max() < CURVES[0][0]
    gap = picture[column, layout.plot.left + 75]
    grid = {tuple(pixel) for pixel in gap}
    assert len(grid) <= 3  # ground, grid, zero: neither line nor band
    assert held.ms_per_pixel == 100
