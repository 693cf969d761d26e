"""A disk that fails when told to, put under a server that knows nothing of it."""

import mmap
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("failing_disk.c")


class FailingDisk:
    """Lets what a process writes into its data folder fail; `environment` is what that process
    has to be started with. Needs no rights, only a C compiler."""

    def __init__(self, folder: Path) -> None:
        compiler = shutil.which("cc")
        if compiler is None:
            pytest.skip("no C compiler to build a failing disk with; apt-get install gcc libc6-dev")
        library = folder / "failing_disk.so"
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"], check=True
        )
        told = folder / "failing_disk"
        told.write_bytes(bytes(mmap.PAGESIZE))
        with told.open("r+b") as file:
            self._told = mmap.mmap(file.fileno(), mmap.PAGESIZE)
        self.environment = {"LD_PRELOAD": str(library), "FAILING_DISK": str(told)}

    def fail(self, error: int, *, only_sync: bool = False) -> None:
        """From now on writing fails with this error, or syncing alone."""
        self._told[4:8] = struct.pack("=i", only_sync)
        self._told[:4] = struct.pack("=i", error)

    def mend(self) -> None:
        """The disk is well again."""
        self._told[:4] = struct.pack("=i", 0)
