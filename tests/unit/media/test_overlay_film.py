"""Real films with an overlay: a frame at a known time shows the curve at its value."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from tests.unit.media.clips import film
from tests.unit.report.overlays import figure, story

from pulsemeter.confined.limits import Limits
from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.limits import MakingStopped, run_ffmpeg
from pulsemeter.media.make_playable import make_playable
from pulsemeter.media.overlay_film import make_film
from pulsemeter.media.overlay_painter import OverlayPainter
from pulsemeter.media.overlay_sheet import CURVES, MARK_COLOURS, PLATE
from pulsemeter.media.probe import probe
from pulsemeter.report.overlay_layout import overlay_layout
from pulsemeter.report.overlay_story import Said
from pulsemeter.service.overlay_ports import OverlayOrder

NETS = [[60, -20, 80], [-50, 40, 10]]
BLUE = (40, 60, 160)
PLAIN = "color=c=0x283ca0:s={}:d=15:r=12"
SIZE = (960, 540)
NEAR = 60


def source(tmp_path, size="960x540", sound=True):
    heard = ("-f", "lavfi", "-i", "sine=d=15") if sound else ()
    picture = ("-f", "lavfi", "-i", PLAIN.format(size))
    return film(
        tmp_path / "talk.mp4", *picture, *heard, "-pix_fmt", "yuv420p", "-preset", "ultrafast"
    )


def order(layout="side", start_ms=0, end_ms=15_000, nets=NETS, **changes):
    told = story(nets, cues=[Said(6_000, 9_000, "We choose to go to the moon.")])
    return OverlayOrder("talk", "talk.mp4", start_ms, end_ms, told, layout, **changes)


def frame(path, at_ms):
    """The picture at a time, (height, width, 3)."""
    found = probe(path)
    raw = path.with_suffix(".rgb")
    arguments = ["-v", "error", "-ss", f"{at_ms / 1000}", "-i", f"file:{path}", "-frames:v", "1"]
    arguments += ["-f", "rawvideo", "-pix_fmt", "rgb24", "-y", f"file:{raw}"]
    assert run_ffmpeg("frame", arguments, Limits()).exit_code == 0
    return np.fromfile(raw, np.uint8).reshape(found.height, found.width, 3).astype(int)


def near(pixel, colour):
    """As near as a film's pixels keep a colour: they share it with their neighbours."""
    return abs(pixel - np.array(colour)).max() < NEAR


@pytest.mark.parametrize("kind", ["side", "burned"])
def test_a_frame_at_a_known_time_shows_the_curve_at_its_value(tmp_path, kind):
    wanted, target = order(kind), tmp_path / "film.mp4"
    make_film(source(tmp_path), wanted, target)
    layout = overlay_layout(kind, SIZE, 2)
    painter = OverlayPainter(wanted.story, layout)
    left, top = layout.panel.left, layout.panel.top
    assert abs(probe(target).duration_ms - 15_000) < 200
    for k, at_ms in enumerate((2_500, 7_500, 12_500)):
        seen, moment = frame(target, at_ms), painter.moments.at(at_ms)
        assert seen.shape == (layout.height, layout.width, 3)
        assert near(seen[20, 480], BLUE)
        for curve, nets in enumerate(NETS):
            y = top + round(painter.moments.y.at(nets[k]))
            assert near(seen[y, left + moment.head_x], CURVES[curve])
        # The white line of now goes on below the curve, and ends at the last strip.
        now = seen[
            top + layout.plot.bottom + 6, left + moment.head_x - 1 : left + moment.head_x + 2
        ]
        assert now.max() > 200
        strip = layout.strips[0]
        mark = seen[top + strip.top + 2, left + moment.head_x - 9]
        assert near(mark, MARK_COLOURS["most_liked"])
        later = seen[top + strip.top + 2, left + moment.head_x + 9]
        assert near(later, PLATE)


def test_the_band_lies_around_the_curve_and_ends_where_its_figure_says(tmp_path):
    told, target = order(nets=[[60, 60, 60]]), tmp_path / "film.mp4"
    make_film(source(tmp_path), told, target)
    layout = overlay_layout("side", SIZE, 1)
    painter, seen = OverlayPainter(told.story, layout), frame(target, 12_000)
    column = seen[layout.panel.top :, layout.plot.left + 30].sum(axis=1)
    low, high = figure(60).low, figure(60).high
    inside, outside = (
        [column[round(painter.moments.y.at(value))] for value in values]
        for values in ((low + 3, high - 3), (low - 8, high + 8))
    )
    assert min(inside) > max(outside) + 30


@pytest.mark.slow
def test_beside_it_the_picture_is_what_it_was(tmp_path):
    path = source(tmp_path)
    make_film(path, order(), tmp_path / "film.mp4")
    before, after = frame(path, 5_000), frame(tmp_path / "film.mp4", 5_000)
    assert abs(after[:540] - before).max() <= 8


def sound_of(path):
    """The hashes of its packets of sound."""
    arguments = ["-v", "error", "-i", f"file:{path}", "-map", "0:a", "-c", "copy"]
    done = run_ffmpeg("sound", [*arguments, "-f", "framemd5", "-"], Limits())
    assert done.exit_code == 0
    return [row.split(",")[-1].strip() for row in done.output.splitlines() if row[:1] != "#"]


def test_the_sound_of_a_whole_film_stays_as_it_is(tmp_path):
    path, whole, clip = source(tmp_path), tmp_path / "whole.mp4", tmp_path / "clip.mp4"
    make_film(path, order(), whole)
    make_film(path, order(start_ms=5_000, end_ms=8_000), clip)
    was, held = sound_of(path), sound_of(whole)
    assert set(held) <= set(was)
    assert len(held) >= len(was) - 2  # but what lies before and after the picture
    assert probe(clip).audio_codec == "aac"  # begins within a packet, so it is made anew


