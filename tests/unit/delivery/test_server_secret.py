"""The server's secret in a file."""

import stat
from pathlib import Path

import pytest

from pulsemeter.delivery.server_secret import LENGTH, SecretLost, server_secret


def test_it_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    made = server_secret(path)
    assert len(made) == LENGTH
    assert server_secret(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert server_secret(tmp_path / "another") != made


def test_a_file_that_was_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(b"short")
    with pytest.raises(SecretLost, match="remove it"):
        server_secret(path)
