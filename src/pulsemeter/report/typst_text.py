"""Any text as a string of Typst: whatever it holds, it is shown and never carried out."""

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
