"""What a file is: how long, how large, which codecs, and whether a browser will play it.

Asks ffmpeg itself and reads what it prints, because the packaged ffmpeg comes without ffprobe.
A limited child process, so that a broken or hostile file can't hold the program.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from pulsemeter.confined.limits import Limits
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.limits import PIXELS_MAX, Printed, run_ffmpeg, safe_input
from pulsemeter.media.sniff import FileKind, sniff_file

PROBE_SECONDS_MAX = 30
DURATION_MAX_MS = 24 * 3_600_000
_SIDE_MAX = 16_384
_END_SECONDS = 2

_DURATION = re.compile(r"^ {2}Duration: (\d{1,6}):(\d\d):(\d\d)\.(\d{1,3})", re.MULTILINE)
_CONTAINER = re.compile(r"^Input #0, ([\w,]+), from ", re.MULTILINE)
_VIDEO = re.compile(r"^ +Stream #0:\d++[^\s:]*+: Video: (\w+)(.*)$", re.MULTILINE)
_AUDIO = re.compile(r"^ +Stream #0:\d++[^\s:]*+: Audio: (\w+)", re.MULTILINE)
_SIZE = re.compile(r"\b(\d{2,9})x(\d{2,9})\b")
_RATE = re.compile(r"\b([\d.]{1,9})(k?) fps\b")
_PIXELS_FOR_ALL = ("yuv420p", "yuvj420p")
_PLAYABLE = {
    "mp4": ({"h264"}, {"aac", "mp3", ""}),
    "webm": ({"vp8", "vp9", "av1"}, {"opus", "vorbis", ""}),
}


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found; `audio_codec` is empty for a silent film, the picture's fields for sound.

    `playable` says that today's browsers play it as it is: MP4 with H.264 and AAC or MP3 in
    8-bit 4:2:0, WebM with its own codecs, or AAC sound in MP4.
    """

    duration_ms: int
    width: int
    height: int
    video_codec: str
    audio_codec: str
    playable: bool
    frames_per_s: float = 0.0
    is_mp4: bool = False

    @property
    def sound_only(self) -> bool:
        """Whether nothing moves in it."""
        return not self.video_codec


def probe(path: Path, kind: FileKind | None = None, *, is_whole: bool = True) -> Probe:
    """Looks at a video or sound file. Raises MediaError, with the remedy, if it isn't usable. Of
    what isn't whole, pieces put together, the end isn't looked for."""
    if not path.is_file():
        raise MediaError(f"{path}: there is no such file. Check the name and the folder.")
    if path.stat().st_size == 0:
        raise MediaError(f"{path}: the file is empty. Copy or upload it again.")
    kind = kind or sniff_file(path)
    printed = _ask(path, safe_input(path, kind)).errors
    audio = _AUDIO.search(printed)
    audio_codec = audio[1] if audio else ""
    video = _VIDEO.search(printed)
    # Cover art of a sound file counts as a video stream; it shows nothing that moves.
    if video is not None and "(attached pic)" in video[2]:
        video = None
    if video is None and not audio_codec:
        raise MediaError(
            f"{path}: ffmpeg finds no video and no sound in it ({last_words(printed)}). "
            "The file may be cut off or not a video: play it on this machine; if it plays, save "
            "it as MP4 (H.264, AAC)."
        )
    duration_ms = _length(path, printed)
    if is_whole:
        _check_end(path, kind, "v" if video else "a")
    container = _CONTAINER.search(printed)
    formats = container[1].split(",") if container else []
    if video is None:
        playable = "mp4" in formats and audio_codec == "aac"
        return Probe(duration_ms, 0, 0, "", audio_codec, playable, is_mp4="mp4" in formats)
    width, height = _size(path, video[2])
    return Probe(
        duration_ms,
        width,
        height,
        video[1],
        audio_codec,
        _is_playable(formats, video, audio_codec),
        _frames_per_s(video[2]),
        "mp4" in formats,
    )


def _ask(path: Path, arguments: list[str]) -> Printed:
    """What ffmpeg says; its exit code tells nothing: without an output file it is 1 by design."""
    return run_ffmpeg(str(path), arguments, Limits(wall_s=PROBE_SECONDS_MAX))


def _length(path: Path, printed: str) -> int:
    duration_ms = _duration_ms(_DURATION.search(printed))
    if duration_ms == 0:
        raise MediaError(
            f"{path}: its length can't be told, as in a stream or a recording that was cut off. "
            "Save it again as MP4, so that the length is written into it."
        )
    if duration_ms > DURATION_MAX_MS:
        raise MediaError(f"{path}: says that it is longer than a day. Cut it, or save it again.")
    return duration_ms


def _size(path: Path, described: str) -> tuple[int, int]:
    size = _SIZE.search(described)
    width, height = (int(size[1]), int(size[2])) if size else (0, 0)
    if not (0 < width <= _SIDE_MAX and 0 < height <= _SIDE_MAX and width * height <= PIXELS_MAX):
        raise MediaError(
            f"{path}: says that its picture is {width} by {height} points, which is no usable "
            "size. Save it again as MP4 with at most 3840 by 2160."
        )
    return width, height


def _frames_per_s(described: str) -> float:
    rate = _RATE.search(described)
    try:
        return float(rate[1]) * (1_000 if rate[2] else 1) if rate else 0.0
    except ValueError:
        return 0.0


def _check_end(path: Path, kind: FileKind, stream: str) -> None:
    """Refuses a file that breaks off: its index tells a length that its pictures don't reach."""
    seek = ["-sseof", f"-{_END_SECONDS}"]
    first = ["-map", f"0:{stream}:0", f"-frames:{stream}", "1", "-f", "framecrc", "-"]
    told = _ask(path, ["-v", "error", *seek, *safe_input(path, kind), *first])
    if not any(row and not row.startswith("#") for row in told.output.splitlines()):
        raise MediaError(
            f"{path}: breaks off before its end ({last_words(told.errors)}). "
            "It was probably not copied or uploaded whole: copy it again."
        )


def _duration_ms(found: re.Match[str] | None) -> int:
    if found is None:
        return 0
    hours, minutes, seconds, fraction = found.groups()
    whole_s = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole_s * 1000 + int(fraction.ljust(3, "0"))


def _is_playable(formats: list[str], video: re.Match[str], audio_codec: str) -> bool:
    eight_bit = any(f" {pixels}" in video[2] for pixels in _PIXELS_FOR_ALL)
    return eight_bit and any(
        name in formats and video[1] in videos and audio_codec in audios
        for name, (videos, audios) in _PLAYABLE.items()
    )


def last_words(printed: str) -> str:
    """The last thing that ffmpeg said, short."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith("At least one output file")]
    return told[-1].rsplit(": ", 1)[-1][:160] if told else "it says nothing"
