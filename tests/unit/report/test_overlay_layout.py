"""Where the parts of an overlay lie, for every picture there may be."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulsemeter.report.overlay_layout import (
    LAYOUTS,
    SHORT_MAX,
    SIDE_MAX,
    Box,
    overlay_layout,
    overlay_rate,
    picture_size,
)


def inside(part: Box, whole: Box) -> bool:
    return (
        part.top >= 0
        and part.left >= 0
        and part.right <= whole.width
        and part.bottom <= whole.height
    )


@given(
    st.sampled_from(LAYOUTS),
    st.tuples(st.integers(64, 4_000), st.integers(64, 4_000)),
    st.integers(1, 4),
)
def test_parts_lie_inside_the_panel_and_touch_nobody(kind, size, curves):
    if max(size) > 3 * min(size):
        return
    layout = overlay_layout(kind, size, curves)
    assert layout.width % 2 == layout.height % 2 == 0
    assert max(layout.picture.width, layout.picture.height) <= SIDE_MAX
    parts = [layout.header, layout.legend, layout.plot, layout.times, *layout.strips]
    parts += [layout.captions] if kind == "side" else []
    parts += [layout.foot]
    for part in parts:
        assert inside(part, layout.panel)
    for above, below in pairwise(parts):
        assert above.bottom <= below.top
    assert layout.plot.width > 80 * layout.unit
    assert layout.plot.height >= 4 * layout.size(24)


def test_beside_it_the_picture_stays_untouched():
    below = overlay_layout("side", (1280, 720), 3)
    assert below.picture == Box(0, 0, 1280, 720)
    assert (below.panel.top, below.panel.width, below.width) == (720, 1280, 1280)
    beside = overlay_layout("side", (540, 960), 3)
    assert (beside.panel.left, beside.panel.height) == (540, 960)


def test_burned_in_it_lies_over_the_lower_part_and_words_stand_above_the_plate():
    layout = overlay_layout("burned", (1280, 720), 3)
    assert (layout.width, layout.height, layout.is_over) == (1280, 720, True)
    assert layout.panel.bottom == 720
    assert layout.plate.height < 720 / 2
    assert layout.captions.bottom <= layout.plate.top


@pytest.mark.parametrize("kind", LAYOUTS)
def test_a_sound_gets_a_picture_of_its_own(kind):
    layout = overlay_layout(kind, None, 2)
    assert (layout.width, layout.height, layout.is_over) == (1280, 720, False)
    assert layout.panel == Box(0, 0, 1280, 720)


def test_small_pictures_grow_and_large_ones_shrink():
    assert picture_size(320, 180) == (960, 540)
    assert min(picture_size(3_840, 2_160)) == SHORT_MAX
    assert picture_size(641, 723) == (642, 722) or picture_size(641, 723) == (640, 724)


def test_the_panel_is_drawn_at_a_whole_part_of_the_pictures():
    for rate in (23.98, 25, 29.97, 30, 50, 60):
        drawn = overlay_rate(rate)
        assert 3 <= drawn <= 5
        assert (rate / drawn) == pytest.approx(round(rate / drawn))
    assert overlay_rate(90_000) == 5


def test_beside_a_slow_picture_the_panel_is_drawn_half_as_often():
    for rate in (5, 7.5, 10, 12.5, 14.985):
        drawn = overlay_rate(rate)
        assert 2 <= drawn <= 2.5
        assert (rate / drawn) == pytest.approx(round(rate / drawn))
    assert overlay_rate(1) == 1, "and never more often than the picture"


def test_long_intervals_are_seen_by_the_dozen():
    layout = overlay_layout("side", (1280, 720), 3)
    assert layout.ms_per_pixel(5_000) == 100
    assert layout.plot.width * layout.ms_per_pixel(30_000) == pytest.approx(12 * 30_000)
