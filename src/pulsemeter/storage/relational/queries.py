"""SQL from its named files: `-- name: append` begins a statement called `append`.

Only reads text; which statement is run when is the affair of the books.
"""

import re
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def load_queries(book: str, room: str = __package__) -> Mapping[str, str]:
    """The statements of `sql/<book>.sql` in a room of storage, by name."""
    text = (files(room) / "sql" / f"{book}.sql").read_text(encoding="utf-8")
    parts = _NAME.split(text)[1:]
    names, bodies = parts[::2], parts[1::2]
    if len(set(names)) != len(names):
        raise ValueError(f"sql/{book}.sql names a statement twice: {names}")
    return MappingProxyType({name: body.strip() for name, body in zip(names, bodies, strict=True)})


def load_migrations(room: str, kind: str) -> list[tuple[int, str]]:
    """Number and text of each file of `migrations/<kind>/` in an engine's room, in order, without
    gaps."""
    folder = files(room) / "migrations" / kind
    found = sorted(
        (int(entry.name[:4]), entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".sql")
    )
    numbers = [number for number, _ in found]
    if numbers != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations of {kind} are not numbered 1, 2, 3 …: {numbers}")
    return found
