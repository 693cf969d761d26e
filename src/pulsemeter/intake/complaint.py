"""What is wrong with a file, gathered before anything is said: what, where, how to mend it.

Whoever mends a file wants the whole list at once, and not ten thousand lines of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import polars as pl

from pulsemeter.analysis.data_error import DataError

COMPLAINTS_SHOWN = 20
ROWS_SHOWN = 8
QUOTE_MAX = 60

Locate = Callable[[Sequence[int]], list[str]]


class IntakeError(DataError):
    """A file that can't be used as it is.

    Attributes
    ----------
    name : str
        The file's name.
    complaints : tuple of str
        What was found, each with its place and remedy.
    hidden : int
        Further findings of the same sorts that aren't listed.
    """

    def __init__(self, name: str, complaints: Sequence[str], hidden: int = 0) -> None:
        self.name = name
        self.complaints = tuple(complaints)
        self.hidden = hidden
        shown = self.complaints[:COMPLAINTS_SHOWN]
        more = len(self.complaints) - len(shown) + hidden
        if len(shown) == 1 and not more:
            text = f"{name} can't be used: {shown[0]}"
        else:
            lines = [*shown, *([f"and {more:,} more"] if more else [])]
            text = f"{name} can't be used:\n" + "\n".join(f"  {line}" for line in lines)
        super().__init__(text)


@dataclass(slots=True)
class Complaints:
    """The growing list of one reading; `stop` ends the reading if there is anything on it."""

    name: str
    locate: Locate
    found: list[str] = field(default_factory=list)
    hidden: int = 0

    def add(self, text: str) -> None:
        """One finding about the file as a whole."""
        self.found.append(text)

    def rows(
        self,
        header: str | pl.Series,
        wrong: pl.Series,
        rows: pl.Series,
        values: pl.Series,
        reason: str,
    ) -> None:
        """One finding for each row that `wrong` marks; the first few are listed with their value.

        `rows` are the places in the file, `values` what stands there; all are parallel, as
        is `header` where it differs from row to row.
        """
        places = wrong.fill_null(False).arg_true()
        if not len(places):
            return
        first = places.head(ROWS_SHOWN)
        where = self.locate(rows.gather(first).to_list())
        headers = (
            [header] * len(first) if isinstance(header, str) else header.gather(first).to_list()
        )
        for line, column, value in zip(where, headers, values.gather(first), strict=True):
            self.found.append(f"{line}, {column}: {quoted(value)} {reason}")
        self.hidden += len(places) - len(first)

    def stop(self) -> None:
        """Raise IntakeError with everything found so far, if anything was found."""
        if self.found:
            raise IntakeError(self.name, self.found, self.hidden)


def quoted(value: object) -> str:
    """A value from a file as it is shown to people: short and on one line."""
    if value is None:
        return "an empty field"
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    return repr(text if len(text) <= QUOTE_MAX else text[: QUOTE_MAX - 1] + "…")


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names in a sentence, the first few of many."""
    shown = ", ".join(repr(name) for name in names[:most])
    rest = len(names) - most
    return f"{shown} and {rest} more" if rest > 0 else shown or "none"
