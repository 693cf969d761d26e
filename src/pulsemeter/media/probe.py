"""What a video file is: how long, how large, which codecs, and whether a browser will play it.

Asks ffmpeg itself and reads what it prints, because the packaged ffmpeg comes without ffprobe.
A child process with a time limit, so that a broken or hostile file can't hold the program.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from pulsemeter.media.ffmpeg import MediaError, where_is_ffmpeg

PROBE_SECONDS_MAX = 30
OUTPUT_MAX = 200_000
_END_SECONDS = 2

_DURATION = re.compile(r"^ {2}Duration: (\d+):(\d\d):(\d\d)\.(\d{1,3})", re.MULTILINE)
_CONTAINER = re.compile(r"^Input #0, ([\w,]+), from ", re.MULTILINE)
_VIDEO = re.compile(r"^ +Stream #0:\d+\S*: Video: (\w+)(.*)$", re.MULTILINE)
_AUDIO = re.compile(r"^ +Stream #0:\d+\S*: Audio: (\w+)", re.MULTILINE)
_SIZE = re.compile(r"\b(\d{2,5})x(\d{2,5})\b")
_PIXELS_FOR_ALL = ("yuv420p", "yuvj420p")
_PLAYABLE = {
    "mp4": ({"h264"}, {"aac", "mp3", ""}),
    "webm": ({"vp8", "vp9", "av1"}, {"opus", "vorbis", ""}),
}
# Containers ffmpeg may open: an innocent name must not make it read a play list, whose entries
# could be other files of this machine or addresses outside.
_FORMATS = "mov,mp4,matroska,webm,avi,mpegts,mpeg,flv,ogg,asf,wav,mp3,aac,flac"


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found; `audio_codec` is empty for a silent film.

    `playable` says that today's browsers play it as it is: MP4 with H.264 and AAC or MP3 in
    8-bit 4:2:0, or WebM with its own codecs.
    """

    duration_ms: int
    width: int
    height: int
    video_codec: str
    audio_codec: str
    playable: bool


def probe(path: Path) -> Probe:
    """Looks at a video file. Raises MediaError, with the remedy, if it is not a usable one."""
    if not path.is_file():
        raise MediaError(f"{path}: there is no such file. Check the name and the folder.")
    if path.stat().st_size == 0:
        raise MediaError(f"{path}: the file is empty. Copy or upload it again.")
    _, printed = _run_ffmpeg(path, _input(path))
    video = _VIDEO.search(printed)
    duration = _DURATION.search(printed)
    if video is None:
        raise MediaError(
            f"{path}: ffmpeg finds no video in it ({_last_words(printed)}). "
            "The file may be cut off or not a video: play it on this machine; if it plays, save "
            "it as MP4 (H.264, AAC)."
        )
    # Cover art of a sound file counts as a video stream; it shows nothing that moves.
    size = _SIZE.search(video[2])
    if size is None or "(attached pic)" in video[2]:
        raise MediaError(f"{path}: holds sound but no moving picture. Give a video file.")
    duration_ms = _duration_ms(duration)
    if duration_ms == 0:
        raise MediaError(
            f"{path}: its length can't be told, as in a stream or a recording that was cut off. "
            "Save it again as MP4, so that the length is written into it."
        )
    _check_end(path)
    audio = _AUDIO.search(printed)
    audio_codec = audio[1] if audio else ""
    return Probe(
        duration_ms=duration_ms,
        width=int(size[1]),
        height=int(size[2]),
        video_codec=video[1],
        audio_codec=audio_codec,
        playable=_is_playable(printed, video, audio_codec),
    )


def _input(path: Path) -> list[str]:
    safe = ["-protocol_whitelist", "file", "-format_whitelist", _FORMATS]
    return [*safe, "-i", f"file:{path.resolve()}"]


def _check_end(path: Path) -> None:
    """Refuses a file that breaks off: its index tells a length that its pictures don't reach."""
    seek = ["-sseof", f"-{_END_SECONDS}"]
    first_picture = ["-map", "0:v:0", "-frames:v", "1", "-f", "framecrc", "-"]
    rows, printed = _run_ffmpeg(path, ["-v", "error", *seek, *_input(path), *first_picture])
    if not any(row and not row.startswith("#") for row in rows.splitlines()):
        raise MediaError(
            f"{path}: the video breaks off before its end ({_last_words(printed)}). "
            "It was probably not copied or uploaded whole: copy it again."
        )


def _run_ffmpeg(path: Path, arguments: list[str]) -> tuple[str, str]:
    """What ffmpeg writes to its output and its error stream. Its exit code tells nothing here:
    without an output file it ends with 1 by design."""
    command = [str(where_is_ffmpeg()), "-hide_banner", "-nostdin", *arguments]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PROBE_SECONDS_MAX,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise MediaError(
            f"{path}: ffmpeg did not get through it in {PROBE_SECONDS_MAX} s. "
            "The file is probably damaged; save it again as MP4 (H.264, AAC)."
        ) from error
    except OSError as error:
        raise MediaError(
            f"ffmpeg can't be started ({error}). Install it with: apt-get install ffmpeg"
        ) from error
    return (
        done.stdout[:OUTPUT_MAX].decode("utf-8", errors="replace"),
        done.stderr[:OUTPUT_MAX].decode("utf-8", errors="replace"),
    )


def _duration_ms(found: re.Match[str] | None) -> int:
    if found is None:
        return 0
    hours, minutes, seconds, fraction = found.groups()
    whole_s = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole_s * 1000 + int(fraction.ljust(3, "0"))


def _is_playable(printed: str, video: re.Match[str], audio_codec: str) -> bool:
    container = _CONTAINER.search(printed)
    formats = container[1].split(",") if container else []
    eight_bit = any(f" {pixels}" in video[2] for pixels in _PIXELS_FOR_ALL)
    return eight_bit and any(
        name in formats and video[1] in videos and audio_codec in audios
        for name, (videos, audios) in _PLAYABLE.items()
    )


def _last_words(printed: str) -> str:
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    told = [line for line in lines if not line.startswith("At least one output file")]
    return told[-1].rsplit(": ", 1)[-1][:160] if told else "it says nothing"
