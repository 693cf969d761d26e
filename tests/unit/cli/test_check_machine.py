import resource
import subprocess
import sys

from pulsemeter.cli.check_machine import (
    DESCRIPTORS_OWN,
    check_clock,
    check_cores,
    check_descriptors,
    check_memory,
    clock_state,
    descriptor_limit,
    free_memory_mb,
    usable_cores,
)

IN_A_CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (100, 300))
from pulsemeter.cli.check_machine import check_descriptors, descriptor_limit
found = check_descriptors(descriptor_limit(), int(sys.argv[1]))
print(found.state, found.found, found.remedy)
"""


def with_few_files(phones):
    """What is found in a process that may open 300 files."""
    return subprocess.run(
        [sys.executable, "-c", IN_A_CHILD, str(phones)],
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip


def test_a_process_that_may_open_few_files():
    few = with_few_files(1000)
    assert few.startswith("warning")
    assert "about 200 phones" in few
    assert "LimitNOFILE=1100" in few
    assert "--workers 5" in few
    assert with_few_files(200).startswith("good")


def test_descriptors_at_the_edges():
    assert descriptor_limit() == resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    assert check_descriptors(resource.RLIM_INFINITY, 10**6).state == "good"
    none = check_descriptors(DESCRIPTORS_OWN, 1)
    assert none.state == "bad"
    assert "--workers" not in none.remedy


def test_each_worker_holds_its_share_of_the_phones():
    good = check_descriptors(20_000, 39_000, 2)
    assert good.state == "good"
    assert good.found == "20,000: about 19,900 phones in each of 2 workers"
    few = check_descriptors(20_000, 100_000, 4)
    assert few.state == "warning"
    assert few.found.endswith("about 19,900 phones in each of 4 workers, 25,000 are wanted")
    assert "LimitNOFILE=25100" in few.remedy
    assert few.remedy.endswith("or take --workers 6")
    # One worker is none: the serving process holds all of them.
    assert check_descriptors(20_000, 39_000, 1).state == "warning"
    assert check_descriptors(resource.RLIM_INFINITY, 10**6, 2).state == "good"


def test_workers_want_cores_of_their_own():
    assert check_cores(4, 3).state == "good"
    assert check_cores(4, 1).state == "good"
    assert check_cores(2, 2).state == "warning"
    assert "3 cores" in check_cores(2, 2).remedy
    assert check_cores(1, 4).state == "warning"


def test_memory(tmp_path):
    meminfo = tmp_path / "meminfo"
    assert free_memory_mb(meminfo, tmp_path) is None
    assert check_memory(None, 500).state == "warning"
    meminfo.write_text("MemTotal: 9 kB\nMemAvailable:    2048000 kB\n")
    assert free_memory_mb(meminfo, tmp_path) == 2000
    (tmp_path / "memory.max").write_text("max\n")
    (tmp_path / "memory.current").write_text("100000000\n")
    assert free_memory_mb(meminfo, tmp_path) == 2000
    (tmp_path / "memory.max").write_text("600000000\n")
    assert free_memory_mb(meminfo, tmp_path) == 500
    assert check_memory(500, 500).state == "warning"
    assert check_memory(200, 500).state == "bad"
    assert check_memory(2000, 500).state == "good"
    assert check_memory(2000, 200_000).state == "bad"


def test_cores():
    assert usable_cores() >= 1
    assert check_cores(1).state == "warning"
    assert check_cores(2).state == "good"


def test_the_clock():
    assert clock_state() in (None, 0, 1, 2, 3, 4, 5)
    assert check_clock(0).state == "good"
    assert check_clock(5).state == "warning"
    assert "timedatectl" in check_clock(5).remedy
    assert check_clock(None).state == "warning"
