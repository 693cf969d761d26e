"""How the report writes single things: verdicts, impressions, figures with their intervals.

Every text goes through the `words` of the language; a text that its catalogue lacks is said in
English. What has no value is said as such, never shown as a gap in the program. This module must
not know tables, pages or figures.
"""

from collections.abc import Mapping
from typing import Any

from pulsemeter.release.words import Words, message

POINTS = 100
DASH = "–"
VERDICT_NAMES: Mapping[str, str] = {
    "resonates": message("resonates"),
    "falls_flat": message("falls flat"),
    "divides": message("divides"),
    "leaves_cold": message("leaves cold"),
    "undecided": message("undecided"),
    "too_few": message("too few"),
}
VERDICT_SIGNS: Mapping[str, str] = {
    "resonates": "▲",
    "falls_flat": "▼",
    "divides": "◆",
    "leaves_cold": "○",
    "undecided": "·",
    "too_few": DASH,
}
IMPRESSIONS: Mapping[str, str] = {
    "resonates": "positive",
    "falls_flat": "negative",
    "divides": "mixed",
    "leaves_cold": "indifferent",
    "undecided": "undecided",
    "too_few": "too few",
}
INSTRUMENT_NAMES: Mapping[str, str] = {
    "two_buttons": "two buttons, one press per interval",
    "two_buttons_free": "two buttons, pressed freely",
    "two_buttons_per_target": "two buttons for each target",
    "four_steps": "four steps (++ + − −−)",
    "slider": "slider that keeps its value",
}

CODED: Mapping[str, str] = {
    "under": message("fewer than {n}"),
    "over": message("more than {n}"),
}


def told(words: Words, text: str, **values: str) -> str:
    """A text in the report's language with its places filled."""
    return words.translate(text).format(**values)


def named(words: Words, names: Mapping[str, str], key: str | None) -> str:
    """The name of a coded value; a code without a name is read as it is."""
    if key is None:
        return words.say("too few")
    return words.translate(names.get(key, key.replace("_", " ")))


def net_text(words: Words, net: float | None) -> str:
    """Net approval in points with its sign, or "too few"."""
    return words.say("too few") if net is None else words.net(net)


def range_text(words: Words, low: float | None, high: float | None) -> str:
    """Both ends of an interval in points, or a dash."""
    if low is None or high is None:
        return DASH
    return words.say("{low} to {high}", low=words.net(low), high=words.net(high))


def net_with_range(words: Words, row: Mapping[str, Any], name: str = "net") -> str:
    """`+23 (+10 to +36)`, or "too few"."""
    if row[name] is None:
        return words.say("too few")
    ends = range_text(words, row["low"], row["high"])
    return f"{words.net(row[name])} ({ends})"


def share_text(words: Words, share: float | None) -> str:
    """A share in whole points of a hundred, or a dash."""
    return DASH if share is None else words.percent(share)


def whole_text(words: Words, count: int | float | None) -> str:
    """A count, or a dash where it may not or cannot be told."""
    return DASH if count is None else words.whole(round(count))


def decimal_text(value: float | None) -> str:
    """A coefficient with two decimals and a true minus, or a dash."""
    if value is None:
        return DASH
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def seconds_text(ms: int | None) -> str:
    """Milliseconds as seconds, no finer than they are."""
    return DASH if ms is None else f"{ms / 1000:g} s"


def count_text(words: Words, row: Mapping[str, Any], column: str) -> str:
    """A count as it may be told: with its coded end where it was released so."""
    return coded_text(words, row[column], row.get(f"{column}_coding"))


def coded_text(words: Words, count: int | None, coding: str | None) -> str:
    """A count with its coded end, where it has one."""
    plain = whole_text(words, count)
    coded = CODED.get(str(coding))
    return plain if coded is None else told(words, coded, n=plain)