@pytest.mark.slow
def test_captions_come_and_go(tmp_path):
    make_film(source(tmp_path), order(), tmp_path / "film.mp4")
    layout = overlay_layout("side", SIZE, 2)
    box, top = layout.captions, layout.panel.top
    bright = [
        frame(tmp_path / "film.mp4", at)[top + box.top : top + box.bottom, 220:740].max()
        for at in (5_000, 7_500, 10_000)
    ]
    assert [light > 200 for light in bright] == [False, True, False]


@pytest.mark.parametrize(
    ("size", "sound", "expected"),
    [("321x181", False, (956, 540)), ("270x480", True, (1080, 960)), ("480x480", True, (540, 540))],
)
def test_silent_odd_upright_and_square_pictures_become_films(tmp_path, size, sound, expected):
    path = film(
        tmp_path / "odd.mp4", "-f", "lavfi", "-i", PLAIN.format(size),
        *(("-f", "lavfi", "-i", "sine=d=15") if sound else ()), "-pix_fmt", "yuv444p",
    )  # fmt: skip
    target = tmp_path / "film.mp4"
    make_film(path, order(end_ms=5_000), target)
    made = probe(target)
    assert made.width == expected[0] or abs(made.width - expected[0]) <= 4
    assert made.height >= expected[1]
    assert bool(made.audio_codec) is sound
    assert made.playable
    assert near(frame(target, 2_000)[10, 100], BLUE)


def test_a_sound_becomes_a_film_of_its_curve(tmp_path):
    path = film(tmp_path / "talk.m4a", "-f", "lavfi", "-i", "sine=d=15")
    make_film(path, order(sound_only=True), tmp_path / "film.mp4")
    made, layout = probe(tmp_path / "film.mp4"), overlay_layout("side", None, 2)
    assert (made.width, made.height, made.audio_codec) == (1280, 720, "aac")
    assert abs(made.duration_ms - 15_000) < 300
    painter, seen = OverlayPainter(order().story, layout), frame(tmp_path / "film.mp4", 7_500)
    y = round(painter.moments.y.at(NETS[1][1]))
    assert near(seen[y, painter.moments.at(7_500).head_x], CURVES[1])


def test_a_clip_begins_in_the_middle_with_what_was_before_it(tmp_path):
    target = tmp_path / "clip.mp4"
    make_film(source(tmp_path), order(start_ms=5_000, end_ms=12_000), target)
    layout = overlay_layout("side", SIZE, 2)
    painter = OverlayPainter(order().story, layout)
    assert abs(probe(target).duration_ms - 7_000) < 200
    seen = frame(target, 2_500)  # 7.5 s of the stimulus
    y = layout.panel.top + round(painter.moments.y.at(NETS[0][1]))
    assert near(seen[y, painter.moments.at(7_500).head_x], CURVES[0])
    earlier = layout.panel.top + round(painter.moments.y.at(NETS[0][0]))
    assert near(seen[earlier, layout.plot.left + 19], CURVES[0])


@pytest.mark.slow
def test_a_recording_is_shown_in_the_sessions_time(tmp_path):
    """The recorder came five seconds before the session began."""
    aligned = Alignment(AlignmentPoint("", 5_000, 0))
    target = tmp_path / "film.mp4"
    make_film(source(tmp_path), order(alignment=aligned), target)
    layout = overlay_layout("side", SIZE, 2)
    painter = OverlayPainter(order().story, layout)
    seen = frame(target, 7_500)  # 2.5 s of the session
    y = layout.panel.top + round(painter.moments.y.at(NETS[0][0]))
    assert near(seen[y, painter.moments.at(2_500).head_x], CURVES[0])
    assert near(frame(target, 4_000)[layout.panel.top + layout.plot.top + 30, 300], PLATE)


@pytest.mark.slow
def test_pieces_of_a_long_stimulus_are_read(tmp_path):
    made = make_playable(source(tmp_path), tmp_path, "long", long_ms=1_000)
    target = tmp_path / "film.mp4"
    wanted = replace(order(start_ms=7_000, end_ms=11_000), file=made.file)
    make_film(tmp_path / made.file, wanted, target)
    assert abs(probe(target).duration_ms - 4_000) < 200
    assert not list(tmp_path.glob("*.pieces"))


def test_how_far_it_is_is_told(tmp_path):
    shares: list[float] = []
    make_film(source(tmp_path), order(), tmp_path / "film.mp4", tell=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len(shares) > 1


def test_stopped_in_the_middle_nothing_is_left(tmp_path):
    stop, target = threading.Event(), tmp_path / "out" / "film.mp4"
    target.parent.mkdir()

    def tell(_: float) -> None:
        stop.set()

    with pytest.raises(MakingStopped):
        make_film(source(tmp_path), order(), target, tell=tell, stop=stop)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize(
    "what", [b"", b"no film at all", b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 90]
)
def test_a_hostile_file_is_refused_and_nothing_is_left(tmp_path, what):
    path, target = tmp_path / "bad.mp4", tmp_path / "film.mp4"
    path.write_bytes(what)
    with pytest.raises(MediaError, match=r"bad\.mp4"):
        make_film(path, order(), target)
    assert not target.exists()


def test_a_file_that_is_shorter_than_the_study_says_is_refused(tmp_path):
    with pytest.raises(MediaError, match=r"is 15\.\d s long, and 60\.0 s are wanted"):
        make_film(source(tmp_path), order(end_ms=60_000), tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()
