"""A text as far as there is room for it, where people read it.

What somebody said is cut between words: half a word reads as another one, or as a slip. This module
must not know where the excerpt stands, nor how wide a letter is.
"""

import unicodedata

_LOOSE = " ,;:–—-(“„،؛、，；："
"""What an excerpt doesn't end with before its ellipsis."""
_JOINER = "\u200d"
_JOINING = 9
"""The combining class of signs that bind the next letter to theirs, as in the scripts of India."""


def shortened(text: str, length_max: int) -> str:
    """A text of at most so many signs, its spaces made one; what is too long ends with an ellipsis.

    It is cut between words. A word that takes more than half of the room, or a script without
    spaces, is cut inside, though not within what is one sign to a reader.

    Examples
    --------
    >>> shortened("the energy is greater than that of a bomb", 29)
    'the energy is greater than …'
    >>> shortened("Rindfleischetikettierungsgesetz", 12)
    'Rindfleisch…'
    """
    plain = " ".join(text.split())
    if len(plain) <= length_max:
        return plain
    between = plain.rfind(" ", 0, max(length_max - 1, 0))
    if between > 0 and between >= length_max // 2:
        return f"{plain[:between].rstrip(_LOOSE)} …"
    return f"{plain[: _whole_signs(plain, max(length_max - 1, 0))].rstrip()}…"


def _whole_signs(text: str, length: int) -> int:
    """The length of the whole signs among the first `length` characters; all of them where they are
    one sign."""
    kept = length
    while kept > 0 and _goes_on(text, kept):
        kept -= 1
    return kept or length


def _goes_on(text: str, place: int) -> bool:
    """Whether the sign before this place goes on behind it."""
    if place >= len(text):
        return False
    before, behind = text[place - 1], text[place]
    if unicodedata.category(behind)[0] == "M" or behind == _JOINER or before == _JOINER:
        return True
    if unicodedata.combining(before) == _JOINING:
        return True
    if _is_regional(behind):
        flags = 0
        while flags < place and _is_regional(text[place - 1 - flags]):
            flags += 1
        return flags % 2 == 1
    return "\U0001f3fb" <= behind <= "\U0001f3ff" or "\U000e0020" <= behind <= "\U000e007f"


def _is_regional(sign: str) -> bool:
    """One of the two letters of a flag."""
    return "\U0001f1e6" <= sign <= "\U0001f1ff"
