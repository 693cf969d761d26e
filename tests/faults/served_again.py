"""`pulsemeter serve` as a process that is killed and started again, many times.

Run as a program, this loads Pulsemeter once and forks for each start: a start then costs what the
server does at its start, and not the second in which Python reads the code. The fork runs the
same command as a shell would, in a process of its own, which SIGKILL ends without a word.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryFile

READY = "Stop with Ctrl-C."
_ENDED = "ended"


class ServedAgain:
    """One data folder, served again after each kill."""

    def __init__(self, data: Path, port: int, environment: Mapping[str, str] | None = None) -> None:
        self._words = f"{port} {data}"
        self._complaints = TemporaryFile()  # noqa: SIM115 - closed in __exit__
        self._parent = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
            # Threads of a library's own don't come along with a fork.
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
            | dict(environment or {}),
        )
        self.pid = 0

    def __enter__(self) -> "ServedAgain":
        return self

    def __exit__(self, *_: object) -> None:
        if self.pid:
            self.kill()
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait(300)
        assert self._parent.stdout is not None
        self._parent.stdout.close()
        self._complaints.close()

    def said(self) -> str:
        """What the servers have written into their diagnostics."""
        end = os.fstat(self._complaints.fileno()).st_size
        return os.pread(self._complaints.fileno(), end, 0).decode()

    def begin(self) -> None:
        """Start a server and don't wait until it answers."""
        self._say(f"serve {self._words}")
        self.pid = int(self._hear(lambda line: line.startswith("pid "))[4:])

    def start(self) -> None:
        """Start a server; it answers when this returns."""
        self.begin()
        self.await_ready()

    def await_ready(self) -> None:
        """Until it answers."""
        self._hear(lambda line: line == READY)

    def kill(self) -> None:
        """End it in the middle of whatever it does; it is gone when this returns."""
        os.kill(self.pid, signal.SIGKILL)
        self.pid = 0
        self._say("reap")
        self._hear(lambda line: line == _ENDED)

    def _say(self, words: str) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.write(f"{words}\n")
        self._parent.stdin.flush()

    def _hear(self, is_it: Callable[[str], bool]) -> str:
        assert self._parent.stdout is not None
        for line in self._parent.stdout:
            if is_it(line.rstrip("\n")):
                return line.rstrip("\n")
        raise AssertionError(f"the server ended by itself: {self.said()[-2_000:]}")


def _serve(port: str, data: str) -> None:
    from pulsemeter.cli import main

    main(["serve", "--port", port, "--data", data], prog_name="pulsemeter")


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _obey() -> None:
    """Fork for each `serve`, collect the dead for each `reap`."""
    import pulsemeter.cli.serve  # noqa: F401 - loaded here, once, for all that fork

    child = 0
    while line := sys.stdin.readline():  # not an iterator: nothing may be read ahead of a fork
        word, *rest = line.split(maxsplit=2)
        if word == "reap":
            os.waitpid(child, 0)
            _tell(_ENDED)
            continue
        child = os.fork()
        if child == 0:
            os.close(0)
            os.open(os.devnull, os.O_RDONLY)
            _serve(rest[0], rest[1].strip())
            os._exit(0)
        _tell(f"pid {child}")


if __name__ == "__main__":
    _obey()
