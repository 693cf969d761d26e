"""Finding ffmpeg: the machine's own, else the packaged one, else a remedy."""

import os
import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest

from pulsemeter.media.ffmpeg import MediaError, where_is_ffmpeg


def _program(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ffmpeg"
    path.write_text("#!/bin/sh\nexit 0\n")
    path.chmod(0o755)
    return path


def test_the_machines_own_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = _program(tmp_path / "bin")
    monkeypatch.setenv("PATH", str(own.parent))
    assert where_is_ffmpeg() == own


def test_without_one_the_packaged_one_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = where_is_ffmpeg()
    assert found.parent == Path(imageio_ffmpeg.__file__).parent / "binaries"
    assert os.access(found, os.X_OK)
    done = subprocess.run([found, "-version"], capture_output=True, timeout=30, check=True)
    assert done.stdout.startswith(b"ffmpeg version")


def test_with_neither_the_remedy_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "")

    def none_found() -> str:
        raise RuntimeError("no binary for this machine")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", none_found)
    with pytest.raises(MediaError, match="apt-get install ffmpeg"):
        where_is_ffmpeg()
