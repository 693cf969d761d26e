"""A picture of an overlay shows curve, band, the line of now and marks where they are."""

from itertools import pairwise

import numpy as np
import pytest
from tests.unit.report.overlays import curve, figure, story

from pulsemeter.media.overlay_painter import OverlayPainter
from pulsemeter.media.overlay_sheet import CURVES, INK, MARK_COLOURS
from pulsemeter.report.overlay_layout import LAYOUTS, overlay_layout
from pulsemeter.report.overlay_story import OverlayStory, Said

NETS = [10, 55, -35, 70]


def painted(told, kind="side", size=(1280, 720)):
    layout = overlay_layout(kind, size, len(told.curves))
    return OverlayPainter(told, layout), layout


@pytest.mark.parametrize("kind", LAYOUTS)
@pytest.mark.parametrize("size", [(1280, 720), (540, 960), (1920, 1080), None])
def test_head_line_of_now_and_mark_are_at_their_places(kind, size):
    painter, layout = painted(story([NETS]), kind, size)
    for k, net in enumerate(NETS):
        at_ms = 5_000 * k + 2_500
        picture, moment = painter.picture(at_ms), painter.moments.at(at_ms)
        assert picture.shape[:2] == (layout.panel.height, layout.panel.width)
        y = round(painter.moments.y.at(net))
        assert tuple(picture[y, moment.head_x][:3]) == CURVES[0]
        assert tuple(picture[layout.strips[0].bottom - 1, moment.head_x][:3]) == INK
        strip = layout.strips[0]
        mark = picture[strip.top + strip.height // 4, moment.head_x - layout.size(8)]
        assert tuple(mark[:3]) == MARK_COLOURS["most_liked"]


def test_the_line_stays_where_it_was_and_its_band_lies_around_it():
    painter, layout = painted(story([[40, 40, 40]]))
    picture = painter.picture(14_000)
    x, y = layout.plot.left + 70, painter.moments.y
    assert tuple(picture[round(y.at(40)), x]) == CURVES[0]
    inner, outer = picture[round(y.at(42.4)), x], picture[round(y.at(47)), x]
    beyond = picture[round(y.at(60)), x]
    brightness = [int(pixel.sum()) for pixel in (beyond, outer, inner)]
    assert brightness == sorted(brightness)
    assert len(set(brightness)) == 3


def test_over_a_film_the_plate_lets_it_through_and_the_line_does_not():
    painter, layout = painted(story([[40, 40]]), "burned")
    picture = painter.picture(7_000)
    assert painter.pixel_format == "rgba"
    assert picture[0, 0, 3] == 0
    assert 0 < picture[layout.plate.top + 1, 1, 3] < 255
    assert picture[round(painter.moments.y.at(40)), layout.plot.left + 20, 3] == 255


def test_words_of_equal_values_lie_one_under_the_other():
    painter, layout = painted(story([[30, 30], [30, 30], [30, 30]]))
    picture, moment = painter.picture(6_000), painter.moments.at(6_000)
    rows = []
    for head in moment.heads:
        inked = (picture[:, moment.label_x :] == CURVES[head.curve]).all(axis=-1)
        inked[: layout.plot.top] = inked[layout.plot.bottom :] = False
        lines = np.flatnonzero(inked.any(axis=1))
        rows.append((lines.min(), lines.max()))
    for (_, above), (below, _) in pairwise(rows):
        assert above < below


def test_the_ground_is_drawn_anew_with_its_words_only():
    cue = Said(3_000, 6_000, "One.")
    painter, layout = painted(story([[1, 2]], cues=[cue]))
    before, said, after = (painter.picture(at) for at in (2_000, 4_000, 7_000))
    box = layout.captions
    areas = [p[box.top : box.bottom, box.left : box.right].max() for p in (before, said, after)]
    assert areas[1] == 255
    assert areas[0] == areas[2] < 60


def test_pictures_of_one_time_are_the_same():
    told = OverlayStory((curve({0: figure(3), 5: figure(None)}),), 5_000, 30_000)
    painter, _ = painted(told)
    first = painter.picture(12_000)
    painter.picture(1_000)
    assert (painter.picture(12_000) == first).all()
