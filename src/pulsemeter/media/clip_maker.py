"""Cuts clips with ffmpeg from a study's folder: the adapter behind the port ClipMaker.

Only files that a study names are opened, by their last names; what a name says beyond that is
never made into a path.
"""

import asyncio
import threading
from pathlib import Path, PurePosixPath

from pulsemeter.confined.stoppable import stoppable
from pulsemeter.media.clip import cut_clip
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.service.hand_over_ports import ClipRefused, Stretch

_CAPTIONS_BYTES_MAX = 5_000_000
_PLAYLIST_ENDING = ".m3u8"


class FfmpegClips:
    """ClipMaker over a folder that holds one folder per study."""

    def __init__(self, media: Path) -> None:
        self._media = media

    def has_source(self, study: str, file: str) -> bool:
        """Whether a stimulus' file is here to be cut."""
        return bool(file) and self.path(study, file).is_file()

    async def captions(self, study: str, file: str) -> str:
        """The text of a study's captions file, "" where it isn't here."""
        return await asyncio.to_thread(_read, self.path(study, file)) if file else ""

    async def cut(self, stretch: Stretch, target: Path) -> None:
        """Write the stretch as MP4. Cancelled, the child is killed and nothing is left."""
        try:
            await stoppable(lambda stop: self._cut(stretch, target, stop))
        except MediaError as error:
            raise ClipRefused(str(error)) from error

    def _cut(self, stretch: Stretch, target: Path, stop: threading.Event) -> None:
        captions = target.with_name(f".{target.name}.vtt") if stretch.captions else None
        try:
            if captions is not None:
                captions.write_text(stretch.captions, "utf-8")
            cut_clip(
                self.path(stretch.study, stretch.file),
                stretch.start_ms,
                stretch.end_ms,
                target,
                captions=captions,
                sound_only=stretch.sound_only,
                stop=stop,
            )
        finally:
            if captions is not None:
                captions.unlink(missing_ok=True)

    def path(self, study: str, file: str) -> Path:
        """Where a study's file lies, by its last name alone."""
        named = PurePosixPath(file.replace("\\", "/"))
        parts = [PurePosixPath(study).name, named.name]
        if named.suffix == _PLAYLIST_ENDING:
            parts.insert(1, named.parent.name)
        # A folder is no file: what names one by dots is as if it weren't there.
        return self._media if ".." in parts else self._media.joinpath(*parts)


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(_CAPTIONS_BYTES_MAX).decode("utf-8", "replace")
    except OSError:
        return ""
