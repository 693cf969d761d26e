"""Where the large arrays of a tally lie: beyond a gigabyte in a file that has no name.

The system keeps in memory what is worked on and writes the rest to disk, so a panel of a million
needs no machine of that size. A tally is a cache of the log: the file ends with the process, and
nothing is ever read from it by another.
"""

import math
import mmap
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pulsemeter.tally.cells import in_memory

MAPPED_BYTES = 1 << 30
"""From this size on an array lies in a file: 93,000 persons over two hours of five seconds."""


class MappedArrays:
    """Makes arrays of zeros: small ones in memory, large ones in a file on this folder's disk."""

    def __init__(self, folder: Path, least_bytes: int = MAPPED_BYTES) -> None:
        self._folder = folder
        self._least_bytes = least_bytes

    def __call__(self, shape: tuple[int, int], kind: npt.DTypeLike) -> npt.NDArray[Any]:
        """An array of zeros. In memory, too, where the disk hasn't the room."""
        kind = np.dtype(kind)
        size = math.prod(shape) * kind.itemsize
        if size < self._least_bytes:
            return in_memory(shape, kind)
        try:
            with tempfile.TemporaryFile(dir=self._folder) as file:
                # All of it now: a disk that is full later would end the process at a write.
                os.posix_fallocate(file.fileno(), 0, size)
                return np.frombuffer(mmap.mmap(file.fileno(), size), dtype=kind).reshape(shape)
        except OSError:
            return in_memory(shape, kind)
