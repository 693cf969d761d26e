"""Small films and sounds that ffmpeg makes for tests."""

import subprocess
from pathlib import Path

from pulsemeter.media.ffmpeg import where_is_ffmpeg

PICTURE = ("-f", "lavfi", "-i", "testsrc=s=320x180:d=6:r=10")
SOUND = ("-f", "lavfi", "-i", "sine=d=6")


def film(path: Path, *arguments: str) -> Path:
    """A file made by ffmpeg with these arguments."""
    command = [str(where_is_ffmpeg()), "-y", "-loglevel", "error", *arguments, str(path)]
    subprocess.run(command, check=True, timeout=60, stdin=subprocess.DEVNULL)
    return path
