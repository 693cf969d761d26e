"""What a child may use, how it is started within that, and how it ends."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_WRAPPER = Path(__file__).with_name("limited_child.py")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use."""

    wall_s: int = 30
    cpu_s: int = 60
    memory_bytes: int = 4 * 1024**3
    file_bytes: int = 1024**3
    nice: int = 10

    def command(self, program: Sequence[str]) -> list[str]:
        """The command by which a program starts within these limits. Give it a process group of
        its own, so that `end_child` reaches all that it starts."""
        numbers = (self.cpu_s, self.memory_bytes, self.file_bytes, self.nice)
        return [sys.executable, "-I", "-S", str(_WRAPPER), *map(str, numbers), *program]


def end_child(child: subprocess.Popen[bytes]) -> None:
    """The child and all that it started are gone when this returns."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    if child.stdout:
        child.stdout.close()
