"""Runs a module of ours as a limited child and tells in words how it ended."""

import os
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pulsemeter.confined.limits import Limits, end_child

_LAST_WORDS = 2_000
_LINE_MAX = 1_000
_LOOK_S = 0.2
_OUT_OF_MEMORY = ("MemoryError", "memory allocation", "bad_alloc", "Cannot allocate memory")
# A thread reserves 72 MB of addresses for its stack and heap, and libraries start one for each
# core: what a child may take must not depend on how many the machine has.
_CALM = {"MALLOC_ARENA_MAX": "2", "POLARS_MAX_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: `trouble` is "" where it went through, else a reason that ends a sentence
    beginning with "reading it"; `errors` is the end of what it wrote there, for diagnostics."""

    trouble: str
    errors: str = ""


class ChildStopped(Exception):
    """Somebody asked for the child to be stopped."""


def run_module(
    module: str,
    arguments: Sequence[str],
    limits: Limits,
    *,
    on_line: Callable[[str], None] = lambda line: None,
    stop: threading.Event | None = None,
) -> Ended:
    """Run `python -m MODULE ARGUMENTS` within these limits, and wait for its end; `on_line` hears
    each line that it prints.

    Whatever the child does, it raises nothing but OSError where no child can be started at all;
    ChildStopped once `stop` is set.
    """
    program = [sys.executable, "-P", "-m", module, *arguments]
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            limits.command(program),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=os.environ | _CALM,
            process_group=0,
        )
        try:
            code = _ended(child, limits.wall_s, on_line, stop)
        finally:
            end_child(child)
        length = errors.seek(0, os.SEEK_END)
        errors.seek(max(0, length - _LAST_WORDS))
        told = errors.read(_LAST_WORDS).decode("utf-8", "replace")
    return Ended(_trouble(code, told, limits), told)


def _ended(
    child: subprocess.Popen[bytes],
    wall_s: float,
    on_line: Callable[[str], None],
    stop: threading.Event | None,
) -> int | None:
    """The child's exit code, None where it has none within its time."""
    assert child.stdout is not None
    ends_at_s, rest = time.monotonic() + wall_s, b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while time.monotonic() < ends_at_s:
            if stop is not None and stop.is_set():
                raise ChildStopped
            if not selector.select(_LOOK_S):
                continue
            piece = os.read(child.stdout.fileno(), 65_536)
            if not piece:  # it closed its output, by its end or to go on in silence
                return _exit_code(child, ends_at_s, stop)
            *lines, rest = (rest[-_LINE_MAX:] + piece).split(b"\n")
            for line in lines:
                on_line(line.decode("utf-8", "replace"))
    return None


def _exit_code(
    child: subprocess.Popen[bytes], ends_at_s: float, stop: threading.Event | None
) -> int | None:
    while time.monotonic() < ends_at_s:
        if stop is not None and stop.is_set():
            raise ChildStopped
        try:
            return child.wait(_LOOK_S)
        except subprocess.TimeoutExpired:
            continue
    return None


def _trouble(code: int | None, told: str, limits: Limits) -> str:
    if code == 0:
        return ""
    if code is None:
        return f"took longer than {limits.wall_s} s"
    if any(sign in told for sign in _OUT_OF_MEMORY):
        return f"asked for more memory than {limits.memory_bytes / 1e9:.0f} GB"
    if code == -signal.SIGKILL:  # by its limit of CPU time, or by a machine without memory
        return f"took more than {limits.cpu_s} s of computing, or more memory than there is"
    if code < 0:
        return f"ended the reader (signal {-code})"
    return "failed"
