"""Files of tokens: links for whoever invites, hashes for the server.

Links can't be made again, so nothing is ever overwritten; a cell that a spreadsheet would take
for a formula is defused with an apostrophe.
"""

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pulsemeter.domain.counted import counted
from pulsemeter.domain.study import Study
from pulsemeter.report.cell_text import defused
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.make_tokens import COUNT_MAX, MadeToken, TokensRefused, checked_categories

HASHES = "hashes.csv"
_HASH_HEX_LENGTH = 64


def folder_for(folder: Path, names: Sequence[str]) -> Path:
    """The folder, made where it isn't there. TokensRefused where it holds one of these files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        if (folder / name).exists():
            raise TokensRefused(
                f"{folder / name} exists; links can't be made again, so nothing is overwritten: "
                "choose another folder"
            )
    return folder


@contextmanager
def own_file(path: Path) -> Iterator[TextIO]:
    """A new file that only its owner may read; it is on the disk when the block ends."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="utf-8", newline="") as opened:
        yield opened
        opened.flush()
        os.fsync(opened.fileno())


class HashList:
    """`hashes.csv`: what the server gets. Rows are sorted within a batch, so that their order
    doesn't tell the number of a link."""

    def __init__(self, file: TextIO, session: str, attributes: Sequence[str]) -> None:
        self._rows = csv.writer(file)
        self._session = session
        self._attributes = attributes
        self._rows.writerow(["session", "token_hash", *map(defused, attributes)])

    def write(self, batch: Iterable[MadeToken]) -> None:
        """Add the hashes of these tokens."""
        hashed = sorted(
            (made.credential(self._session) for made in batch), key=lambda token: token.token_hash
        )
        for token in hashed:
            cell = [defused(token.categories.get(name, "")) for name in self._attributes]
            self._rows.writerow([self._session, token.token_hash.hex(), *cell])


def read_hashes(file: Path, study: Study, session: str) -> list[Token]:
    """The credentials in a file of hashes, every line checked. TokensRefused names the first
    line that can't be used."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.reader(opened)
            head = next(rows, [])
            if head[:2] != ["session", "token_hash"]:
                raise TokensRefused(
                    f"{file.name} is no file of hashes: its first line must begin with "
                    "session,token_hash"
                )
            return _hash_rows(file.name, rows, head[2:], study, session)
    except (OSError, UnicodeError, csv.Error) as error:
        raise TokensRefused(f"{file.name} can't be read: {error}") from error


def _hash_rows(
    name: str, rows: Iterable[list[str]], attributes: list[str], study: Study, session: str
) -> list[Token]:
    found: list[Token] = []
    # Thousands of tokens share a cell; each cell is checked and held once.
    cells: dict[tuple[str, ...], dict[str, str]] = {}
    for line, row in enumerate(rows, start=2):
        if not row:
            continue
        if len(row) != len(attributes) + 2 or len(found) >= COUNT_MAX:
            has = counted(len(row), "column")
            raise TokensRefused(f"{name}, line {line}: has {has}, or is one too many")
        if row[0] != session:
            raise TokensRefused(
                f"{name}, line {line}: is for session {row[0]!r}, not for {session}"
            )
        if len(row[1]) != _HASH_HEX_LENGTH:
            raise TokensRefused(f"{name}, line {line}: {row[1][:80]!r} is no hash")
        try:
            token_hash = bytes.fromhex(row[1])
        except ValueError:
            raise TokensRefused(f"{name}, line {line}: {row[1]!r} is no hash") from None
        cell = tuple(value.removeprefix("'") for value in row[2:])
        if cell not in cells:
            try:
                given = dict(zip(attributes, cell, strict=True))
                cells[cell] = checked_categories(study, given)
            except TokensRefused as refused:
                raise TokensRefused(f"{name}, line {line}: {refused}") from None
        found.append(Token(token_hash, session, categories=cells[cell]))
    if not found:
        raise TokensRefused(f"{name} holds no hashes")
    return found


def own_bytes(path: Path, body: bytes) -> None:
    """Write a new file that only its owner may read."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as opened:
        opened.write(body)
