"""Walking over a parsed mapping: values by kind, complaints by key and line.

A walk goes on after a complaint, so that one reading shows everything that is wrong.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, TypeVar

from pulsemeter.intake.complaint import IntakeError

_Word = TypeVar("_Word", bound=StrEnum)
TEXT_MAX = 500


class Walk:
    """One reading of one mapping."""

    def __init__(self, name: str, lines: dict[str, int]) -> None:
        self._name = name
        self._lines = lines
        self._found: list[str] = []

    def complain(self, path: str, what: str) -> None:
        """Put something on the list."""
        line = self._lines.get(path) or self._lines.get(path.rsplit(".", 1)[0])
        self._found.append(f"line {line}, {path}: {what}" if line else f"{path}: {what}")

    def stop(self) -> None:
        """IntakeError with everything on the list, if anything is."""
        if self._found:
            raise IntakeError(self._name, self._found)

    def plain(self, tables: dict[str, Any], name: str) -> dict[str, Any]:
        """A section, or an empty one, without judging it."""
        held = tables.get(name, {})
        return held if isinstance(held, dict) else {}

    def section(self, tables: dict[str, Any], name: str) -> dict[str, Any]:
        """A section; one that isn't there is empty."""
        if not isinstance(tables.get(name, {}), dict):
            self.complain(name, f"must be written as [{name}]")
        return self.plain(tables, name)

    def entries(
        self, tables: dict[str, Any], name: str, most: int, path: str = ""
    ) -> list[dict[str, Any]]:
        """The entries of a list of sections, at most so many."""
        where = f"{path}.{name}" if path else name
        held = tables.get(name, [])
        if not isinstance(held, list) or not all(isinstance(entry, dict) for entry in held):
            self.complain(where, f"must be written as [[{where}]]")
            return []
        if len(held) > most:
            self.complain(where, f"stands {len(held)} times; {most} are the most")
        return held[:most]

    def known(self, table: dict[str, Any], path: str, names: set[str]) -> None:
        """Complain of keys that mean nothing here."""
        for key in sorted(set(table) - names):
            where = f"{path}.{key}" if path else key
            self.complain(where, f"is not a key here; known are {', '.join(sorted(names))}")

    def text(self, table: dict[str, Any], path: str, *, needed: bool = False) -> str:
        """A text; a whole number stands for itself, because headers may be numbers."""
        value = table.get(path.rsplit(".", 1)[1])
        if value is None or value == "":
            if needed:
                self.complain(path, "is missing; give a text")
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or len(value) > TEXT_MAX:
            self.complain(path, f"must be a text of at most {TEXT_MAX} signs")
            return ""
        return value

    def texts(self, table: dict[str, Any], path: str) -> tuple[str, ...]:
        """A list of texts and numbers, all as text."""
        held = table.get(path.rsplit(".", 1)[1], [])
        plain = isinstance(held, list) and all(
            isinstance(one, str | int | float) and not isinstance(one, bool) for one in held
        )
        if not plain:
            self.complain(path, 'must be a list such as ["-99", "NA"]')
            return ()
        return tuple(str(one).strip() for one in held)

    def flag(self, table: dict[str, Any], path: str) -> bool:
        """True or false, by itself false."""
        value = table.get(path.rsplit(".", 1)[1], False)
        if not isinstance(value, bool):
            self.complain(path, "must be true or false")
            return False
        return value

    def number(
        self,
        table: dict[str, Any],
        path: str,
        usual: float,
        limits: tuple[float, float],
        *,
        whole: bool = False,
    ) -> float:
        """A number between two limits."""
        value = table.get(path.rsplit(".", 1)[1], usual)
        kinds = (int,) if whole else (int, float)
        if not isinstance(value, kinds) or isinstance(value, bool):
            self.complain(path, f"must be a {'whole ' if whole else ''}number, not {value!r}")
            return usual
        if not limits[0] <= value <= limits[1]:
            self.complain(path, f"{value} lies outside {limits[0]:g} to {limits[1]:g}")
            return usual
        return value

    def one_of(
        self, table: dict[str, Any], path: str, words: Sequence[_Word], *, needed: bool = False
    ) -> _Word:
        """One of these words, by itself the first; complains where it is needed and missing."""
        value = table.get(path.rsplit(".", 1)[1])
        if value is None and not needed:
            return words[0]
        for word in words:
            if value == word.value:
                return word
        said = "is missing" if value is None else f"{value!r} isn't known"
        self.complain(path, f"{said}; give one of {', '.join(word.value for word in words)}")
        return words[0]

    def pairs(self, table: dict[str, Any], path: str) -> tuple[tuple[str, str], ...]:
        """Pairs of texts; whether they name something is judged by whoever knows."""
        held = table.get(path.rsplit(".", 1)[1], [])
        is_list = isinstance(held, list)
        if not is_list or not all(
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(p, str) for p in pair)
            for pair in held
        ):
            self.complain(path, 'must be pairs such as [["north", "south"]]')
            return ()
        return tuple((pair[0], pair[1]) for pair in held)
