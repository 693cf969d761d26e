"""Cuts a stretch out of a stimulus, as a film or sound of its own with its captions inside.

Always made anew, because a cut without that can only begin where a full picture happens to stand.
Everything happens in a limited child process.
"""

import threading
from os import cpu_count
from pathlib import Path

from pulsemeter.confined.limits import Limits
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.limits import run_ffmpeg, safe_input
from pulsemeter.media.pieces import gather_pieces
from pulsemeter.media.probe import last_words, probe
from pulsemeter.media.sniff import sniff_file

_PLAYLIST_ENDING = ".m3u8"
_SECONDS_PER_SECOND = 30
_SECONDS_MIN = 60
_FILE_BYTES_MAX = 2 * 1024**3
_TOLERANCE_MS = 1_500


def cut_clip(
    source: Path,
    start_ms: int,
    end_ms: int,
    target: Path,
    *,
    captions: Path | None = None,
    sound_only: bool = False,
    stop: threading.Event | None = None,
) -> None:
    """Write [start_ms, end_ms) of a file or of a playlist of ours as MP4; `captions` (WebVTT, times
    counted from start_ms) become a track that can be switched on.

    MediaError says what is wrong with the source, MakingStopped that `stop` was set; either way
    no target is left.
    """
    pieces = target.with_name(f".{target.name}.pieces")
    try:
        begins_ms, file = 0, source
        if source.suffix == _PLAYLIST_ENDING:
            begins_ms, file = gather_pieces(source, start_ms, end_ms, pieces), pieces
        offset_ms, length_ms = max(0, start_ms - begins_ms), end_ms - start_ms
        arguments = _arguments(file, offset_ms, length_ms, target, captions, sound_only)
        time_s = _SECONDS_MIN + _SECONDS_PER_SECOND * length_ms // 1_000
        limits = Limits(wall_s=time_s, cpu_s=2 * time_s, file_bytes=_FILE_BYTES_MAX)
        done = run_ffmpeg(source.name, arguments, limits, stop=stop)
        if done.exit_code != 0 or not target.is_file():
            raise MediaError(f"{source.name}: no clip can be cut ({last_words(done.errors)}).")
        made_ms = probe(target).duration_ms
        if made_ms < length_ms * 0.9 - _TOLERANCE_MS:
            raise MediaError(
                f"{source.name}: only {made_ms / 1000:.1f} s of the clip's "
                f"{length_ms / 1000:.1f} s are there; the file is shorter than the study says."
            )
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        pieces.unlink(missing_ok=True)


def _arguments(
    file: Path,
    offset_ms: int,
    length_ms: int,
    target: Path,
    captions: Path | None,
    sound_only: bool,
) -> list[str]:
    threads = str(max(1, (cpu_count() or 2) // 2))  # the other half serves the presses
    inputs = ["-ss", f"{offset_ms / 1000:.3f}", *safe_input(file, sniff_file(file))]
    streams = ["-map", "0:a:0"] if sound_only else ["-map", "0:v:0", "-map", "0:a:0?"]
    if captions is not None:
        inputs += ["-protocol_whitelist", "file,pipe", "-f", "webvtt"]
        inputs += ["-i", f"file:{captions.resolve()}"]
        streams += ["-map", "1:s:0", "-c:s", "mov_text"]
    if not sound_only:
        streams += [
            "-c:v", "libx264", "-preset", "veryfast", "-threads", threads, "-crf", "21",
            "-maxrate", "3000k", "-bufsize", "6000k",
            "-pix_fmt", "yuv420p", "-vf", "scale=trunc(iw/2)*2:trunc(ih/2)*2",
        ]  # fmt: skip
    return [
        "-v", "error", "-threads", threads, *inputs, "-t", f"{length_ms / 1000:.3f}",
        "-map_metadata", "-1", "-map_chapters", "-1", *streams,
        "-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000",
        "-movflags", "+faststart", "-f", "mp4", "-y", f"file:{target.resolve()}",
    ]  # fmt: skip
