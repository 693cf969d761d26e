"""What a child may use, and that it is gone with all it started."""

import os
import signal
import subprocess

from pulsemeter.confined.limits import Limits, end_child


def test_a_program_starts_within_the_limits() -> None:
    limits = Limits(cpu_s=7, memory_bytes=512 * 1024**2, file_bytes=4096, nice=3)
    command = limits.command(["/bin/sh", "-c", "ulimit -t; ulimit -v; ulimit -c"])
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.split() == ["7", str(512 * 1024), "0"]


def test_nothing_is_left_of_a_child() -> None:
    reads, writes = os.pipe()
    command = Limits().command(["/bin/sh", "-c", "sleep 600 & echo begun; wait"])
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, process_group=0, pass_fds=[writes]
    )  # fmt: skip
    os.close(writes)
    assert child.stdout is not None
    assert child.stdout.readline() == b"begun\n"
    end_child(child)
    assert child.returncode == -signal.SIGKILL
    # The end of the pipe comes when nobody holds it any more: neither the child nor its own.
    assert os.read(reads, 1) == b""
    os.close(reads)
