"""The list of personal links for whoever invites: a table of links, codes and cells.

Links can't be made again. A cell that a spreadsheet would take for a formula is defused.
"""

import csv
from collections.abc import Iterable, Sequence
from typing import TextIO

from pulsemeter.report.cell_text import defused
from pulsemeter.service.make_tokens import MadeToken
from pulsemeter.service.token_text import grouped

LINKS = "links.csv"


class LinkList:
    """`links.csv`: number, link, the code in groups, and the cell where tokens carry one."""

    def __init__(self, file: TextIO, address: str, attributes: Sequence[str]) -> None:
        self._rows = csv.writer(file)
        self._address = address
        self._attributes = attributes
        self._rows.writerow(["number", "link", "code", *map(defused, attributes)])

    def link(self, made: MadeToken) -> str:
        """The personal link of a token."""
        return made.link(self._address)

    def write(self, batch: Iterable[MadeToken]) -> None:
        """Add these tokens."""
        for made in batch:
            cell = [defused(made.categories.get(name, "")) for name in self._attributes]
            self._rows.writerow([made.number, self.link(made), grouped(made.token), *cell])
