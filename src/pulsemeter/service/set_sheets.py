"""Words and PDF of the sheets that invite: cards, labels, a poster, in the study's language.

The fonts come with the program's own packages and hold every script of its ten languages; for
others Typst looks at the fonts of the machine.
"""

from importlib.util import find_spec
from pathlib import Path

from pulsemeter.domain.study import Study
from pulsemeter.languages.page_words import fill, said
from pulsemeter.release.words import message
from pulsemeter.report.invitation_sheet import SheetWords
from pulsemeter.service.make_tokens import TokensRefused


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


def pdf_of(source: str, *, tagged: bool = False) -> bytes:
    """The PDF of a Typst source; a tagged one keeps to PDF/UA-1, which its compiler checks."""
    try:
        import typst
    except ImportError:
        raise SheetError("PDF sheets need the package typst; install it, or use --no-pdf") from None
    try:
        fonts = typst.Fonts(font_paths=[font_folder()])
        return typst.compile(
            source.encode(),
            font_paths=fonts,
            format="pdf",
            pdf_standards="ua-1" if tagged else None,
        )
    except RuntimeError as error:
        raise SheetError(f"the sheets can't be set: {error}") from error
