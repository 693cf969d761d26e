"""The pieces of a long stimulus that hold one stretch of it, put one behind the other as one file.

Only pieces that lie beside their playlist are read, and of an hour's film only a few.
"""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pulsemeter.media.ffmpeg import MediaError

PLAYLIST_BYTES_MAX = 4_000_000
_BEGINNING = re.compile(r'#EXT-X-MAP:(?:.*,)?URI="([^"]+)"')
_LENGTH = re.compile(r"#EXTINF:(\d{1,6}(?:\.\d{1,9})?),?")
_REMEDY = "upload the video again"
_NAME_SHOWN = 60
_STRANGE = ("#EXT-X-KEY", "#EXT-X-BYTERANGE", "#EXT-X-STREAM-INF")


@dataclass(frozen=True, slots=True)
class _Piece:
    name: str
    start_ms: float
    end_ms: float


def gather_pieces(playlist: Path, start_ms: int, end_ms: int, target: Path) -> int:
    """Write all pieces that overlap [start_ms, end_ms) into one file; where that file begins, in
    ms of the whole. MediaError where the playlist is none of ours or a piece is missing."""
    beginning, pieces = _read(playlist)
    wanted = [piece for piece in pieces if piece.start_ms < end_ms and start_ms < piece.end_ms]
    if not wanted:
        raise MediaError(
            f"{playlist.parent.name}: nothing of it lies at {start_ms / 1000:.0f} s; {_REMEDY}."
        )
    names = [*([beginning] if beginning else []), *(piece.name for piece in wanted)]
    with target.open("wb") as whole:
        for name in names:
            with _opened(playlist.parent / name) as piece:
                shutil.copyfileobj(piece, whole)
    return round(wanted[0].start_ms)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except (OSError, ValueError):  # not there, or no name that a disk could take
        told = f"the piece {path.name[:_NAME_SHOWN]} is missing"
        raise MediaError(f"{path.parent.name}: {told}; {_REMEDY}.") from None


def _read(playlist: Path) -> tuple[str, list[_Piece]]:
    """The name of what stands before every piece, and the pieces with their times."""
    try:
        with playlist.open("rb") as file:
            text = file.read(PLAYLIST_BYTES_MAX).decode("utf-8", "replace")
    except OSError as error:
        raise MediaError(f"{playlist.name}: can't be read ({error.strerror}).") from None
    beginning, length_ms, at_ms, pieces = "", 0.0, 0.0, []
    for line in map(str.strip, text.splitlines()):
        if line.startswith(_STRANGE):
            raise MediaError(
                f"{playlist.parent.name}: its playlist isn't one that Pulsemeter made "
                f"({line[:40]}); {_REMEDY}."
            )
        if found := _BEGINNING.match(line):
            beginning = found[1]
        elif found := _LENGTH.match(line):
            length_ms = float(found[1]) * 1_000
        elif line and not line.startswith("#"):
            pieces.append(_Piece(line, at_ms, at_ms + length_ms))
            at_ms, length_ms = at_ms + length_ms, 0.0
    for name in (beginning, *(piece.name for piece in pieces)):
        if name and (Path(name).name != name or "\\" in name):
            raise MediaError(
                f"{playlist.parent.name}: its playlist names files elsewhere; {_REMEDY}."
            )
    return beginning, pieces
