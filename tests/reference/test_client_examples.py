"""The examples that ask a server do so against a real one, and the reference's Python runs."""

import csv
import io
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.served_study import ServedStudy

from pulsemeter.client import Client
from pulsemeter.domain.scope import Scope
from pulsemeter.wire.dashboard import StatementRelease


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedStudy]:
    with ServedStudy(tmp_path_factory.mktemp("examples") / "data") as served:
        yield served


def started(root: Path, name: str, token: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(root / "examples" / f"{name}.py"), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PULSEMETER_TOKEN": token, "PYTHONIOENCODING": "utf-8"},
    )


def test_a_session_is_followed_while_it_runs_and_kept_as_csv(
    project_root: Path, served: ServedStudy
) -> None:
    token = served.token(Scope.READ)
    following = started(project_root, "follow_a_session", token, served.url, served.code)
    panel = threading.Thread(target=served.run_panel)
    panel.start()
    with Client(served.url, served.token()) as client:
        told: set[str] = set()
        for event in client.follow_session(served.code):
            if isinstance(event, StatementRelease):
                told.add(event.statement)
            if len(told) == 2:
                break
        panel.join()
        client.step_session(served.code, "close")
        said, errors = following.communicate(timeout=60)
        assert (following.returncode, errors) == (0, "")
        lines = said.splitlines()
        assert lines[0] == "This session is simulated."
        (over,) = [at for at, line in enumerate(lines) if line.startswith("The session is over")]
        live, ranked = lines[1:over], lines[over + 1 :]
        assert any("We choose to go." in line and line.startswith(" +95") for line in live)
        assert len(ranked) == 2
        assert any("It will cost a lot." in line and line.startswith(" -95") for line in ranked)

        export = started(project_root, "released_to_csv", token, served.url, served.code)
        written, errors = export.communicate(timeout=60)
        assert (export.returncode, errors) == (0, "")
        rows = list(csv.DictReader(io.StringIO(written)))
        room = client.read_room(served.code)
        found = {row["place"] for row in rows if row["of"] == "statement"}
        assert found == {"s1", "s2"}
        assert {row["simulated"] for row in rows} == {"True"}
        assert {row["segment"] for row in rows} <= {cell.id for cell in room.cells}
        (first,) = [row for row in rows if (row["place"], row["segment"]) == ("s1", "all")]
        assert (first["net"], first["verdict"]) == ("95.0", "resonates")


def dials(folder: Path) -> Path:
    """A simulated file of another system."""
    lines = ["user;time_s;button;region"]
    lines += [
        f"p{person};{moment};{1 if person % 3 else -1};{('north', 'south')[person % 2]}"
        for person in range(30)
        for moment in range(1, 12, 2)
    ]
    (folder / "dials.csv").write_text("\n".join(lines), "utf-8")
    return folder / "dials.csv"


def test_a_session_of_another_system_is_taken_in(
    project_root: Path, served: ServedStudy, tmp_path: Path
) -> None:
    file, token = dials(tmp_path), served.token(Scope.EDIT)
    asked = started(project_root, "take_in_a_session", token, served.url, "talk", str(file))
    code, errors = asked.communicate(timeout=120)
    assert asked.returncode == 0, errors
    assert "30 participants" in errors
    with Client(served.url, served.token()) as client:
        assert client.read_session(code.strip()).session.state == "closed"
    (tmp_path / "wrong.toml").write_text("[file]\nlayout = 'long'\n", "utf-8")
    asked = started(
        project_root, "take_in_a_session", token, served.url, "talk", str(file),
        str(tmp_path / "wrong.toml"),
    )  # fmt: skip
    _, errors = asked.communicate(timeout=120)
    assert (asked.returncode, "layout = 'long'" in errors) == (1, True)
    assert "source.system" in errors


def test_what_goes_wrong_is_said_in_a_line(project_root: Path, served: ServedStudy) -> None:
    for arguments, words in (
        ((served.url, "NOSUCH"), "404: there is no session"),
        (("http://pulse.example", "ABC"), "in the clear"),
        ((), "python examples/"),
    ):
        for name in ("follow_a_session", "released_to_csv"):
            asked = started(project_root, name, served.token(), *arguments)
            _, errors = asked.communicate(timeout=60)
            assert asked.returncode == 1
            assert words in errors
            assert "Traceback" not in errors


def test_the_python_of_the_reference_runs(
    project_root: Path, served: ServedStudy, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = (project_root / "docs" / "reference" / "api.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) >= 2
    monkeypatch.setenv("PULSEMETER_TOKEN", served.token())
    monkeypatch.chdir(tmp_path)
    dials(tmp_path)
    names: dict[str, object] = {}

    def sessions() -> list[object]:
        with Client(served.url, served.token()) as client:
            return [*client.list_sessions().sessions]

    before = len(sessions())
    for block in blocks:
        assert "https://pulse.example" in block or "pulse" in names
        told = block.replace("https://pulse.example", served.url).replace("KENNEDY", served.code)
        exec(compile(told.replace('"moon"', '"talk"'), "api.md", "exec"), names)
    assert names["pulse"]
    assert len(sessions()) == before + 1, "one was taken in"
