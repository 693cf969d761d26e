"""The pieces of a long stimulus put together again as one file, to be carried elsewhere."""

import re
import shutil
from pathlib import Path

from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.make_playable import make_playable

_BEGINNING = re.compile(r'#EXT-X-MAP:(?:.*,)?URI="([^"/\\]+)"')
_WHOLE_MS = 2**53


def join_pieces(playlist: Path, folder: Path, name: str) -> None:
    """Write `name`.mp4 of the pieces that a playlist of ours names. MediaError where it names
    anything beyond its own folder, or nothing."""
    pieces = _pieces(playlist)
    # Fragmented MP4: the beginning and the pieces one after the other are a whole file, which is
    # then packed anew, because times of pieces don't begin at 0.
    joined = folder / f".{name}.pieces.mp4"
    try:
        with joined.open("wb") as whole:
            for path in pieces:
                with path.open("rb") as piece:
                    shutil.copyfileobj(piece, whole)
        make_playable(joined, folder, name, long_ms=_WHOLE_MS)
    finally:
        joined.unlink(missing_ok=True)


def _pieces(playlist: Path) -> list[Path]:
    names: list[str] = []
    for line in playlist.read_text("utf-8").splitlines():
        beginning = _BEGINNING.match(line)
        if beginning:
            names.append(beginning[1])
        elif line.strip() and not line.startswith("#"):
            names.append(line.strip())
    if len(names) < 2 or any(Path(name).name != name for name in names):
        raise MediaError(f"{playlist} is no playlist of pieces beside it; upload the video again")
    return [playlist.parent / name for name in names]
