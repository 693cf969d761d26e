"""What is drawn on a sheet: dashes that fit together, marks that differ, words from either side."""

import numpy as np
import pytest

from pulsemeter.media.overlay_sheet import (
    CURVES,
    DASHES,
    MARK_COLOURS,
    Row,
    Sheet,
    dashed,
    line_mask,
)
from pulsemeter.report.overlay_layout import Box
from pulsemeter.report.overlay_story import CURVES_MAX

RAMP = [(0.0, 0.0), (50.0, 50.0), (200.0, 20.0)]


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


def test_a_row_is_filled_from_its_beginning():
    box = Box(10, 0, 200, 30)
    assert [Row(box, rtl).left(20, 50) for rtl in (False, True)] == [30, 140]
    for is_right_to_left in (False, True):
        sheet = Sheet.blank(220, 30, is_over=False)
        wide = Row(box, is_right_to_left).words(sheet, 20, 15, "Abc", 16)
        inked = np.flatnonzero(np.asarray(sheet.image).max(axis=(0, 2)) > 100)
        begin = 190 - wide if is_right_to_left else 30
        assert begin <= inked.min() < inked.max() <= begin + wide
