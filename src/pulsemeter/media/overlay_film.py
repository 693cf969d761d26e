"""Makes a film of a stimulus with the overlay beside it or over it: one child, one pipe.

The panel's pictures go to ffmpeg as they are drawn, at most five a second, and it lays them on
every picture of the source; both are made anew together, so a film costs about what making the
source anew costs. Of a whole film the sound stays as it is. A sound gets the panel as its picture.
"""

import threading
from collections.abc import Callable, Iterator
from math import ceil
from os import cpu_count
from pathlib import Path

from pulsemeter.confined.limits import Limits
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.limits import run_ffmpeg, safe_input
from pulsemeter.media.overlay_painter import OverlayPainter
from pulsemeter.media.pieces import gather_pieces
from pulsemeter.media.probe import last_words, probe
from pulsemeter.media.sniff import sniff_file
from pulsemeter.report.overlay_layout import Box, Layout, overlay_layout, overlay_rate
from pulsemeter.service.overlay_ports import OverlayOrder

_PLAYLIST_ENDING = ".m3u8"
_SECONDS_PER_SECOND = 60
_SECONDS_MIN = 120
_FILE_BYTES_MAX = 16 * 1024**3
_TOLERANCE_MS = 1_500
THREADS = str(max(1, (cpu_count() or 2) // 2))  # the other half serves the presses
ENCODING = (
    "-c:v", "libx264", "-preset", "veryfast", "-threads", THREADS, "-crf", "21",
    "-maxrate", "6000k", "-bufsize", "12000k", "-pix_fmt", "yuv420p",
)  # fmt: skip
SOUND = ("-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000")
SOUND_AS_IT_IS = ("-c:a", "copy")


def make_film(
    source: Path,
    order: OverlayOrder,
    target: Path,
    *,
    tell: Callable[[float], None] = lambda share: None,
    stop: threading.Event | None = None,
) -> None:
    """Write the film of an order as MP4; `source` is its file, or a playlist of ours.

    MediaError says what is wrong with the source, MakingStopped that `stop` was set; either way
    no target is left.
    """
    pieces = target.with_name(f".{target.name}.pieces")
    try:
        begins_ms, file = 0, source
        if source.suffix == _PLAYLIST_ENDING:
            begins_ms, file = gather_pieces(source, order.start_ms, order.end_ms, pieces), pieces
        length_ms = order.end_ms - order.start_ms
        arguments, feed = _way(file, max(0, order.start_ms - begins_ms), order)
        time_s = _SECONDS_MIN + _SECONDS_PER_SECOND * length_ms // 1_000
        limits = Limits(wall_s=time_s, cpu_s=2 * time_s, file_bytes=_FILE_BYTES_MAX)

        reached = 0.0

        def hear(line: str) -> None:
            nonlocal reached
            key, _, value = line.partition("=")
            if key == "out_time_us" and value.strip().isdigit():
                # A sound that is only copied runs ahead of the picture, and not always.
                reached = max(reached, min(0.99, int(value) / 1_000 / length_ms))
                tell(reached)

        arguments += ["-y", f"file:{target.resolve()}"]
        done = run_ffmpeg(source.name, arguments, limits, on_line=hear, stop=stop, feed=feed)
        if done.exit_code != 0 or not target.is_file():
            raise MediaError(
                f"{source.name}: no overlay can be made of it ({last_words(done.errors)}). If the "
                "disk is full, make room; else upload the file again."
            )
        made_ms = probe(target, is_whole=False).duration_ms  # ffmpeg has just ended it
        if made_ms < length_ms * 0.98 - _TOLERANCE_MS:
            raise MediaError(
                f"{source.name}: only {made_ms / 1000:.1f} s of {length_ms / 1000:.1f} s are "
                "there; the file is shorter than the study says."
            )
        tell(1.0)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        pieces.unlink(missing_ok=True)


def _way(file: Path, offset_ms: int, order: OverlayOrder) -> tuple[list[str], Iterator[memoryview]]:
    """What ffmpeg is told but for the target, and the pictures that it gets."""
    kind, is_whole = sniff_file(file), not order.file.endswith(_PLAYLIST_ENDING)
    # Its end was looked for when it came in.
    found, length_ms = probe(file, kind, is_whole=False), order.end_ms - order.start_ms
    if is_whole and found.duration_ms < order.end_ms - _TOLERANCE_MS:
        raise MediaError(
            f"{file.name}: it is {found.duration_ms / 1000:.1f} s long, and "
            f"{order.end_ms / 1000:.1f} s are wanted; the file is shorter than the study says."
        )
    is_sound = order.sound_only or found.sound_only
    size = None if is_sound else (found.width, found.height)
    layout = overlay_layout(order.layout, size, len(order.story.curves))
    rate = overlay_rate(0 if is_sound else found.frames_per_s)
    painter = OverlayPainter(order.story, layout)
    panel = [
        "-f", "rawvideo", "-pixel_format", painter.pixel_format, "-video_size",
        f"{layout.panel.width}x{layout.panel.height}", "-framerate", f"{rate:.6f}",
        "-protocol_whitelist", "file,pipe", "-i", "pipe:0",
    ]  # fmt: skip
    picture = (
        ["-map", "1:v:0"]
        if is_sound
        else ["-filter_complex", _laid(layout, found.frames_per_s), "-map", "[film]"]
    )
    is_kept = offset_ms == 0 and found.is_mp4 and found.audio_codec == "aac"
    arguments = [
        "-v", "error", "-threads", THREADS, "-filter_complex_threads", "1",
        "-ss", f"{offset_ms / 1000:.3f}", *safe_input(file, kind), *panel,
        *picture, "-map", "0:a:0?", "-t", f"{length_ms / 1000:.3f}",
        "-map_metadata", "-1", "-map_chapters", "-1", *ENCODING,
        *(SOUND_AS_IT_IS if is_kept else SOUND), "-movflags", "+faststart", "-f", "mp4",
        "-progress", "pipe:1",
    ]  # fmt: skip
    return arguments, _pictures(painter, order, rate)


def _laid(layout: Layout, frames_per_s: float) -> str:
    """The source's picture in square points and in its place, the panel on it or beside it.

    Side by side the two are put together at one rate, which costs half of laying one over a
    larger picture; where the source's rate isn't known that can't be done.
    """
    box, panel = layout.picture, layout.panel
    is_joined = not layout.is_over and overlay_rate(frames_per_s) < frames_per_s
    ground = box if is_joined else Box(0, 0, layout.width, layout.height)
    source = (
        "[0:v:0]scale=w='max(2,trunc(iw*sar/2)*2)':h=ih,setsar=1,"
        f"scale={box.width}:{box.height}:force_original_aspect_ratio=decrease:"
        f"force_divisible_by=2,pad={ground.width}:{ground.height}:"
        f"{box.left}+({box.width}-iw)/2:{box.top}+({box.height}-ih)/2,format=yuv420p"
    )
    if is_joined:
        rate, joined = f"fps={frames_per_s:g}", "hstack" if panel.left else "vstack"
        beside = f"[1:v:0]format=yuv420p,{rate}[panel];[source][panel]{joined}[film]"
        return f"{source},{rate}[source];{beside}"
    lay = f"overlay={panel.left}:{panel.top}:eof_action=repeat:format=yuv420"
    return f"{source}[source];[source][1:v:0]{lay}[film]"


def _pictures(painter: OverlayPainter, order: OverlayOrder, rate: float) -> Iterator[memoryview]:
    """Each picture shows the middle of the time for which it stands."""
    count = ceil((order.end_ms - order.start_ms) / 1_000 * rate) + 1
    for place in range(count):
        file_ms = order.start_ms + (place + 0.5) * 1_000 / rate
        yield painter.picture(order.stimulus_ms(file_ms)).data
