"""Reports in a folder per study: the adapter behind the port ReportShelf.

A report is whole under its name at every moment: its files lie in a folder of their own, which
takes the place of the older one at once. Whoever may read it is asked elsewhere.
"""

import asyncio
import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from pulsemeter.service.ports import StoreError
from pulsemeter.service.report_ports import KeptReport, ReportName

_PLAIN = re.compile(r"[\w-]{1,200}")


class FolderReports:
    """ReportShelf over a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, name: ReportName, files: Mapping[str, bytes]) -> None:
        """Write the files, bring them to the disk, and put them in place of older ones."""
        await asyncio.to_thread(self._keep, name, files)

    def _keep(self, name: ReportName, files: Mapping[str, bytes]) -> None:
        place = self._path(name)
        making, older = (place.with_name(f".{place.name}.{what}") for what in ("making", "older"))
        try:
            for left_over in (making, older):
                shutil.rmtree(left_over, ignore_errors=True)
            making.mkdir(mode=0o700, parents=True)
            for form, content in files.items():
                path = making / f"report.{_plain(form)}"
                with path.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                path.chmod(0o600)
            if place.exists():
                place.rename(older)
            making.rename(place)
        except OSError as error:
            raise StoreError(f"the report can't be written: {error.strerror}.") from None
        finally:
            for left_over in (making, older):
                shutil.rmtree(left_over, ignore_errors=True)

    def newest(self, name: ReportName) -> KeptReport | None:
        """The report that lies ready, if one was made."""
        place = self._path(name)
        files = {path.suffix[1:]: path for path in sorted(place.glob("report.*"))}
        if not files:
            return None
        made_ms = min(path.stat().st_mtime_ns for path in files.values()) // 1_000_000
        return KeptReport(files, made_ms)

    def kept(self) -> list[ReportName]:
        """Every report that lies ready."""
        found = (path.parent for path in sorted(self._folder.glob("*/[!.]*/report.html")))
        return [ReportName(path.parent.name, *path.name.split(".", 2)) for path in found]

    def drop(self, name: ReportName) -> None:
        """Remove the report that lies ready."""
        shutil.rmtree(self._path(name), ignore_errors=True)

    def _path(self, name: ReportName) -> Path:
        parts = [name.session, name.view, *filter(None, [name.stimulus])]
        return self._folder / _plain(name.study) / ".".join(map(_plain, parts))


def _plain(text: str) -> str:
    """A part of a path that can be nothing else. ValueError for anything that could."""
    if _PLAIN.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no part of a report's name")
    return text
