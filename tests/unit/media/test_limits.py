"""The child is bounded: it ends in time, is killed with all its own, and opens no network."""

import os
import threading
from pathlib import Path

import pytest

from pulsemeter.confined.limits import Limits
from pulsemeter.media.ffmpeg import MediaError
from pulsemeter.media.limits import MakingStopped, run_ffmpeg, safe_input
from pulsemeter.media.sniff import MP4


def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program in place of ffmpeg; its first arguments are ours."""
    path = tmp_path / "bin" / "ffmpeg"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{path.parent}:/usr/bin:/bin")


def test_output_lines_and_exit_code_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "echo one; echo two; echo wrong >&2; exit 3")
    lines: list[str] = []
    done = run_ffmpeg("a", [], Limits(), on_line=lines.append)
    assert lines == ["one", "two"]
    assert (done.output, done.errors.strip(), done.exit_code) == ("one\ntwo\n", "wrong", 3)


def test_limits_hold_for_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "ulimit -t; ulimit -v; ulimit -f; ulimit -c; nice")
    limits = Limits(cpu_s=7, memory_bytes=512 * 1024**2, file_bytes=4096, nice=3)
    told = run_ffmpeg("a", [], limits).output.split()
    assert told[:2] == ["7", str(512 * 1024)]
    assert (told[2], told[3]) == ("8", "0")  # in blocks of 512 bytes
    assert int(told[4]) >= 3


def ends_within(process: int, seconds: int) -> bool:
    """Whether a process ends; a kill is not felt at once on a busy machine."""
    state = Path(f"/proc/{process}/stat")
    for _ in range(seconds * 100):
        try:
            if state.read_text().split()[2] in "ZX":
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        threading.Event().wait(0.01)
    return False


def test_a_child_that_takes_too_long_is_killed_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, f"sleep 60 & echo $! > {tmp_path}/pid; wait")
    with pytest.raises(MediaError, match="did not get through it in 1 s"):
        run_ffmpeg("a", [], Limits(wall_s=1))
    grandchild = int((tmp_path / "pid").read_text())
    assert ends_within(grandchild, 30)


def test_a_child_is_stopped_on_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "echo $$; exec sleep 60")
    stop = threading.Event()
    seen: list[str] = []

    def hear(line: str) -> None:
        seen.append(line)
        stop.set()

    with pytest.raises(MakingStopped):
        run_ffmpeg("a", [], Limits(), on_line=hear, stop=stop)
    with pytest.raises(ProcessLookupError):
        os.kill(int(seen[0]), 0)


def test_output_without_end_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "head -c 3000000 /dev/zero")
    assert len(run_ffmpeg("a", [], Limits()).output) == 200_000


def test_an_input_is_opened_as_one_kind_without_network(tmp_path: Path) -> None:
    arguments = safe_input(tmp_path / "-i http:x", MP4)
    assert arguments[:4] == ["-protocol_whitelist", "file,pipe", "-f", "mov"]
    assert arguments[-1] == f"file:{tmp_path}/-i http:x"


def test_what_is_fed_arrives_whole_and_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, f"cat > {tmp_path}/eaten; echo done")
    pieces = (bytes([k]) * 100_000 for k in range(9))
    assert run_ffmpeg("a", [], Limits(), feed=pieces).output == "done\n"
    assert (tmp_path / "eaten").read_bytes() == b"".join(bytes([k]) * 100_000 for k in range(9))


def test_a_child_that_eats_no_more_ends_the_feeding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "exit 3")
    fed = []

    def pieces():  # type: ignore[no-untyped-def]
        while True:
            fed.append(1)
            yield b"x" * 100_000

    assert run_ffmpeg("a", [], Limits(), feed=pieces()).exit_code == 3
    assert len(fed) < 100


def test_what_the_feed_raises_is_raised_and_the_child_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, f"echo $$ > {tmp_path}/pid; cat > /dev/null; sleep 60")

    def pieces():  # type: ignore[no-untyped-def]
        yield b"x" * 3_000_000  # more than a pipe holds: the child has begun to eat
        raise ZeroDivisionError("drawn by nobody")

    with pytest.raises(ZeroDivisionError):
        run_ffmpeg("a", [], Limits(), feed=pieces())
    assert ends_within(int((tmp_path / "pid").read_text()), 10)


def test_stopped_while_it_is_fed_all_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "sleep 60")
    stop = threading.Event()

    def pieces():  # type: ignore[no-untyped-def]
        while True:
            stop.set()
            yield b"x" * 1_000_000

    with pytest.raises(MakingStopped):
        run_ffmpeg("a", [], Limits(), stop=stop, feed=pieces())
