"""Cards, labels and a poster that invite: Typst source as text, one page after the other on A4.

Pure: gets links and words, gives source; making a PDF of it is done outside. It must not know
who is invited: a sheet holds numbers, personal codes and QR codes, never a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import segno

from pulsemeter.domain.excerpt import shortened
from pulsemeter.report.typst_text import families, literal

CARDS_A_PAGE = 8
LABELS_A_PAGE = 24
TITLE_LENGTH_MAX = 72
_RIGHT_TO_LEFT = frozenset(("ar", "he"))


@dataclass(frozen=True, slots=True)
class SheetWords:
    """What stands on every card, in the study's language."""

    title: str
    invited: str
    instruction: str
    address: str
    code_label: str
    once: str
    session: str
    language: str = "en"

    @property
    def is_right_to_left(self) -> bool:
        """Whether the language is written from right to left."""
        return self.language.split("-")[0].lower() in _RIGHT_TO_LEFT


@dataclass(frozen=True, slots=True)
class Invitation:
    """One card: its number, the link behind the QR code, the code in groups for typing."""

    number: int
    link: str
    code: str


def qr_picture(link: str) -> str:
    """The QR code of a link as an SVG picture with the white margin that readers need."""
    drawn = BytesIO()
    segno.make(link, error="m", micro=False).save(
        drawn, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True, nl=False,
        dark="#000", light="#fff",
    )  # fmt: skip
    return drawn.getvalue().decode()


_HEAD = """\
#set document(title: {title})
#set page(paper: "a4", margin: 0mm)
#set text(font: {fonts}, size: 9pt, lang: {language}, dir: {direction})
#set par(leading: 0.55em, justify: false)
#let qr(picture, size) = box(fill: white, image(bytes(picture), format: "svg", width: size))
#let typed(code, size) = text(dir: ltr, font: ("DejaVu Sans Mono",), weight: "bold", size: size,
  code.replace(" ", "\\u{{2002}}"))
#let cut = (paint: luma(150), thickness: 0.4pt, dash: "dashed")
"""

_CARDS = """\
#let card(number, code, picture) = block(width: 105mm, height: 74.25mm, inset: 6mm, clip: true, {{
  block(height: 13mm, clip: true, above: 0mm, below: 1mm, {{
    text(size: 8pt, fill: luma(70), {invited})
    linebreak()
    text(size: 10pt, weight: "bold", {short_title})
  }})
  grid(columns: (34mm, 1fr), column-gutter: 4mm,
    qr(picture, 34mm),
    block(height: 34mm, clip: true, {{
      text(size: 8.5pt, {instruction})
      v(1mm)
      text(size: 9pt, weight: "bold", dir: ltr, {address})
      v(1mm)
      text(size: 7.5pt, fill: luma(70), {once})
    }}))
  block(above: 1.5mm, below: 0mm, width: 100%, {{
    text(size: 7.5pt, fill: luma(70), {code_label})
    linebreak()
    typed(code, 10pt)
  }})
  place(bottom + end, text(size: 7pt, fill: luma(70), {session} + "  ·  " + number))
}})
#let sheet(cards) = grid(columns: (105mm, 105mm), rows: 74.25mm, stroke: cut,
  ..cards.map(c => card(..c)))
"""

_LABELS = """\
#let label(number, code, picture) = block(width: 70mm, height: 37.125mm, inset: 3mm, clip: true,
  grid(columns: (29mm, 1fr), column-gutter: 2mm, align: horizon,
    qr(picture, 29mm),
    {{
      set par(leading: 0.4em, spacing: 0.6em)
      block(text(size: 6.5pt, fill: luma(70), {session} + "  ·  " + number))
      block(text(size: 6.5pt, dir: ltr, {address}))
      block(code.split(" ").map(group => typed(group, 8pt)).join(linebreak()))
    }}))
#let sheet(cards) = grid(columns: (70mm,) * 3, rows: 37.125mm, stroke: cut,
  ..cards.map(c => label(..c)))
"""


def _filled(template: str, words: SheetWords) -> str:
    return template.format(
        title=literal(words.title),
        short_title=literal(shortened(words.title, TITLE_LENGTH_MAX)),
        invited=literal(words.invited),
        instruction=literal(words.instruction),
        address=literal(words.address),
        code_label=literal(words.code_label),
        once=literal(words.once),
        session=literal(words.session),
        fonts=families(words.title + words.instruction),
        language=literal(words.language.split("-")[0].lower()),
        direction="rtl" if words.is_right_to_left else "ltr",
    )


def _pages(invitations: Sequence[Invitation], a_page: int) -> str:
    pages = []
    for start in range(0, len(invitations), a_page):
        rows = "".join(
            f"  ({literal(str(i.number))}, {literal(i.code)}, {literal(qr_picture(i.link))}),\n"
            for i in invitations[start : start + a_page]
        )
        pages.append(f"#sheet((\n{rows}))\n")
    return "#pagebreak()\n".join(pages)


def cards_source(words: SheetWords, invitations: Sequence[Invitation]) -> str:
    """Eight cards to cut out on each page, with instruction, QR code and code for typing."""
    return _filled(_HEAD + _CARDS, words) + _pages(invitations, CARDS_A_PAGE)


def labels_source(words: SheetWords, invitations: Sequence[Invitation]) -> str:
    """Twenty-four QR labels on each page, for desks, envelopes or name tags."""
    return _filled(_HEAD + _LABELS, words) + _pages(invitations, LABELS_A_PAGE)


_POSTER = """\
#align(center + horizon, block(width: 160mm, {{
  text(size: 20pt, fill: luma(70), {invited})
  v(4mm)
  text(size: 30pt, weight: "bold", {title})
  v(8mm)
  qr({picture}, 110mm)
  v(8mm)
  text(size: 18pt, {instruction})
  v(4mm)
  text(size: 26pt, weight: "bold", dir: ltr, {address})
  v(4mm)
  text(size: 16pt, fill: luma(70), {session})
}}))
"""


def poster_source(words: SheetWords, link: str) -> str:
    """One page with the open link of a session, to hang up in the room."""
    poster = _POSTER.replace("{picture}", literal(qr_picture(link)).replace("{", "{{"))
    return _filled(_HEAD + poster, words)
