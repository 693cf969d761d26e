"""Diagnostics: what the program says about itself, for whoever runs it; never about persons.

Nothing of ours logs an id, a code, an address or a secret. This is the second wall: a message or a
traceback of somebody else's code may quote what it stumbled over, so whatever looks like one of
these is blanked before it is written anywhere.
"""

import logging
import re
import sys
from typing import TextIO

BLANK = "…"
_IDS = re.compile(r"\d{9,}")
_LONG_WORDS = re.compile(r"(?<![\w/.-])[\w-]{16,}+(?![\w.-])")
_CLASSES = re.compile(r"(?:Error|Exception|Group|Middleware)\b")
_CODES = re.compile(r"\b(?=[2-9A-Z]*\d)(?=[2-9A-Z]*[A-Z])[2-9A-Z]{10,16}\b")
_HEX = re.compile(r"(?:\\x[0-9a-f]{2}|\b[0-9a-f]{32,}\b)")
_ADDRESSES = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{0,4}\b", re.IGNORECASE
)
_QUOTED = re.compile(r"(?im)^((?:\w+\.)*\w*(?:Error|Exception|Unknown|Refused|Superseded): ).*$")


def blanked(text: str) -> str:
    """The text without what may name a person's seat, token, code, secret or address."""
    text = _QUOTED.sub(rf"\1{BLANK}", text)
    for pattern in (_ADDRESSES, _HEX, _IDS):
        text = pattern.sub(BLANK, text)
    return _CODES.sub(BLANK, _LONG_WORDS.sub(_without_secret, text))


def _without_secret(found: re.Match[str]) -> str:
    """A long word, or a blank in its place if it could be a secret: of names of classes and modules
    none mixes digits or capitals with small letters so long."""
    word = found[0]
    is_mixed = bool(re.search("[a-z]", word) and re.search("[A-Z]", word))
    is_secret = (is_mixed or re.search(r"\d", word)) and not _CLASSES.search(word)
    return BLANK if is_secret else word


class BlankingFormatter(logging.Formatter):
    """Formats a message and its traceback, then blanks them."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one text."""
        # A traceback that another handler formatted before would come along unblanked.
        record.exc_text = None
        return blanked(super().format(record))


def set_up_diagnostics(stream: TextIO | None = None) -> logging.Handler:
    """Let everything worth a warning be written to the standard error stream, blanked; answers the
    handler, for whoever wants to take it away again."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(BlankingFormatter("%(levelname)s %(name)s: %(message)s"))
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return handler
