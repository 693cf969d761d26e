"""The still parts: dashes that fit together, words where they belong, the mark of a simulation."""

import numpy as np
import pytest
from tests.unit.report.overlays import story

from pulsemeter.media.overlay_ground import (
    BADGE,
    CURVES,
    DASHES,
    MARK_COLOURS,
    Sheet,
    dashed,
    ground,
    line_mask,
)
from pulsemeter.report.overlay_layout import LAYOUTS, Box, overlay_layout
from pulsemeter.report.overlay_moment import OverlayMoments
from pulsemeter.report.overlay_story import CURVES_MAX, Judged, Said

RAMP = [(0.0, 0.0), (50.0, 50.0), (200.0, 20.0)]


def drawn(told, kind="side", size=(1280, 720), at_ms=7_000):
    layout = overlay_layout(kind, size, len(told.curves))
    held = OverlayMoments(told, layout)
    return np.asarray(ground(told, layout, held.y, held.at(at_ms)).image), layout


def part(picture, box):
    return picture[box.top : box.bottom, box.left : box.right]


def has(picture, colour):
    return bool((picture[..., :3] == colour).all(axis=-1).any())


def test_each_curve_has_its_own_colour_and_dashes():
    assert len(set(CURVES)) == len(set(DASHES)) == len(CURVES) == CURVES_MAX


@pytest.mark.parametrize("order", range(1, CURVES_MAX))
def test_dashes_of_pieces_are_those_of_the_whole(order):
    whole = dashed(RAMP, order, 1.0)
    assert sum(piece[-1][0] - piece[0][0] for piece in whole) < 200
    for piece in whole:
        for x, y in piece:
            assert y == pytest.approx(np.interp(x, [0, 50, 200], [0, 50, 20]))
    later = dashed([(100.0, 40.0), (200.0, 20.0)], order, 1.0)
    assert [p[0][0] for p in later[1:]] == [p[0][0] for p in whole if p[0][0] > later[0][0][0]]


def test_a_line_without_dashes_stays_whole():
    assert dashed(RAMP, 0, 1.0) == [RAMP]
    mask = np.asarray(line_mask((220, 60), [RAMP], 3))
    assert mask[50, 50] > 200
    assert mask[10, 200] == 0


def test_simulated_is_written_only_where_nobody_was_asked():
    for is_simulated in (True, False):
        picture, layout = drawn(story([[1, 2]], is_simulated=is_simulated))
        assert has(part(picture, layout.header), BADGE) is is_simulated


@pytest.mark.parametrize("kind", LAYOUTS)
@pytest.mark.parametrize("size", [(1280, 720), (540, 960), (720, 576)])
def test_each_curve_stands_in_the_legend_in_its_colour(kind, size):
    told = story([[1, 2], [3, 4], [5, 6], [7, 8]])
    picture, layout = drawn(told, kind, size)
    for colour in CURVES:
        assert has(part(picture, layout.legend), colour)


def test_verdicts_stand_beside_their_strips():
    told = story([[1, 2], [3, 4]], judged=[Judged(6_000, ("resonates", ""))])
    for at_ms, seen in ((5_000, (False, False)), (7_000, (True, False))):
        picture, layout = drawn(told, at_ms=at_ms)
        beside = [
            Box(layout.plot.right + 14, strip.top, 190, strip.height) for strip in layout.strips
        ]
        assert tuple(has(part(picture, box), (255, 255, 255)) for box in beside) == seen


def test_captions_lie_on_a_ground_of_their_own_over_a_picture():
    told = story([[1, 2]], cues=[Said(0, 9_000, "We choose to go to the moon.")])
    picture, layout = drawn(told, "burned")
    words = part(picture, layout.captions)
    assert words[..., 3].max() > 200
    assert words[:, 0, 3].max() == 0  # beside the words the film is seen
    quiet, _ = drawn(told, "burned", at_ms=9_500)
    assert part(quiet, layout.captions)[..., 3].max() == 0


def test_marks_differ_in_place_and_size_too():
    strip, shapes = Box(0, 0, 20, 16), {}
    for majority, colour in MARK_COLOURS.items():
        sheet = Sheet.blank(20, 16, is_over=False)
        sheet.mark(majority, 0, 20, strip)
        inked = (np.asarray(sheet.image) == colour).all(axis=-1)
        assert inked.any()
        shapes[majority] = inked.tobytes()
    assert len(set(shapes.values())) == len(MARK_COLOURS)
    untouched = Sheet.blank(20, 16, is_over=False)
    untouched.mark("something else", 0, 20, strip)
    untouched.mark("most_liked", 0, 0, strip)
    assert untouched.image.getcolors() == [(320, (11, 15, 20))]


def test_a_long_method_is_wrapped_in_a_narrow_panel():
    wide, layout = drawn(story([[1, 2]]))
    narrow, small = drawn(story([[1, 2]]), "side", (540, 960))
    for picture, where in ((wide, layout), (narrow, small)):
        assert part(picture, where.foot).max() > 150
