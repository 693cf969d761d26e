"""However a child ends, it is told in words."""

import threading
from pathlib import Path

import pytest

from pulsemeter.confined.limits import Limits
from pulsemeter.confined.run_module import ChildStopped, run_module

PROGRAMS = {
    "fine": "import sys; open(sys.argv[1], 'w').write('done')",
    "crashes": "import ctypes; ctypes.string_at(0)",
    "waits": "import threading; threading.Event().wait()",
    "hoards": "bytes(2 * 1024**3)",
    "fails": "raise KeyError('odd')",
    "spins": "while True: pass",
    "tells": "import threading\nprint('half', flush=True)\nthreading.Event().wait()",
    "shuts": "import os\nprint('a'); print('b', flush=True); os.close(1); raise SystemExit(0)",
}


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in PROGRAMS.items():
        (tmp_path / f"{name}.py").write_text(text)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


def test_a_child_that_goes_through_has_no_trouble(tmp_path: Path) -> None:
    assert run_module("fine", [str(tmp_path / "out")], Limits()).trouble == ""
    assert (tmp_path / "out").read_text() == "done"


@pytest.mark.parametrize(
    ("name", "limits", "trouble"),
    [
        ("crashes", Limits(), "ended the reader (signal 11)"),
        ("waits", Limits(wall_s=1), "took longer than 1 s"),
        ("hoards", Limits(memory_bytes=1024**3), "asked for more memory than 1 GB"),
        ("fails", Limits(), "failed"),
        ("spins", Limits(cpu_s=1), "took more than 1 s of computing, or more memory than there is"),
    ],
)
def test_how_a_child_ends_is_told(name: str, limits: Limits, trouble: str) -> None:
    assert run_module(name, [], limits).trouble == trouble


def test_what_a_child_prints_is_heard_and_it_can_be_stopped() -> None:
    heard: list[str] = []
    stop = threading.Event()

    def hear(line: str) -> None:
        heard.append(line)
        stop.set()

    with pytest.raises(ChildStopped):
        run_module("tells", [], Limits(), on_line=hear, stop=stop)
    assert heard == ["half"]
    assert run_module("shuts", [], Limits(), on_line=heard.append).trouble == ""
    assert heard == ["half", "a", "b"]


def test_the_last_words_of_a_child_are_kept() -> None:
    assert run_module("fails", [], Limits()).errors.endswith("KeyError: 'odd'\n")
