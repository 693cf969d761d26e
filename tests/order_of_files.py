"""In which order several workers take the files of tests.

A browser test waits for most of its time, nearly all others compute. So files of both kinds take
turns, and while one worker waits the cores have work; the short tests of units come last, so that
the workers end together. A file stays whole: what its tests share is made once.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

BROWSER, UNIT = "tests/e2e/", "tests/unit/"


class Named(Protocol):
    """As much of a test as is needed here."""

    @property
    def nodeid(self) -> str: ...


Item = TypeVar("Item", bound=Named)


def taking_turns(items: Sequence[Item]) -> list[Item]:
    """The tests in the order in which workers are to take them."""
    files: dict[str, list[Item]] = {}
    for item in items:
        files.setdefault(item.nodeid.split("::")[0], []).append(item)
    units = [name for name in files if name.startswith(UNIT)]
    browser = [name for name in files if name.startswith(BROWSER)]
    others = [name for name in files if not name.startswith((UNIT, BROWSER))]
    place = {
        name: (number + 0.5) / len(group)
        for group in (browser, others)
        for number, name in enumerate(group)
    }
    return [
        item for name in [*sorted(place, key=place.__getitem__), *units] for item in files[name]
    ]
