"""Makes of any video or sound file one that every phone plays at once.

Video becomes MP4 (H.264, AAC) that can start before it is loaded, its shorter side at most 540
points; a long one becomes HLS, in pieces, so that a phone never holds it whole. Sound becomes
M4A. What is fit already is only packed anew. Everything happens in a limited child process.
"""

import re
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from os import cpu_count
from pathlib import Path

from pulsemeter.confined.limits import Limits
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.limits import run_ffmpeg, safe_input
from pulsemeter.media.probe import Probe, last_words, probe
from pulsemeter.media.sniff import FileKind, sniff_file

LONG_MS = 20 * 60_000
SIDE_MAX = 540
FRAMES_PER_S_MAX = 30
FIT_BITS_PER_S = 2_500_000
KEYFRAME_S = 2
SEGMENT_S = 6
PLAYLIST = "index.m3u8"
_FILE_BYTES_MAX = 16 * 1024**3
# Slow machines get through an hour of film in a few; what takes thirty times as long is stuck.
_SECONDS_PER_SECOND = 30
_SECONDS_MIN = 120
_TOLERANCE_MS = 1_500
_BOXES_MAX = 100
_SIZE_BEHIND = b"\x00\x00\x00\x01"

_EVEN = "trunc({}/2)*2"
_SHORT_SIDE = _EVEN.format(f"min({SIDE_MAX},{{}})")
_PICTURE = ",".join(
    (
        "bwdif=mode=send_frame:deint=interlaced",  # broadcasts come in half pictures
        f"fps=fps='min(source_fps,{FRAMES_PER_S_MAX})'",
        "scale=w='max(2,trunc(iw*sar/2)*2)':h='max(2,trunc(ih/2)*2)'",  # to square points
        "setsar=1",
        f"scale=w='if(gt(iw,ih),-2,{_SHORT_SIDE.format('iw')})'"
        f":h='if(gt(iw,ih),{_SHORT_SIDE.format('ih')},-2)'",
        "format=yuv420p",
    )
)


@dataclass(frozen=True, slots=True)
class Made:
    """A playable file, by its name inside the folder, and how long it is."""

    file: str
    duration_ms: int
    sound_only: bool


def is_fit(found: Probe, file_bytes: int) -> bool:
    """Whether a file's streams can stay as they are: small enough for phones, for all browsers."""
    if not found.playable or not found.is_mp4 or found.audio_codec not in ("aac", ""):
        return False
    if found.sound_only:
        return True
    return (
        min(found.width, found.height) <= SIDE_MAX
        and 0 < found.frames_per_s <= FRAMES_PER_S_MAX + 0.5
        and file_bytes * 8_000 <= FIT_BITS_PER_S * found.duration_ms
    )


def is_ready(found: Probe, path: Path, long_ms: int = LONG_MS) -> bool:
    """Whether a file needs nothing at all: fit, short, and its index stands before its pictures,
    so that it plays before it is loaded."""
    if not is_fit(found, path.stat().st_size):
        return False
    return (found.sound_only or found.duration_ms <= long_ms) and _starts_at_once(path)


def _starts_at_once(path: Path) -> bool:
    with path.open("rb") as file:
        for _ in range(_BOXES_MAX):
            head = file.read(16)
            if len(head) < 16 or head[4:8] == b"mdat":
                return False
            if head[4:8] == b"moov":
                return True
            size = (
                int.from_bytes(head[:4]) if head[:4] != _SIZE_BEHIND else int.from_bytes(head[8:])
            )
            file.seek(max(size, 16) - 16, 1)
    return False


def make_playable(
    source: Path,
    folder: Path,
    name: str,
    *,
    tell: Callable[[float], None] = lambda share: None,
    stop: threading.Event | None = None,
    long_ms: int = LONG_MS,
) -> Made:
    """Write `name`.mp4, `name`.m4a or `name`.hls/ into the folder; `tell` hears the share done.

    MediaError says what is wrong with the file, MakingStopped that `stop` was set; either way
    nothing is left in the folder.
    """
    kind = sniff_file(source)
    found = probe(source, kind)
    is_hls = not found.sound_only and found.duration_ms > long_ms
    ending = ".m4a" if found.sound_only else ".hls" if is_hls else ".mp4"
    work = folder / f".{name}.making"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        target = work / (PLAYLIST if is_hls else f"made{ending}")
        _convert(source, kind, found, target, tell, stop)
        duration_ms = _playlist_ms(target) if is_hls else probe(target).duration_ms
        if not found.sound_only and duration_ms < found.duration_ms * 0.98 - _TOLERANCE_MS:
            raise MediaError(
                f"{source}: only {duration_ms / 1000:.0f} of {found.duration_ms / 1000:.0f} s "
                "could be read. It was probably not copied whole: copy it again."
            )
        final = folder / f"{name}{ending}"
        if is_hls:
            shutil.rmtree(final, ignore_errors=True)
            work.replace(final)
        else:
            target.replace(final)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return Made(f"{final.name}/{PLAYLIST}" if is_hls else final.name, duration_ms, found.sound_only)


def _convert(
    source: Path,
    kind: FileKind,
    found: Probe,
    target: Path,
    tell: Callable[[float], None],
    stop: threading.Event | None,
) -> None:
    length_s = found.duration_ms // 1_000
    threads = max(1, (cpu_count() or 2) // 2)  # the other half serves the presses
    time_s = _SECONDS_MIN + _SECONDS_PER_SECOND * length_s
    limits = Limits(wall_s=time_s, cpu_s=time_s * threads, file_bytes=_FILE_BYTES_MAX)

    def hear(line: str) -> None:
        key, _, value = line.partition("=")
        if key == "out_time_us" and value.strip().isdigit():
            tell(min(0.99, int(value) / 1_000 / found.duration_ms))

    done = run_ffmpeg(
        str(source),
        [
            "-v", "error", "-threads", str(threads), *safe_input(source, kind),
            "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1",
            *_streams(found, source.stat().st_size, threads), *_container(target),
            "-progress", "pipe:1", "-y", f"file:{target.resolve()}",
        ],
        limits,
        on_line=hear,
        stop=stop,
    )  # fmt: skip
    if done.exit_code != 0 or not target.is_file():
        raise MediaError(
            f"{source}: can't be made playable ({last_words(done.errors)}). Play it on this "
            "machine; if it plays, save it as MP4 (H.264, AAC). If the disk is full, make room."
        )
    tell(1.0)


def _streams(found: Probe, file_bytes: int, threads: int) -> list[str]:
    """Which streams are taken, and whether they stay or are made anew."""
    sound = ["-map", "0:a:0"] if found.audio_codec else []
    new_sound = ["-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000"] if sound else []
    if is_fit(found, file_bytes):
        return [*([] if found.sound_only else ["-map", "0:v:0"]), *sound, "-c", "copy"]
    if found.sound_only:
        return [*sound, *new_sound]
    return [
        "-map", "0:v:0", *sound, "-vf", _PICTURE, "-c:v", "libx264", "-preset", "veryfast",
        "-threads", str(threads), "-profile:v", "main", "-crf", "23", "-maxrate", "1500k",
        "-bufsize", "3000k", "-force_key_frames", f"expr:gte(t,n_forced*{KEYFRAME_S})",
        *new_sound,
    ]  # fmt: skip


def _container(target: Path) -> list[str]:
    if target.name != PLAYLIST:
        return ["-movflags", "+faststart", "-f", "mp4"]
    return [
        "-f", "hls", "-hls_time", str(SEGMENT_S), "-hls_playlist_type", "vod",
        "-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4",
        "-hls_segment_filename", f"{target.parent.resolve()}/part_%05d.m4s",
    ]  # fmt: skip


def _playlist_ms(playlist: Path) -> int:
    """The length of all pieces together."""
    return _length_ms(playlist.read_text("utf-8"))


def _length_ms(text: str) -> int:
    lengths_s = re.findall(r"^#EXTINF:(\d{1,6}(?:\.\d{1,9})?)", text, re.MULTILINE)
    return round(sum(map(float, lengths_s)) * 1000)
