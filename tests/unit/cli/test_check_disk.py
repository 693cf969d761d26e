import subprocess
import sys
from pathlib import Path

import pytest

from pulsemeter.cli.check_disk import (
    CommitTimes,
    check_commits,
    check_file_system,
    check_space,
    existing_folder,
    file_system,
    judge_commits,
    judge_space,
    time_commits,
)

WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from pulsemeter.cli.check_disk import check_commits
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
found = check_commits(Path(sys.argv[1]))
print(found.state, found.found, found.remedy)
"""
MOUNTS = r"""22 27 0:21 / / rw,relatime - ext4 /dev/a rw
23 22 0:6 / /data rw - nfs4 host:/x rw
24 23 0:7 / /data/fast\040disk rw shared:1 - xfs /dev/b rw
25 22 0:8 / /run rw - tmpfs tmpfs rw
a line that is something else
26 22 0:9 / /run rw - ext4 /dev/c rw
"""


def test_commits_are_timed_and_leave_nothing_behind(tmp_path):
    times = time_commits(tmp_path, commits=5)
    assert len(times.synced_ms) == len(times.loose_ms) == 5
    assert times.synced_ms == tuple(sorted(times.synced_ms))
    assert list(tmp_path.iterdir()) == []
    found = check_commits(tmp_path)
    assert "20 commits" in found.found or found.state != "good"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_which_nothing_can_be_stored(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_ROOM, str(tmp_path)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stdout.startswith("bad nothing can be stored")
    assert "--data" in done.stdout
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    assert "is no folder" in check_commits(tmp_path / "file").found
    if Path("/proc/self").exists():  # a folder of the kernel's own takes no file, not even root's
        assert check_commits(Path("/proc/self")).state == "bad"


@pytest.mark.parametrize(
    ("synced_ms", "loose_ms", "state", "word"),
    [
        ((0.2, 0.21, 0.3), (0.02, 0.02, 0.05), "good", "0.21 ms"),
        ((0.02, 0.02, 0.03), (0.02, 0.02, 0.05), "warning", "isn't kept yet"),
        ((70, 80, 90), (0.02, 0.02, 0.05), "warning", "late"),
        ((600, 700), (0.02, 0.03), "bad", "too slow"),
    ],
)
def test_what_durations_say(synced_ms, loose_ms, state, word):
    found = judge_commits(CommitTimes(synced_ms, loose_ms))
    assert found.state == state
    assert word in found.found
    assert bool(found.remedy) == (state != "good")


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/x", "ext4"),
        ("/data/y", "nfs4"),
        ("/data/fast disk/z", "xfs"),
        ("/database", "ext4"),
        ("/run/z", "ext4"),
    ],
)
def test_the_file_system_of_a_folder(folder, kind):
    assert file_system(Path(folder), MOUNTS) == kind


def test_file_systems_that_lose_data():
    assert file_system(Path("/x"), "") == ""
    states = {
        kind: check_file_system(kind).state for kind in ("nfs4", "tmpfs", "overlay", "ext4", "")
    }
    assert states == {
        "nfs4": "bad",
        "tmpfs": "bad",
        "overlay": "warning",
        "ext4": "good",
        "": "good",
    }


def test_space(tmp_path):
    assert check_space(tmp_path).found.endswith("free") or check_space(tmp_path).remedy
    assert [judge_space(mb).state for mb in (100, 1000, 5000)] == ["bad", "warning", "good"]


def test_a_data_folder_that_is_still_to_be_made(tmp_path):
    assert existing_folder(tmp_path / "a" / "b") == tmp_path
    assert existing_folder(tmp_path) == tmp_path
