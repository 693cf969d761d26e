"""Parsers with every fault that the fuzzing is there for, so that it is known to find them."""

import mmap
import resource

from hypothesis import strategies as st
from tests.fuzz.target import Target, spoiled


def _copies(text):
    while text:
        text = text[1:]


def _dawdles(text):
    for _ in range(2_000 * len(text)):
        pass


def _never_ends(_):
    # The limit of the fuzzing is two minutes; a suite can't wait so long to see that it works.
    used_s = int(resource.getrusage(resource.RUSAGE_SELF).ru_utime)
    resource.setrlimit(resource.RLIMIT_CPU, (used_s + 1, resource.RLIM_INFINITY))
    while True:
        pass


def _keeps(most):
    """A reader that gives two thirds of what it may take never back."""
    kept = []

    def read(_):
        if len(kept) < most:
            kept.append(mmap.mmap(-1, 2 * 1024**3))

    return read


def _mute(_):
    raise ValueError("no")


TARGETS = [
    Target("one that copies", [], _copies, st.just(b""), growing=[lambda n: b"a" * n * 4]),
    Target(
        "one that dawdles", [], _dawdles, st.just(b""), growing=[lambda n: b"a" * n], small=5_000
    ),
    Target(
        "one that stumbles", [], lambda text: 1 / (text == b"0123456789"), spoiled(b"0123456789")
    ),
    Target(
        "one that says nothing", [], _mute, st.just(b""), (ValueError,),
        says_where=lambda error: "line" in str(error),
    ),
    Target("one that hoards", [], lambda _: bytes(8 * 1024**3), st.just(b"")),
    Target("one that keeps", [], _keeps(1), st.just(b"")),
    Target("one that keeps as much again", [], _keeps(1), st.just(b"")),
    Target("one that keeps ever more", [], _keeps(9), st.binary(min_size=1)),
    Target("one that never ends", [], _never_ends, st.just(b"")),
]  # fmt: skip
