"""The line that tells at a terminal how far work is."""

import io

from tests.conftest import ManualClock

from pulsemeter.cli.progress_line import ProgressLine


class Terminal(io.StringIO):
    """A terminal that remembers all that was written."""

    def isatty(self) -> bool:
        return True

    def lines(self) -> list[str]:
        return self.getvalue().split("\r\x1b[K")[1:]


def test_it_renews_itself_and_is_gone_at_the_end() -> None:
    clock, terminal = ManualClock(), Terminal()
    with ProgressLine("films", clock, terminal) as line:
        line.tell(0.1)
        clock.now_ms = 3_000
        line.tell(0.25, "painting")
        line.tell(0.26, "too soon after the last")
        clock.now_ms = 60_000
        line.tell(0.5)
    assert terminal.lines() == [
        "films: 25%, painting, a few seconds left", "films: 50%, about 1 min left", "",
    ]  # fmt: skip


def test_each_of_several_has_its_own_pace() -> None:
    clock, terminal = ManualClock(), Terminal()
    with ProgressLine("files", clock, terminal) as line:
        clock.now_ms = 60_000
        line.tell(1.0, "a.mkv")
        line.tell(0.0, "b.mkv")
        clock.now_ms = 80_000
        line.tell(0.5, "b.mkv")
    assert terminal.lines()[:2] == [
        "files: 100%, a.mkv, a few seconds left", "files: 50%, b.mkv, about 20 s left",
    ]  # fmt: skip


def test_short_work_is_not_told_of() -> None:
    clock, terminal = ManualClock(), Terminal()
    with ProgressLine("films", clock, terminal) as line:
        clock.now_ms = 1_999
        line.tell(0.9)
    assert terminal.getvalue() == ""


def test_a_file_gets_none_of_it() -> None:
    clock, file = ManualClock(), io.StringIO()
    with ProgressLine("films", clock, file) as line:
        clock.now_ms = 9_000
        line.tell(0.5)
    assert file.getvalue() == ""


def test_a_line_stays_one_line() -> None:
    clock, terminal = ManualClock(), Terminal()
    clock.now_ms = 9_000
    line = ProgressLine("films", clock, terminal)
    clock.now_ms = 18_000
    line.tell(0.5, "s" * 100)
    assert len(terminal.lines()[0]) == 78
