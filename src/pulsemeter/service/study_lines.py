"""Where each key of a TOML text stands, so that an error can name the line.

The TOML reader of the standard library gives values without places; this looks only for
headers and keys at the start of lines and takes no part in reading values.
"""

import re

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+)\s*=")


def key_lines(text: str) -> dict[str, int]:
    """Line numbers (from 1) by path, such as `stimulus[0].file` or `instrument.cadence_ms`."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            prefix = _place(header.group(2), header.group(1) == "[[", counts)
            lines.setdefault(prefix, number)
            continue
        key = _KEY.match(line)
        if key:
            path = f"{prefix}.{key.group(1)}" if prefix else key.group(1)
            lines.setdefault(path, number)
    return lines


def _place(name: str, is_list: bool, counts: dict[str, int]) -> str:
    """The header's path; parts that are lists carry the number of their newest entry."""
    parts = name.split(".")
    path = ""
    for depth, part in enumerate(parts):
        path = f"{path}.{part}" if path else part
        if depth == len(parts) - 1 and is_list:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
