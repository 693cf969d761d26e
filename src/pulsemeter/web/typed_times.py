"""Times of a stimulus as staff type and read them: 1:05.250, 1:02:03, or seconds alone; and whole
numbers as addresses and forms carry them."""

import re

_TYPED = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,3}))?")

_DIGITS_MAX = 15


def read_ms(text: str) -> int:
    """Milliseconds. ValueError, in words, for what is no time."""
    found = _TYPED.fullmatch(text.strip()) if text.isascii() and len(text) < 40 else None
    hours, minutes, seconds, rest = found.groups() if found else (None, None, "0", None)
    is_clock = minutes is not None
    if found is None or (is_clock and int(seconds) > 59) or (hours and int(minutes or 0) > 59):
        raise ValueError(f"{text.strip()[:40]!r} is no time; write it like 1:05.250")
    whole_s = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole_s * 1_000 + int((rest or "").ljust(3, "0"))


def say_ms(ms: int) -> str:
    """A time to the millisecond as far as it has any, such as 1:05 or 1:05.250."""
    minutes, rest_ms = divmod(ms, 60_000)
    seconds, part = divmod(rest_ms, 1_000)
    text = f"{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes}:{seconds:02}"
    whole = f"{minutes // 60}:{text}" if minutes >= 60 else text
    return f"{whole}.{part:03}" if part else whole


def is_whole(text: str) -> bool:
    """Whether a text is a whole number that can be read: plain digits, and not thousands of them,
    for which Python has no number."""
    return text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX
