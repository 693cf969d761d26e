"""TOML from outside becomes tables, or one kind of refusal, at a cost that its length bounds.

The reader of the standard library copies a dotted key once for each of its parts, so that a file
of keys with a hundred thousand parts holds a server for minutes. No key of ours has more than
three; a longer one is refused before it is read.
"""

import re
import tomllib
from typing import Any

PARTS_MAX = 16
_PART = r"""(?:[\w-]++|"(?:[^"\\\n]++|\\.)*+"|'[^'\n]*+')[ \t]*+"""
_LONG_KEY = re.compile(rf"(?<![\w-]){_PART}(?:\.[ \t]*+{_PART}){{{PARTS_MAX}}}")


class TomlRefused(ValueError):
    """A text that is no TOML, or none that anybody wrote by hand; says where and what."""


def toml_tables(text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises TomlRefused, whatever is wrong with it."""
    long_key = _LONG_KEY.search(text)
    if long_key is not None:
        line = text.count("\n", 0, long_key.start()) + 1
        raise TomlRefused(
            f"{long_key[0][:20]}… has more than {PARTS_MAX} parts with points between them "
            f"(at line {line})"
        )
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TomlRefused("it is nested too deeply") from None
    except ValueError as error:  # also whole numbers beyond all measure
        raise TomlRefused(str(error)) from error
