"""PDF files of invitations, written beside the list of links."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pulsemeter.cli.token_files import own_bytes
from pulsemeter.domain.counted import counted
from pulsemeter.report.invitation_sheet import (
    Invitation,
    SheetWords,
    cards_source,
    labels_source,
    poster_source,
)
from pulsemeter.service.set_sheets import pdf_of

CARDS_A_FILE = 400
"""So that the set of a hundred thousand needs no more memory than that of some hundred."""


class Sheets:
    """Cards and labels of a session, written to files of some hundred each."""

    def __init__(self, folder: Path, words: SheetWords, tell: Callable[[str], None]) -> None:
        self._folder = folder
        self._words = words
        self._tell = tell
        self._waiting: list[Invitation] = []
        self._files = 0

    def add(self, invitations: Sequence[Invitation]) -> None:
        """Take these in, and write what fills a file."""
        self._waiting.extend(invitations)
        while len(self._waiting) >= CARDS_A_FILE:
            self._write(CARDS_A_FILE)

    def end(self) -> None:
        """Write the rest."""
        if self._waiting:
            self._write(len(self._waiting))

    def _write(self, count: int) -> None:
        part, self._waiting = self._waiting[:count], self._waiting[count:]
        self._files += 1
        for kind, source in (("cards", cards_source), ("labels", labels_source)):
            name = f"{kind}_{self._files:04}.pdf"
            own_bytes(self._folder / name, pdf_of(source(self._words, part)))
        self._tell(f"{counted(part[-1].number, 'card')} set")


def write_poster(folder: Path, words: SheetWords, link: str) -> Path:
    """The poster of an open link."""
    file = folder / "poster.pdf"
    own_bytes(file, pdf_of(poster_source(words, link)))
    return file
