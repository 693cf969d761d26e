"""Makes films with overlays in a study's folder: the adapter behind the port OverlayMaker.

Opens the files that clips are cut from, in the same way.
"""

from collections.abc import Callable
from pathlib import Path

from pulsemeter.confined.stoppable import stoppable
from pulsemeter.media.clip_maker import FfmpegClips
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.overlay_film import make_film
from pulsemeter.report.overlay_story import OverlayRefused
from pulsemeter.service.overlay_ports import OverlayOrder


class FfmpegOverlays:
    """OverlayMaker over the files that clips are cut from."""

    def __init__(self, clips: FfmpegClips) -> None:
        self._clips = clips

    def has_source(self, study: str, file: str) -> bool:
        """Whether a stimulus' file is here."""
        return self._clips.has_source(study, file)

    async def captions(self, study: str, file: str) -> str:
        """The text of a study's captions file, "" where it isn't here."""
        return await self._clips.captions(study, file)

    async def make(self, order: OverlayOrder, target: Path, tell: Callable[[float], None]) -> None:
        """Write the film. Cancelled, the child is killed and nothing is left."""
        source = self._clips.path(order.study, order.file)
        try:
            await stoppable(lambda stop: make_film(source, order, target, tell=tell, stop=stop))
        except MediaError as error:
            raise OverlayRefused(str(error)) from error
