"""TOML as people would write it: tables in an order, with remarks, every text quoted safely.

Just what our own files need, so that a remark can stand where it helps. What is written here is
read by the standard library.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Value = str | bool | int | float | Sequence["Value"] | Mapping[str, "Value"]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {"\\": "\\\\", '"': '\\"', "\t": "\\t", "\b": "\\b", "\f": "\\f", "\r": "\\r"}


@dataclass(slots=True)
class Table:
    """One table: its header, such as `[study]`, remarks above it, and its lines."""

    header: str
    remark: str = ""
    lines: list[str] = field(default_factory=list)

    def put(self, key: str, value: Value, remark: str = "") -> None:
        """Add a key with its value."""
        line = f"{toml_key(key)} = {toml_value(value)}"
        self.lines.append(f"{line}  # {remark}" if remark else line)

    def put_unless(self, key: str, value: Value, usual: Value, remark: str = "") -> None:
        """Add a key whose value isn't the usual one."""
        if value != usual:
            self.put(key, value, remark)

    def put_rows(self, key: str, rows: Sequence[Value]) -> None:
        """Add a list, one entry a line."""
        listed = "".join(f"    {toml_value(row)},\n" for row in rows)
        self.lines.append(f"{toml_key(key)} = [\n{listed}]")


def toml_text(tables: Iterable[Table], head: str = "") -> str:
    """The text of a file: a remark at its head, then the tables."""
    blocks = [_remarks(head)] if head else []
    for table in tables:
        remark = [_remarks(table.remark)] if table.remark else []
        blocks.append("\n".join([*remark, table.header, *table.lines]))
    return "\n\n".join(blocks) + "\n"


def toml_key(key: str) -> str:
    """A key, quoted where it has to be."""
    return key if _BARE.fullmatch(key) else _quoted(key)


def toml_value(value: Value) -> str:
    """A value on one line; a text of several lines stands between three quotes.

    >>> toml_value(["a", 2, True, {"b": 0.5}])
    '["a", 2, true, {b = 0.5}]'
    """
    if isinstance(value, str):
        return _several_lines(value) if "\n" in value else _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        pairs = (f"{toml_key(key)} = {_on_one_line(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    return "[" + ", ".join(map(_on_one_line, value)) + "]"


def _on_one_line(value: Value) -> str:
    return _quoted(value) if isinstance(value, str) else toml_value(value)


def _quoted(text: str) -> str:
    return '"' + "".join("\\n" if sign == "\n" else _sign(sign) for sign in text) + '"'


def _several_lines(text: str) -> str:
    # The line break behind the first quotes is no part of the text.
    return '"""\n' + "".join(sign if sign == "\n" else _sign(sign) for sign in text) + '"""'


def _sign(sign: str) -> str:
    if sign in _SHORT:
        return _SHORT[sign]
    if sign.isprintable():
        return sign
    number = ord(sign)  # what can't be seen is written so that it can
    return f"\\u{number:04X}" if number <= 0xFFFF else f"\\U{number:08X}"


def _remarks(text: str) -> str:
    # What can't be seen may not stand in a remark, and has no need to.
    lines = ("".join(filter(str.isprintable, line)) for line in text.splitlines())
    return "\n".join(f"# {line}".rstrip() for line in lines)
