"""Where themes of comments are kept, and what reads comments for their meaning."""

from collections.abc import Sequence
from typing import Any, Protocol

from numpy.typing import NDArray

from pulsemeter.domain.theme import ThemeSheet


class ThemeBook(Protocol):
    """The newest edition of each session's themes, in the study's own book."""

    async def put(self, sheet: ThemeSheet) -> bool:
        """Write the next edition; False where its number isn't the next."""
        ...

    async def sheet(self, session: str) -> ThemeSheet | None:
        """The newest edition, None where nobody has looked at the comments yet."""
        ...

    async def remove(self, session: str) -> None:
        """Take a session's sheet away; one that isn't there is no matter."""
        ...


class Reader(Protocol):
    """Reads texts of any language on this machine; nothing leaves it."""

    @property
    def has_model(self) -> bool:
        """Whether texts can be read for their meaning, not for their words alone."""
        ...

    def vectors(self, texts: Sequence[str]) -> NDArray[Any]:
        """One vector a text, shape (texts, dimensions): alike where they mean alike. Takes its
        time. RuntimeError without the model."""
        ...

    def knows(self, text: str) -> bool:
        """Whether the model knows the writing of this text."""
        ...

    def stop_words(self) -> frozenset[str]:
        """Words of all languages that say nothing by themselves, in small letters."""
        ...
