"""Words and PDF of the sheets that invite: cards, labels, a poster, in the study's language.

The fonts are the program's own (`typefaces`); for what they lack Typst looks at the machine's.
"""

from pulsemeter.domain.study import Study
from pulsemeter.languages.page_words import fill, said
from pulsemeter.release.words import message
from pulsemeter.report.invitation_sheet import SheetWords
from pulsemeter.service.make_tokens import TokensRefused
from pulsemeter.service.typefaces import FontsMissing, font_folders, unknown_signs

_UNKNOWN = "\ufffd"
_NOT_DISPLAYED = "could not be displayed"


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


def pdf_of(source: str, *, tagged: bool = False) -> bytes:
    """The PDF of a Typst source; a tagged one keeps to PDF/UA-1, which its compiler checks.

    A sign that no font has stands there as �: PDF/UA-1 allows no text that can't be displayed, and
    one rare sign in a comment must not cost the report.
    """
    try:
        import typst
    except ImportError:
        raise SheetError("PDF sheets need the package typst; install it, or use --no-pdf") from None
    try:
        folders = font_folders()
    except FontsMissing as error:
        raise SheetError(str(error)) from None
    fonts = typst.Fonts(font_paths=list(folders))

    def made(source: str) -> bytes:
        return typst.compile(
            source.encode(),
            font_paths=fonts,
            format="pdf",
            pdf_standards="ua-1" if tagged else None,
        )

    try:
        try:
            return made(_displayable(source))
        except RuntimeError as error:
            if _NOT_DISPLAYED not in str(error):
                raise
            # A font of the machine that Typst can't use after all.
            return made(_displayable(source, with_machine=False))
    except RuntimeError as error:
        raise SheetError(f"the sheets can't be set: {error}") from error


def _displayable(source: str, *, with_machine: bool = True) -> str:
    """The source without signs that no font has; in a source they stand in quoted texts only."""
    unknown = unknown_signs(source, with_machine=with_machine)
    return source.translate(dict.fromkeys(map(ord, unknown), _UNKNOWN))
