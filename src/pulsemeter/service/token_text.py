"""How a personal code is written: 26 letters and digits, in groups, easy to read and to type.

Each sign holds 5 bits, so a code holds 130. I, L, O and U aren't used; whoever types I or L means
1, and O means 0. Blanks, dashes and the case don't matter.
"""

from pulsemeter.service.ports import Chance

TOKEN_LENGTH = 26
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SIGN_BITS = 5
_GROUPS = (5, 5, 5, 5, 6)
_MEANT = str.maketrans({"I": "1", "L": "1", "O": "0"})


def draw_token(chance: Chance) -> str:
    """A fresh code."""
    bits = TOKEN_LENGTH * _SIGN_BITS
    number = chance.number(bits)
    return "".join(
        _SIGNS[number >> shift & (len(_SIGNS) - 1)] for shift in range(0, bits, _SIGN_BITS)
    )


def grouped(token: str) -> str:
    """The code in groups, as it is printed."""
    found, start = [], 0
    for length in _GROUPS:
        found.append(token[start : start + length])
        start += length
    return " ".join(found)


def plain_token(typed: str) -> str:
    """The code that was meant; what can't be one stays as it was typed, without outer blanks."""
    compact = "".join(sign for sign in typed if not sign.isspace() and sign not in "-–—_.")
    meant = compact.upper().translate(_MEANT)
    is_code = len(meant) == TOKEN_LENGTH and all(sign in _SIGNS for sign in meant)
    return meant if is_code else typed.strip()
