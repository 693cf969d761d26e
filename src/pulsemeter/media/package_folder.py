"""Hand-over packages as ZIP files in a folder per study: the adapter behind the port PackageShelf.

A package is whole under its name at every moment; whoever may read it is asked elsewhere.
"""

import asyncio
import contextlib
import os
import re
import shutil
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

from pulsemeter.service.hand_over_ports import KeptPackage, PackageName
from pulsemeter.service.ports import StoreError

_PLAIN = re.compile(r"[\w-]{1,200}")
_FIRST_DATE = (1980, 1, 1, 0, 0, 0)
"""The earliest that a ZIP can say, whatever a machine's clock does."""


class FolderPackages:
    """PackageShelf over a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def clip_path(self, name: PackageName) -> Path:
        """Where a clip for this package may be made."""
        path = self._made(name, ".clip")
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        return path

    async def keep(
        self, name: PackageName, folder: str, texts: Mapping[str, bytes], clip: str = ""
    ) -> KeptPackage:
        """Pack it, bring it to the disk, and put it in place of older ones."""
        return await asyncio.to_thread(self._keep, name, folder, texts, clip)

    def _keep(
        self, name: PackageName, folder: str, texts: Mapping[str, bytes], clip: str
    ) -> KeptPackage:
        path, draft = self._path(name), self._made(name, ".zip")
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with draft.open("wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
                    for text, content in texts.items():
                        packed.writestr(_entry(f"{folder}/{text}", zipfile.ZIP_DEFLATED), content)
                    if clip:
                        inside = packed.open(_entry(f"{folder}/{clip}", zipfile.ZIP_STORED), "w")
                        with inside, self._made(name, ".clip").open("rb") as film:
                            shutil.copyfileobj(film, inside)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(draft, 0o600)
            draft.replace(path)
        except OSError as error:
            raise StoreError(f"the package can't be written: {error.strerror}.") from None
        finally:
            self.drop(name)
        for older in self._held(name.study, name.decision, name.view):
            if older != path:
                older.unlink(missing_ok=True)
        return KeptPackage(name, path, path.stat().st_size)

    def drop(self, name: PackageName) -> None:
        """Forget what lies there of making it."""
        for ending in (".clip", ".zip"):
            with contextlib.suppress(OSError):
                self._made(name, ending).unlink()

    def newest(self, study: str, decision: str, view: str) -> KeptPackage | None:
        """The package of this decision for this view, if it was made."""
        for path in reversed(self._held(study, decision, view)):
            name = PackageName(study, decision, view, *_numbers(path))
            return KeptPackage(name, path, path.stat().st_size)
        return None

    def _held(self, study: str, decision: str, view: str) -> list[Path]:
        stem = f"{_plain(decision)}.{_plain(view)}."
        found = (self._folder / _plain(study)).glob(f"{stem}[0-9]*.zip")
        return sorted(found, key=_numbers)

    def _path(self, name: PackageName) -> Path:
        numbers = f"{name.release}-{name.recording}" if name.recording else str(name.release)
        file = f"{_plain(name.decision)}.{_plain(name.view)}.{numbers}.zip"
        return self._folder / _plain(name.study) / file

    def _made(self, name: PackageName, ending: str) -> Path:
        path = self._path(name)
        return path.with_name(f".{path.stem}.making{ending}")


def _numbers(path: Path) -> tuple[int, int]:
    """Of which release and which edition of a recording a package's file is."""
    release, _, recording = path.stem.rpartition(".")[2].partition("-")
    return int(release), int(recording or 0)


def _entry(name: str, packing: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, max(time.gmtime()[:6], _FIRST_DATE))
    entry.compress_type = packing
    entry.external_attr = 0o600 << 16
    return entry


def _plain(text: str) -> str:
    """A part of a path that can be nothing else. ValueError for anything that could."""
    if _PLAIN.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no part of a package's name")
    return text
