"""The program that takes limits upon itself before it becomes another."""

import subprocess
import sys
from pathlib import Path

from pulsemeter.confined import limited_child


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    path = Path(limited_child.__file__)
    command = [sys.executable, "-I", "-S", str(path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def test_it_becomes_the_command_within_the_limits() -> None:
    done = run("9", str(1024**3), "1024", "1", "/bin/sh", "-c", "ulimit -t; exit 4")
    assert (done.stdout.strip(), done.returncode) == ("9", 4)


def test_a_command_that_is_not_there_is_told_apart() -> None:
    done = run("9", str(1024**3), "1024", "1", "/no/such/program")
    assert (done.returncode, done.stderr) == (
        limited_child.CANNOT_START,
        "No such file or directory",
    )
