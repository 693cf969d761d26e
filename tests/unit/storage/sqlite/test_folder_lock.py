"""One server per data folder."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pulsemeter.service.ports import FolderHeld, StoreError
from pulsemeter.storage.sqlite.folder_lock import (
    lock_folder,
    lock_imports,
    lock_tally,
    make_folder,
    opening,
    share_folder,
)

HOLD = """
import sys
from pathlib import Path
from pulsemeter.storage.sqlite import lock_folder
lock = lock_folder(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_the_folder_is_made_for_its_owner_alone(data: Path) -> None:
    with lock_folder(data):
        assert data.stat().st_mode & 0o077 == 0
        assert (data / "server.lock").stat().st_mode & 0o077 == 0


def test_a_second_server_hears_the_number_of_the_first(data: Path) -> None:
    with (
        subprocess.Popen(
            [sys.executable, "-c", HOLD, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as first,
    ):
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match=rf"process {first.pid}\b.*--data"):
            lock_folder(data)
        first.kill()
        first.wait()
        lock_folder(data).release()


def test_the_lock_is_free_after_release(data: Path) -> None:
    first = lock_folder(data)
    with pytest.raises(StoreError, match=str(os.getpid())):
        lock_folder(data)
    first.release()
    first.release()
    lock_folder(data).release()


def test_a_folder_below_a_file_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(StoreError, match=r"can't be made a data folder.*--data"):
            make_folder(folder)


def test_a_lock_that_cannot_be_opened_is_explained(data: Path) -> None:
    (data / "server.lock").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"server\.lock can't be opened"):
        lock_folder(data)


def test_a_folder_without_the_right_to_write_is_refused(data: Path) -> None:
    data.mkdir(mode=0o500)
    if os.access(data, os.W_OK):
        pytest.skip("this account may write everywhere; run as another one to see the refusal")
    with pytest.raises(StoreError, match="can't be written"):
        make_folder(data)


def test_only_one_program_opens_the_files_at_a_time(tmp_path: Path) -> None:
    other = os.open(tmp_path, os.O_RDONLY)
    with opening(tmp_path), pytest.raises(BlockingIOError):
        fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)
    with lock_folder(tmp_path), opening(tmp_path):
        pass  # a running server doesn't keep the command line out


def test_imports_take_turns_beside_a_server(data: Path) -> None:
    held = pytest.raises(FolderHeld, match=rf"another import \(process {os.getpid()}\)")
    with lock_folder(data), lock_imports(data), held:
        lock_imports(data)
    lock_imports(data).release()


def test_several_servers_share_a_folder_that_none_holds_alone(data: Path) -> None:
    with share_folder(data), share_folder(data), pytest.raises(FolderHeld, match="--data"):
        lock_folder(data)
    with lock_folder(data), pytest.raises(FolderHeld, match="--role"):
        share_folder(data)


def test_one_of_several_servers_tallies_until_its_process_ends(data: Path) -> None:
    hold = HOLD.replace("lock_folder", "lock_tally")
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as leader:
        assert leader.stdout is not None
        assert leader.stdout.readline() == b"held\n"
        with pytest.raises(FolderHeld, match=f"process {leader.pid}"):
            lock_tally(data)
        leader.kill()
        leader.wait()
        lock_tally(data).release()
