"""The parts of the file that says how messages leave: sections, their keys, secrets beside it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pulsemeter.transcript.toml_tables import TomlRefused, toml_tables


class CouriersRefused(ValueError):
    """A file that can't be used; the message says where and how to mend it."""


def tables_of(path: Path) -> dict[str, Any]:
    """What the file holds. CouriersRefused where it can't be read."""
    try:
        return toml_tables(path.read_text("utf-8"))
    except OSError as error:
        raise CouriersRefused(f"{path} can't be read: {error.strerror}; check the name") from None
    except (UnicodeDecodeError, TomlRefused) as error:
        raise CouriersRefused(f"{path} is no TOML in UTF-8: {error}") from None


def section(
    path: Path | None, tables: Mapping[str, Any], name: str, keys: Mapping[str, type] | None
) -> dict[str, Any]:
    """A section with these keys and kinds of values; without `keys`, any keys with texts."""
    held = tables.get(name, {})
    if not isinstance(held, dict):
        raise CouriersRefused(f"{path}: {name} is a section, written [{name}]")
    for key, value in held.items():
        if keys is not None and key not in keys:
            raise CouriersRefused(f"{path}: [{name}] has no key {key!r}; use {', '.join(keys)}")
        kind = str if keys is None else keys[key]
        if type(value) is not kind:
            raise CouriersRefused(f"{path}: [{name}] {key} must be a {kind.__name__}")
    return held


def secret_in(path: Path | None, name: str, key: str, file: str) -> str:
    """What a file beside this one holds, for a key of a section, or at a whole path."""
    place = (path.parent if path else Path()) / file
    try:
        return place.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CouriersRefused(f"{path}: [{name}] {key} {place}: {error}") from None
