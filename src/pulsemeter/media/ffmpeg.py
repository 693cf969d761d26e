"""Where ffmpeg is: the machine's own, else the one that comes as a package."""

import shutil
from pathlib import Path

from pulsemeter.service.stimulus_ports import StimulusRefused


class MediaError(StimulusRefused):
    """A video that can't be used, or no ffmpeg to look at it: what, where, how to mend it."""


def where_is_ffmpeg() -> Path:
    """The ffmpeg to run. Raises MediaError with the remedy where there is none.

    The machine's own comes first, because it gets security updates; the packaged one lets a
    bare machine work.
    """
    found = shutil.which("ffmpeg")
    if found is not None:
        return Path(found)
    # Imported here: it is large, and with a system ffmpeg it isn't needed.
    import imageio_ffmpeg

    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise MediaError(
            "No ffmpeg on this machine, and none came with the package imageio-ffmpeg. "
            "Install it with: apt-get install ffmpeg"
        ) from error
