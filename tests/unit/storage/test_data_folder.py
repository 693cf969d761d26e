import asyncio
import shutil

import pytest

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.data_folder import BACKUP_MADE, DataFolder, note_backup


def look(folder):
    return asyncio.run(DataFolder(folder).look())


def test_the_stores_are_measured_and_folders_are_not(tmp_path):
    (tmp_path / "reactions.sqlite").write_bytes(bytes(3_000))
    (tmp_path / "reactions.sqlite-wal").write_bytes(bytes(500))
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "talk.mp4").write_bytes(bytes(9_000))
    found = look(tmp_path)
    assert found.kept_bytes == 3_500
    assert found.disk_bytes == shutil.disk_usage(tmp_path).total
    assert 0 <= found.free_bytes <= found.disk_bytes
    assert found.backup_ms is None


def test_the_last_backup_is_known(tmp_path):
    note_backup(tmp_path, 1_000)
    note_backup(tmp_path, 1_790_000_000_000)
    assert look(tmp_path).backup_ms == 1_790_000_000_000


@pytest.mark.parametrize("said", [b"", b"yesterday", b"-5", b"9" * 20, b"\xff\xfe", b"\xb2"])
def test_a_damaged_note_is_none(tmp_path, said):
    (tmp_path / BACKUP_MADE).write_bytes(said)
    assert look(tmp_path).backup_ms is None


def test_a_folder_that_is_gone_is_told(tmp_path):
    with pytest.raises(StoreError, match="gone can't be looked at: No such file"):
        look(tmp_path / "gone")
