"""Any text as a string of Typst: whatever it holds, it is shown and never carried out.

And which fonts it is shown in, by their names; where they lie is known outside.
"""

PLAIN = "DejaVu Sans"
_BY_SCRIPT = (
    "Bengali", "Devanagari", "Ethiopic", "Gujarati", "Gurmukhi", "Kannada", "Khmer", "Malayalam",
    "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai",
)  # fmt: skip
_CLUES = (("\u3040", "\u30ff", "JP"), ("\u1100", "\u11ff", "KR"), ("\uac00", "\ud7a3", "KR"))
_WITHOUT_CLUE = ("SC", "TC", "JP", "KR")

_MARKS = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")
"""Joiners and isolates: they print nothing and keep scripts in their order."""


def literal(text: str) -> str:
    """The text in quotes; signs that can't be shown become spaces.

    Examples
    --------
    >>> print(literal('#panic("no")'))
    "#panic(\\"no\\")"
    """
    plain = "".join(sign if sign.isprintable() or sign in _MARKS else " " for sign in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


def east_asian(text: str) -> tuple[str, ...]:
    """In which order a text takes its signs from the fonts of East Asia, which share many and write
    each in their own way: kana make it Japanese, hangul Korean; without either it is Chinese.

    Examples
    --------
    >>> east_asian("日本の"), east_asian("漢字")
    (('JP', 'SC', 'TC', 'KR'), ('SC', 'TC', 'JP', 'KR'))
    """
    found = (r for first, last, r in _CLUES if any(first <= sign <= last for sign in text))
    return tuple(dict.fromkeys((*found, *_WITHOUT_CLUE)))


def families(text: str) -> str:
    """The font families for a text as an array of Typst, in the order in which signs are sought."""
    names = (PLAIN, *(f"Noto Sans {name}" for name in (*_BY_SCRIPT, *east_asian(text))))
    return f"({', '.join(map(literal, names))})"
