"""Runs ffmpeg as a child that can harm nobody: bounded in time, memory and what it writes.

A file from outside is hostile until the opposite is known. The child has a process group of its
own, yields to everything else on the machine, opens no network, and is killed when it takes too
long or when somebody asks.
"""

import contextlib
import fcntl
import os
import selectors
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pulsemeter.confined.limited_child import CANNOT_START
from pulsemeter.confined.limits import Limits, end_child
from pulsemeter.media.ffmpeg import MediaError, where_is_ffmpeg
from pulsemeter.media.sniff import FileKind

OUTPUT_MAX = 200_000
_PIPE_BYTES = 1_048_576
"""What a pipe is asked to hold, as much as Linux lets anybody have. Raw pictures that pass in a
few pieces rather than in dozens cost a film with an overlay a tenth less."""
PIXELS_MAX = 8_192 * 4_320
_LOOK_S = 0.2
_LAST_WORDS_S = 5


@dataclass(frozen=True, slots=True)
class Printed:
    """What a child wrote, cut where it was too much, and how it ended."""

    output: str
    errors: str
    exit_code: int


class MakingStopped(Exception):
    """Somebody asked for the child to be stopped."""


def safe_input(path: Path, kind: FileKind) -> list[str]:
    """The arguments by which ffmpeg opens this file, as this kind and nothing else."""
    reader = ["-protocol_whitelist", "file,pipe", "-f", kind.reader]
    return [*reader, "-max_pixels", str(PIXELS_MAX), "-i", f"file:{path.resolve()}"]


def run_ffmpeg(
    name: str,
    arguments: list[str],
    limits: Limits,
    *,
    on_line: Callable[[str], None] = lambda line: None,
    stop: threading.Event | None = None,
    feed: Iterable[bytes | memoryview] | None = None,
) -> Printed:
    """Run ffmpeg within these limits; `on_line` hears each line of its output, and what `feed`
    gives is put into it as `pipe:0`, as fast as it takes it.

    Raises MediaError when it takes too long, MakingStopped when `stop` is set, and what `feed`
    raises. What the exit code means is for the caller to know.
    """
    command = limits.command([str(where_is_ffmpeg()), "-hide_banner", "-nostdin", *arguments])
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL if feed is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            process_group=0,
        )
        feeder = _Feeder(child, feed)
        try:
            output = _listen(child, name, limits, on_line, stop)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(_LAST_WORDS_S)  # it closed its output; its exit code comes at once
        finally:
            end_child(child)
            feeder.join()
        if feeder.trouble is not None:
            raise feeder.trouble
        errors.seek(0)
        printed = errors.read(OUTPUT_MAX)
    if child.returncode == CANNOT_START:
        raise MediaError(
            f"ffmpeg can't be started ({printed.decode('utf-8', 'replace').strip()}). Install it "
            "with: apt-get install ffmpeg"
        )
    return Printed(
        output.decode("utf-8", "replace"), printed.decode("utf-8", "replace"), child.returncode
    )


class _Feeder:
    """Puts pieces into a child from a thread of its own, until there are no more or it is gone."""

    def __init__(
        self, child: subprocess.Popen[bytes], feed: Iterable[bytes | memoryview] | None
    ) -> None:
        self.trouble: BaseException | None = None
        self._child, self._feed = child, feed
        self._thread = threading.Thread(target=self._run, daemon=True)
        if feed is not None:
            self._thread.start()

    def join(self) -> None:
        """Wait until it has ended; with its child it ends at the next piece."""
        if self._feed is not None:
            self._thread.join()

    def _run(self) -> None:
        pipe = self._child.stdin
        assert pipe is not None
        assert self._feed is not None
        with contextlib.suppress(OSError):  # where so much isn't to be had, it takes longer
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        try:
            for piece in self._feed:
                pipe.write(piece)
        except BrokenPipeError:
            pass  # it ended before; its exit code says how
        except BaseException as error:  # told by whoever waits, who can't see this thread
            self.trouble = error
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
        finally:
            with contextlib.suppress(OSError):
                pipe.close()


def _listen(
    child: subprocess.Popen[bytes],
    name: str,
    limits: Limits,
    on_line: Callable[[str], None],
    stop: threading.Event | None,
) -> bytes:
    """The child's output until it ends it, within the time it has."""
    assert child.stdout is not None
    pipe = child.stdout.fileno()
    output, rest = bytearray(), b""
    ends_at_s = time.monotonic() + limits.wall_s
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            if stop is not None and stop.is_set():
                raise MakingStopped(name)
            if time.monotonic() > ends_at_s:
                raise MediaError(
                    f"{name}: ffmpeg did not get through it in {limits.wall_s} s. The file is "
                    "probably damaged; save it again as MP4 (H.264, AAC)."
                )
            if not selector.select(_LOOK_S):
                continue
            piece = os.read(pipe, 65_536)
            if not piece:
                return bytes(output)
            output += piece[: max(0, OUTPUT_MAX - len(output))]
            *lines, rest = (rest[-1_000:] + piece).split(b"\n")
            for line in lines:
                on_line(line.decode("utf-8", "replace"))
