"""The words of a figure taken out of its drawing, for paper, where they are set like all others.

What turns drawings into PDF shapes no letters: those of India would lie on each other. This module
must not know figures, Typst or fonts.
"""

import re
from dataclasses import dataclass
from html import unescape

_TEXT = re.compile(
    r'<text x="([-\d.]+)" y="([-\d.]+)" text-anchor="(start|middle|end)"([^>]*)>([^<]*)</text>'
)
_WIDTH = re.compile(r'viewBox="0 0 ([\d.]+) ')


@dataclass(frozen=True, slots=True)
class FigureWord:
    """One line of text; `y` is where its letters stand, `x` its start, middle or end."""

    x: float
    y: float
    anchor: str
    is_quiet: bool
    text: str


def without_words(svg: str) -> tuple[str, float, list[FigureWord]]:
    """A figure's drawing without its texts, its width in its own points, and the texts.

    Examples
    --------
    >>> text = '<text x="3" y="9.5" text-anchor="end">a &lt; b</text>'
    >>> without_words(f'<svg viewBox="0 0 40 20">{text}</svg>')[1:]
    (40.0, [FigureWord(x=3.0, y=9.5, anchor='end', is_quiet=False, text='a < b')])
    """
    found = [
        FigureWord(float(x), float(y), anchor, "pm-quiet" in look, unescape(text))
        for x, y, anchor, look, text in _TEXT.findall(svg)
    ]
    width = _WIDTH.search(svg)
    if width is None:
        raise ValueError("a figure says how wide it is")
    return _TEXT.sub("", svg), float(width[1]), found
