"""What a parser is to the fuzzing: valid inputs, how they are spoiled, what may be raised.

A target is run by `limited_run` in a process of its own, with limits on time and memory.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

Growing = Callable[[int], Any]
"""An input of about so many bytes, as costly for its length as somebody could think of."""


def _always(_: Exception) -> bool:
    return True


@dataclass(frozen=True)
class Target:
    """One parser. `modules` are the files of the package whose reading of foreign bytes it tries;
    `refusals` are what it may raise; `says_where` is asked of each refusal."""

    name: str
    modules: Sequence[str]
    read: Callable[[Any], object]
    inputs: st.SearchStrategy[Any]
    refusals: tuple[type[Exception], ...] = ()
    growing: Sequence[Growing] = ()
    says_where: Callable[[Exception], bool] = _always
    small: int = 20_000
    """Length of the smaller grown input; the larger one is eight times as long."""
    share: float = 1.0
    """Of the usual number of examples, for what is slow by nature."""


_WORDS = (
    b"",
    b"\x00",
    b"\xff",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\r",
    b"\n",
    b"\t",
    b" ",
    b'"',
    b"'",
    b"\\",
    b"[",
    b"]",
    b"{",
    b"}",
    b"[[",
    b"=",
    b".",
    b",",
    b";",
    b":",
    b"-",
    b"<",
    b">",
    b"&#0;",
    b"&#x110000;",
    b"%00",
    b"%",
    b"../",
    b"0",
    b"-1",
    b"1e999",
    b"NaN",
    b"Infinity",
    b"9" * 25,
    b"9" * 5_000,
    "\u0661".encode(),
    "\u00b2".encode(),
    "\u202e".encode(),
    b"null",
    b"true",
    b"PK\x03\x04",
    b"99:99:99",
    b"-->",
    b"<v ",
    b"#",
    b"1.",
    b"\xf0\x9f\x98\x80",
)

_EDIT = st.tuples(
    st.sampled_from(("cut", "insert", "copy", "flip", "end")),
    st.floats(0, 1),
    st.integers(0, 40),
    st.sampled_from(_WORDS),
)


def spoiled(*seeds: bytes) -> st.SearchStrategy[bytes]:
    """Valid inputs with a few places cut out, copied, put in or turned over."""
    edits = st.lists(_EDIT, max_size=6)
    return st.builds(_spoil, st.sampled_from(seeds), edits)


def spoiled_text(*seeds: str) -> st.SearchStrategy[str]:
    """The same for texts; what is no UTF-8 any more becomes the sign for that."""
    return spoiled(*(seed.encode() for seed in seeds)).map(
        lambda held: held.decode("utf-8", "replace")
    )


def _spoil(seed: bytes, edits: Sequence[tuple[str, float, int, bytes]]) -> bytes:
    held = seed
    for kind, share, length, word in edits:
        place = int(share * len(held))
        if kind == "cut":
            held = held[:place] + held[place + length :]
        elif kind == "insert":
            held = held[:place] + word + held[place:]
        elif kind == "copy":
            held = held[:place] + held[max(0, place - length) : place] + held[place:]
        elif kind == "flip" and place < len(held):
            held = held[:place] + bytes((held[place] ^ (1 << length % 8),)) + held[place + 1 :]
        elif kind == "end":
            held = held[:place]
    return held


_LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(("", "type", "a" * 5_000, "\ud7ff", "1")),
)


def anything(keys: Sequence[str]) -> st.SearchStrategy[Any]:
    """Values as JSON has them, whose objects like these keys."""
    names = st.one_of(st.sampled_from(list(keys)), st.text(max_size=8))
    return st.recursive(
        _LEAVES,
        lambda inner: st.one_of(
            st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=len(keys) + 1)
        ),
        max_leaves=12,
    )


def as_json(value: Any) -> bytes:
    """The value as JSON, also where JSON has no word for it."""
    return json.dumps(value, allow_nan=True).encode("utf-8", "surrogatepass")


def repeated(*parts: str) -> Sequence[Growing]:
    """Inputs that are one text over and over."""
    return [_Repeated(part.encode()) for part in parts]


@dataclass(frozen=True)
class _Repeated:
    part: bytes
    head: bytes = b""
    tail: bytes = b""

    def __call__(self, length: int) -> bytes:
        return self.head + self.part * (length // len(self.part)) + self.tail


def around(head: str, part: str, tail: str = "") -> Growing:
    """An input that repeats a part between a beginning and an end."""
    return _Repeated(part.encode(), head.encode(), tail.encode())
