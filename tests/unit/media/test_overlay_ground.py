"""The still parts: dashes that fit together, words where they belong, the mark of a simulation."""

from dataclasses import replace

import numpy as np
import pytest
from tests.unit.report.overlays import story

from pulsemeter.languages import LANGUAGES, words_for
from pulsemeter.media.overlay_ground import ground
from pulsemeter.media.overlay_sheet import (
    BADGE,
    CURVES,
)
from pulsemeter.release.words import ENGLISH
from pulsemeter.report.overlay_layout import LAYOUTS, Box, overlay_layout
from pulsemeter.report.overlay_moment import OverlayMoments
from pulsemeter.report.overlay_story import Judged, Said

RAMP = [(0.0, 0.0), (50.0, 50.0), (200.0, 20.0)]


def drawn(told, kind="side", size=(1280, 720), at_ms=7_000):
    layout = overlay_layout(kind, size, len(told.curves))
    held = OverlayMoments(told, layout)
    return np.asarray(ground(told, layout, held.y, held.at(at_ms)).image), layout


def part(picture, box):
    return picture[box.top : box.bottom, box.left : box.right]


def has(picture, colour):
    return bool((picture[..., :3] == colour).all(axis=-1).any())


def test_simulated_is_written_only_where_nobody_was_asked():
    for is_simulated in (True, False):
        picture, layout = drawn(story([[1, 2]], is_simulated=is_simulated))
        assert has(part(picture, layout.header), BADGE) is is_simulated


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language_the_marks_keep_clear_of_the_badge(language):
    words = words_for(language)
    picture, layout = drawn(replace(story([[1, 2]], is_simulated=True), words=words))
    header = part(picture, layout.header).astype(int)
    badge = np.flatnonzero((header == BADGE).all(axis=-1).any(axis=0))
    if words.right_to_left:
        beside = header[:, badge.max() + 2 : badge.max() + 13]
        assert badge.min() == 0
    else:
        beside = header[:, badge.min() - 13 : badge.min() - 2]
        assert badge.max() == layout.header.width - 1
    assert beside.max() < 30  # the plate alone


def test_a_language_from_right_to_left_begins_at_the_right():
    told = story([[1, 2], [3, 4]])
    for words, is_left in ((ENGLISH, True), (words_for("he"), False)):
        picture, layout = drawn(replace(told, words=words))
        legend = part(picture, layout.legend).astype(int)
        sample = np.flatnonzero((legend == CURVES[1]).all(axis=-1).any(axis=0))
        first = np.flatnonzero(legend.max(axis=(0, 2)) > 200)
        assert bool(first.min() < 5) is is_left
        assert bool(first.max() > layout.legend.width - 5) is not is_left
        assert bool(sample.min() >= layout.legend.width // 2) is is_left
        foot = np.flatnonzero(part(picture, layout.foot).max(axis=(0, 2)) > 100)
        assert bool(foot.min() < 10) is is_left


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


def test_a_long_method_is_wrapped_in_a_narrow_panel():
    wide, layout = drawn(story([[1, 2]]))
    narrow, small = drawn(story([[1, 2]]), "side", (540, 960))
    for picture, where in ((wide, layout), (narrow, small)):
        assert part(picture, where.foot).max() > 150
