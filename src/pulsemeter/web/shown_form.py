"""A form of the studio as a page shows it: values, and what is wrong beside the field it speaks of.

Templates ask by the paths of a study file, which are the names of the fields too.
"""

import re
from collections.abc import Sequence
from typing import Any

from pulsemeter.service.edit_study import Tables
from pulsemeter.service.study_reading import Complaint
from pulsemeter.web.studio_form import Field, Fields, as_table, keys_of

_INDEX = re.compile(r"\[\d+\]")


class Form:
    """A form as a page shows it: values, and what is wrong beside the field it speaks of."""

    def __init__(
        self, fields: Fields, tables: Tables, complaints: Sequence[Complaint] = ()
    ) -> None:
        self._fields, self._tables, self._complaints = fields, tables, complaints

    def at(self, path: str) -> Any:
        """What stands at a path of the tables, None for nothing."""
        place: Any = self._tables
        for key in keys_of(path):
            if isinstance(key, int):
                place = place[key] if isinstance(place, list) and key < len(place) else None
            else:
                place = as_table(place).get(key)
        return place

    def value(self, path: str) -> str:
        """The text of a field."""
        value = self.at(path)
        if value is None:
            return self._field(path).usual
        if isinstance(value, list):
            return "\n".join(map(str, value))
        return str(value)

    def is_on(self, path: str) -> bool:
        """Whether a box is ticked."""
        value = self.at(path)
        return bool(self._field(path).usual) if value is None else bool(value)

    def rows(self, path: str) -> list[Any]:
        """The rows at a path."""
        found = self.at(path)
        return found if isinstance(found, list) else []

    def pair(self, path: str) -> tuple[str, str]:
        """The two ids or words of a row."""
        value = self.at(path)
        texts = [str(each) for each in value] if isinstance(value, list) else []
        return _two(texts)

    def cell(self, path: str) -> tuple[str, str]:
        """The two categories of a row, each as `attribute:category`."""
        named = [f"{k}:{v}" for k, v in as_table(self.at(path)).items() if k != "max"]
        return _two(named)

    def id(self, path: str) -> str:
        """The id of a field's element, so that links lead to it."""
        return "f-" + re.sub(r"[^a-z0-9]+", "-", path).strip("-")

    def label(self, path: str) -> str:
        """What people call a field."""
        return self._field(path).label

    def told(self, path: str) -> list[str]:
        """What is wrong with exactly this field."""
        return [c.what for c in self._complaints if c.key == path]

    def summary(self) -> list[tuple[str, str, str]]:
        """Everything that is wrong: the id to go to (or empty), the field's name, what."""
        return [(*self._place(c.key), c.what) for c in self._complaints]

    def _place(self, key: str) -> tuple[str, str]:
        parts = key.split(".")
        for length in range(len(parts), 0, -1):
            path = ".".join(parts[:length])
            if _INDEX.sub("", path) in self._fields:
                return self.id(path), self._spoken(path)
        return "", key

    def _spoken(self, path: str) -> str:
        """A field's name with the rows that it lies in: “Stimulus 2, title”."""
        parts, said = path.split("."), []
        for length in range(1, len(parts) + 1):
            field = self._fields.get(_INDEX.sub("", ".".join(parts[:length])))
            match = re.search(r"\[(\d+)\]$", parts[length - 1])
            if field is not None:
                said.append(f"{field.label} {int(match[1]) + 1}" if match else field.label)
        return ", ".join(said)

    def _field(self, path: str) -> Field:
        return self._fields[_INDEX.sub("", path)]


def _two(texts: list[str]) -> tuple[str, str]:
    first, second, *_ = [*texts, "", ""]
    return first, second
