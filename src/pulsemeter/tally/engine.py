"""Which engine works on the cells of a matrix: NumPy, or numba where the extra `fast` brought it.

Both come to the same numbers; numba is only quicker. Loading it takes a second, and compiling for
the first time some seconds, so it waits for work that is worth it. What a server does between two
beats can't wait for it: there NumPy goes on, and whoever keeps the server calls `load` aside. It
must not know what is counted.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from pulsemeter.tally import numpy_kernels
from pulsemeter.tally.numpy_kernels import Codes, Counts, Groups, Ranks, Rows, SmallGroups

WORTH_LOADING = 20_000_000
"""Cells or records in one call that numba is loaded for: NumPy takes tenths of a second."""


class Kernels(Protocol):
    """What an engine does; `numpy_kernels` says it in words."""

    NAME: str

    def count_standings(self, codes: Codes, group: Groups, groups: int) -> Counts:
        """Persons per standing, interval and group."""
        ...

    def stand(
        self, codes: Codes, ranks: Ranks, interval: Rows, row: Rows, rank: Ranks, code: Codes
    ) -> tuple[Rows, Rows, Codes, Codes]:
        """Let entries into a matrix."""
        ...

    def move(
        self, counts: Counts, interval: Rows, group: SmallGroups, before: Codes, after: Codes
    ) -> None:
        """Move counts along with cells that changed."""
        ...


@dataclass(slots=True)
class _Choice:
    """The engines at hand, which one is asked for, and why numba isn't used."""

    quick: Kernels | None = None
    asked: str = ""
    trouble: str = ""
    is_wanted: bool = False


NUMPY: Kernels = cast(Kernels, numpy_kernels)
_choice = _Choice()


def kernels(work: int, *, may_load: bool = False) -> Kernels:
    """The engine for so many cells or records in one call; loads numba for them only where the
    caller has the time."""
    if _choice.asked == NUMPY.NAME:
        return NUMPY
    if _choice.quick is None and work >= WORTH_LOADING:
        _choice.is_wanted = True
        if may_load:
            load()
    return _choice.quick or NUMPY


def is_wanted() -> bool:
    """Whether there was work that numba is worth loading for, and it is here and isn't loaded."""
    return _choice.is_wanted and _choice.quick is None and not _choice.trouble and is_installed()


def is_installed() -> bool:
    """Whether numba is here; doesn't load it."""
    return find_spec("numba") is not None


def load() -> str:
    """Load numba if it is here and works. Answers why it isn't used, in words, or nothing."""
    if _choice.quick is None and not _choice.trouble:
        try:
            _choice.quick = cast(Kernels, import_module("pulsemeter.tally.numba_kernels"))
        except ModuleNotFoundError as error:
            _choice.trouble = f"{error.name} isn't installed"
        except Exception as error:  # whatever keeps it from working, NumPy counts as well
            _choice.trouble = f"numba doesn't work here ({type(error).__name__}: {error})"
    return _choice.trouble


@contextmanager
def using(name: str) -> Iterator[None]:
    """Let one engine do everything meanwhile: `numpy` or `numba`. ValueError where it can't."""
    if name not in (NUMPY.NAME, "numba"):
        raise ValueError(f"no engine {name!r}; there are numpy and numba")
    if name != NUMPY.NAME and load():
        raise ValueError(f"numba can't be used: {_choice.trouble}")
    before, _choice.asked = _choice.asked, name
    try:
        yield
    finally:
        _choice.asked = before
