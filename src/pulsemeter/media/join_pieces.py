"""The pieces of a long stimulus put together again as one file, to be carried elsewhere."""

from pathlib import Path

from pulsemeter.media.make_playable import make_playable
from pulsemeter.media.pieces import gather_pieces

_WHOLE_MS = 2**53


def join_pieces(playlist: Path, folder: Path, name: str) -> None:
    """Write `name`.mp4 of the pieces that a playlist of ours names. MediaError where it names
    anything beyond its own folder, or nothing."""
    # The beginning and the pieces one after the other are a whole file, which is then packed
    # anew, because times of pieces don't begin at 0.
    joined = folder / f".{name}.pieces.mp4"
    try:
        gather_pieces(playlist, 0, _WHOLE_MS, joined)
        make_playable(joined, folder, name, long_ms=_WHOLE_MS)
    finally:
        joined.unlink(missing_ok=True)
