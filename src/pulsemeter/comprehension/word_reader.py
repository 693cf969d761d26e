"""Reads comments word by word, without a model: enough for key terms, not for themes."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import stopwordsiso
from numpy.typing import NDArray


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word.casefold() for word in stopwordsiso.stopwords(stopwordsiso.langs()))


class WordReader:
    """Reader of a server without the extra `themes`."""

    has_model = False

    def vectors(self, texts: Sequence[str]) -> NDArray[Any]:
        """Never: RuntimeError."""
        raise RuntimeError(
            f"{len(texts)} texts can't be read for their meaning without a model; install it: "
            "pip install 'pulsemeter[themes]'"
        )

    def knows(self, text: str) -> bool:
        """Of no text."""
        return False

    def stop_words(self) -> frozenset[str]:
        """Of all languages that the package stopwordsiso has."""
        return _stop_words()
