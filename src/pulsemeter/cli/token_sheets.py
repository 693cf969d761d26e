"""PDF files of invitations: words in the study's language, and Typst to set them.

The fonts come with the program's own packages and hold every script of its ten languages; for
others Typst looks at the fonts of the machine.
"""

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from pulsemeter.cli.token_files import own_bytes
from pulsemeter.domain.study import Study
from pulsemeter.languages.page_words import fill, said
from pulsemeter.release.words import message
from pulsemeter.report.invitation_sheet import (
    Invitation,
    SheetWords,
    cards_source,
    labels_source,
    poster_source,
)
from pulsemeter.service.make_tokens import TokensRefused

CARDS_A_FILE = 400
"""So that the set of a hundred thousand needs no more memory than that of some hundred."""


class SheetError(TokensRefused):
    """A sheet that can't be set; says what is missing."""


def short_address(address: str) -> str:
    """The address as people type it."""
    return address.removeprefix("https://").removeprefix("http://")


def sheet_words(study: Study, session: str, address: str, *, is_open: bool = False) -> SheetWords:
    """What stands on every card of a session, or on the poster of an open one."""
    language = study.language
    instruction = (
        message("Point your phone’s camera at the code. Or open this address:")
        if is_open
        else message(
            "Point your phone’s camera at the code. Or open this address and type your "
            "personal code:"
        )
    )
    return SheetWords(
        title=study.title,
        invited=said(language, message("You are invited")),
        instruction=said(language, instruction),
        address=short_address(address),
        code_label=said(language, message("Your personal code")),
        once=said(language, message("Good for one person. Please don’t pass it on.")),
        session=fill(said(language, message("Session %(code)s")), {"code": session}),
        language=language,
    )


def font_folder() -> Path:
    """Where the fonts lie that come with the charts' package."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        raise SheetError("the fonts are missing; install the program's packages again")
    return Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"


def pdf_of(source: str) -> bytes:
    """The PDF of a Typst source."""
    try:
        import typst
    except ImportError:
        raise SheetError("PDF sheets need the package typst; install it, or use --no-pdf") from None
    try:
        fonts = typst.Fonts(font_paths=[font_folder()])
        return typst.compile(source.encode(), font_paths=fonts, format="pdf")
    except RuntimeError as error:
        raise SheetError(f"the sheets can't be set: {error}") from error


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
        self._tell(f"{part[-1].number:,} cards set")


def write_poster(folder: Path, words: SheetWords, link: str) -> Path:
    """The poster of an open link."""
    file = folder / "poster.pdf"
    own_bytes(file, pdf_of(poster_source(words, link)))
    return file
