"""What an overlay shows at a time: heads at their values, words that never collide, captions."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.report.overlays import story

from pulsemeter.report.overlay_layout import LAYOUTS, overlay_layout
from pulsemeter.report.overlay_moment import (
    LABEL_GAP,
    LABEL_SIZE,
    OverlayMoments,
    time_marks,
    wrapped,
)
from pulsemeter.report.overlay_story import Judged, Said

SIZES = ((1280, 720), (540, 960), (720, 720), None)


def moments(told, kind="side", size=(1280, 720)):
    layout = overlay_layout(kind, size, len(told.curves))
    return OverlayMoments(told, layout), layout


def test_at_the_middle_of_an_interval_the_head_is_at_its_figure():
    told = story([[10, 50, -30]])
    held, layout = moments(told)
    for k, net in enumerate((10, 50, -30)):
        (head,) = held.at(5_000 * k + 2_500).heads
        assert head.value == net
        assert head.y == round(held.y.at(net))
        assert head.words == (f"{net:+d}".replace("-", "−"), "Everyone")
    (between,) = held.at(5_000).heads
    assert between.value == 30
    assert layout.plot.top < held.y.at(100) < held.y.at(-100) < layout.plot.bottom


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(-100, 100)), min_size=4, max_size=4),
        min_size=1, max_size=4,
    ),
    st.sampled_from(LAYOUTS),
    st.sampled_from(SIZES),
    st.floats(0, 20_000),
)  # fmt: skip
def test_labels_never_collide_keep_their_order_and_stay_in_the_plot(nets, kind, size, at_ms):
    held, layout = moments(story(nets), kind, size)
    heads = held.at(at_ms).heads
    half = layout.size(LABEL_SIZE) / 2
    for above, below in pairwise(heads):
        assert below.label_y - above.label_y >= layout.size(LABEL_GAP) - 1  # rounded to points
    if heads:
        assert layout.plot.top <= heads[0].label_y - half + 1
        assert heads[-1].label_y + half - 1 <= layout.plot.bottom
    shown = [nets[head.curve][min(int(at_ms // 5_000), 3)] for head in heads]
    assert shown == sorted(shown, reverse=True)


def test_labels_rest_within_an_interval():
    held, _ = moments(story([[10, 90], [20, -90]]))
    places = {tuple(h.label_y for h in held.at(at).heads) for at in (100, 2_000, 4_900)}
    assert len(places) == 1


def test_the_head_goes_to_the_right_edge_and_then_the_curve_goes_left():
    told = story([[0] * 60])
    held, layout = moments(told)
    assert held.at(0).head_x == layout.plot.left
    early, late = held.at(20_000), held.at(200_000)
    assert (early.offset, early.head_x) == (0, layout.plot.left + 200)
    assert late.head_x == layout.plot.right
    assert late.world_x - late.offset == layout.plot.width


def test_before_and_after_the_stimulus_nothing_moves():
    held, _ = moments(story([[10, 50]]))
    assert held.at(-9_000).world_x == held.at(0).world_x == 0
    after = held.at(99_000)
    assert after.world_x == held.at(10_000).world_x
    assert [head.value for head in after.heads] == [50]


def test_a_gap_has_no_head():
    held, _ = moments(story([[10, None, 20], [5, 6, 7]]))
    assert [head.curve for head in held.at(7_000).heads] == [1]


def test_what_changes_seldom_is_told_apart():
    told = story([[1, 1]], judged=[Judged(6_000, ("resonates",))], cues=[Said(0, 2_000, "Oh.")])
    held, _ = moments(told)
    assert held.at(100).words == held.at(1_900).words
    assert held.at(1_900).captions == ("Oh.",)
    assert held.at(2_100).captions == ()
    assert (held.at(5_900).verdicts, held.at(6_000).verdicts) == (("",), ("resonates",))


def test_a_long_caption_is_told_two_lines_at_a_time():
    words = " ".join(f"word{k}" for k in range(60))
    held, layout = moments(story([[1, 1]], cues=[Said(0, 10_000, words)]))
    pages = list(dict.fromkeys(held.at(at).captions for at in range(0, 10_000, 100)))
    assert all(len(page) <= 2 for page in pages)
    assert " ".join(" ".join(page) for page in pages) == words
    assert wrapped("a" * 500, layout.caption_size, layout.captions.width)[0].endswith("…")


@pytest.mark.parametrize(("duration_ms", "ms_per_pixel"), [(20_000, 100), (7_200_000, 3_000)])
def test_times_are_round_and_apart(duration_ms, ms_per_pixel):
    marks = time_marks(duration_ms, ms_per_pixel, 110)
    assert marks[0] == 0
    assert all(mark % 5_000 == 0 for mark in marks)
    assert marks.step / ms_per_pixel >= 110
