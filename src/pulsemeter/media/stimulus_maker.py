"""Makes stimuli with ffmpeg in a study's folder: the adapter behind the port StimulusMaker."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from pulsemeter.confined.stoppable import stoppable
from pulsemeter.media.make_playable import LONG_MS, make_playable
from pulsemeter.service.stimulus_ports import MadeStimulus


class FfmpegMaker:
    """StimulusMaker over a folder that holds one folder per study."""

    def __init__(self, media: Path, long_ms: int = LONG_MS) -> None:
        self._media = media
        self._long_ms = long_ms

    async def make(
        self, source: Path, study: str, name: str, tell: Callable[[float], None]
    ) -> MadeStimulus:
        """A playable file of this name (its ending is added); `tell` hears the share done.
        Cancelled, the child is killed and nothing is left before this ends."""
        folder, long_ms = self._media / study, self._long_ms
        made = await stoppable(
            lambda stop: make_playable(source, folder, name, tell=tell, stop=stop, long_ms=long_ms)
        )
        return MadeStimulus(made.file, made.duration_ms, made.sound_only)

    async def keep_captions(self, study: str, name: str, text: str) -> str:
        """Write captions; the file's name with its ending."""
        folder = self._media / study
        folder.mkdir(parents=True, exist_ok=True)
        draft, target = folder / f".{name}.vtt.making", folder / f"{name}.vtt"
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
        return target.name

    async def remove(self, study: str, file: str) -> None:
        """Take away what was made, if it is there: the file, or the whole folder of pieces."""
        first, *rest = Path(file).parts
        target = self._media / study / first
        if rest:
            await asyncio.to_thread(shutil.rmtree, target, True)
        else:
            target.unlink(missing_ok=True)
