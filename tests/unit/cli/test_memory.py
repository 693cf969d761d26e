"""Each in a process of its own: the settings are the process's."""

import ctypes
import subprocess
import sys

from pulsemeter.cli.memory import give_back_large, share_arenas

LARGE = """
import ctypes, sys
from pulsemeter.cli.memory import LARGE_BYTES, give_back_large

def lies_apart(size):
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    piece = ctypes.c_void_p(libc.malloc(ctypes.c_size_t(size)))
    with open("/proc/self/maps") as maps:
        heap = next(line.split("-") for line in maps if "[heap]" in line)
    is_apart = not int(heap[0], 16) <= piece.value < int(heap[1].split()[0], 16)
    libc.free(piece)
    return is_apart

if sys.argv[1] == "told":
    assert give_back_large()
lies_apart(16 << 20)  # from which the library learns
print(lies_apart(4 * LARGE_BYTES), lies_apart(LARGE_BYTES // 4))
"""
ARENAS = """
import ctypes, sys, threading
if sys.argv[1] == "told":
    import pulsemeter.cli
libc = ctypes.CDLL(None)
together = threading.Barrier(12)

def take():
    together.wait()
    libc.malloc(100_000)
    together.wait()

threads = [threading.Thread(target=take) for _ in range(12)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
stdout = ctypes.c_void_p.in_dll(libc, "stdout")
libc.malloc_info(0, stdout)
libc.fflush(stdout)
"""


def run(program, how):
    command = [sys.executable, "-c", program, how]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_what_was_large_goes_back_to_the_system_whatever_came_before():
    assert run(LARGE, "told").strip() == "True False"
    assert run(LARGE, "as it is").strip() == "False False"


def test_threads_share_arenas():
    assert run(ARENAS, "told").count("<heap nr=") <= 2
    assert run(ARENAS, "as it is").count("<heap nr=") > 2


def test_without_such_settings_all_stays_as_it_is(monkeypatch):
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    assert not give_back_large()
    assert not share_arenas()
