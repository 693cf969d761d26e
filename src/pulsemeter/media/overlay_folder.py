"""Films with overlays, in a folder per study, session and view: the adapter of OverlayShelf.

A set of films is whole under its name at every moment; whoever may see it is asked elsewhere.
"""

import re
import shutil
from pathlib import Path

from pulsemeter.service.overlay_ports import KeptFilm, OverlayName
from pulsemeter.service.ports import StoreError

_PLAIN = re.compile(r"[\w-]{1,200}")
_FILE = re.compile(r"[\w-]{1,80}\.(?:mp4|txt)")


class FolderOverlays:
    """OverlayShelf over a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def draft(self, name: OverlayName) -> Path:
        """An empty folder in which films may be made."""
        self.drop(name)
        path = self._draft(name)
        path.mkdir(mode=0o700, parents=True)
        return path

    def keep(self, name: OverlayName) -> None:
        """Put what lies in that folder in place of all earlier films of this name."""
        held = self._place(name)
        try:
            shutil.rmtree(held, ignore_errors=True)
            self._draft(name).rename(held)
        except OSError as error:
            raise StoreError(f"the films can't be kept: {error.strerror}.") from None

    def drop(self, name: OverlayName) -> None:
        """Forget what lies there of making them."""
        shutil.rmtree(self._draft(name), ignore_errors=True)

    def held(self, name: OverlayName) -> list[KeptFilm]:
        """What lies ready, the whole film first."""
        place = self._place(name)
        found = [path for path in place.glob("*") if _FILE.fullmatch(path.name)]
        found.sort(key=lambda path: (not path.name.startswith("overlay"), path.name))
        return [KeptFilm(path.name, path.stat().st_size) for path in found]

    def path(self, name: OverlayName, file: str) -> Path | None:
        """Where a file that lies ready is, None for any other name."""
        if _FILE.fullmatch(file) is None:
            return None
        path = self._place(name) / file
        return path if path.is_file() else None

    def _place(self, name: OverlayName) -> Path:
        return self._folder / _plain(name.study) / f"{_plain(name.session)}.{_plain(name.view)}"

    def _draft(self, name: OverlayName) -> Path:
        place = self._place(name)
        return place.with_name(f".{place.name}.making")


def _plain(text: str) -> str:
    """A part of a path that can be nothing else. ValueError for anything that could."""
    if _PLAIN.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no part of the name of a film")
    return text
