"""What a benchmark starts and stops: servers, the load generator, the program's commands."""

import contextlib
import json
import re
import signal
import socket as network
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from measuring import stay_on_core

HERE = Path(__file__).resolve().parent
MOON = HERE.parent / "examples" / "moon" / "study.toml"
MOON_CATEGORIES = json.dumps(
    {
        "age": ["under_35", "35_59", "60_plus"],
        "region": ["north", "centre", "south"],
        "gender": ["woman", "man", "not_said"],
    }
)


class Pages:
    """The load generator: one process or several, because each may hold only so many sockets.
    What several answer is put together: counts and rates added, the worst of each time told."""

    def __init__(self, url: str, pages: int, generators: int = 1) -> None:
        cuts = [pages * share // generators for share in range(generators + 1)]
        self.processes = [
            subprocess.Popen(
                [sys.executable, str(HERE / "load.py"), "--url", url,
                 "--pages", str(end - first), "--first", str(first)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for first, end in pairwise(cuts)
        ]  # fmt: skip
        for process in self.processes:
            stay_on_core(process.pid, 1)

    def ask(self, command: str) -> dict[str, Any]:
        """Send a command and wait for its answer; a rate and what is in flight are shared out."""
        words = command.split(" ")
        if words[0] == "send":
            words[1] = str(float(words[1]) / len(self.processes))
            words[3] = str(int(words[3]) // len(self.processes))
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.write(" ".join(words) + "\n")
            process.stdin.flush()
        answers: list[dict[str, Any]] = []
        for process in self.processes:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                raise SystemExit(f"The load generator ended during: {command}")
            answers.append(json.loads(line))
        return answers[0] if len(answers) == 1 else put_together(answers)

    def quit(self) -> None:
        """End the generator and with it all its connections."""
        for process in self.processes:
            assert process.stdin is not None
            process.stdin.close()
        for process in self.processes:
            process.wait(timeout=30)


def put_together(answers: list[dict[str, Any]]) -> dict[str, Any]:
    """One answer of several generators."""
    whole: dict[str, Any] = {}
    for name, first in answers[0].items():
        values = [answer[name] for answer in answers]
        if isinstance(first, dict):
            whole[name] = dict(sum(map(Counter, values), Counter()))
        elif name.endswith(("_ms", "seconds", "_s", "share")) and name != "acknowledged_per_s":
            whole[name] = max(values)
        else:
            whole[name] = sum(values)
    return whole


@contextlib.contextmanager
def started(script: str, *arguments: str) -> Iterator[tuple[str, int]]:
    """A server of this folder, which prints its port; its address and process id."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / script), *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            raise SystemExit(f"{script} did not start; it says why above.")
        yield f"http://127.0.0.1:{json.loads(line)['port']}", process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def pulsemeter(folder: str, *words: str) -> str:
    """Run a command of the program on this data folder; what it says."""
    command = [sys.executable, "-m", "pulsemeter", *words, "--data", folder]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(done.returncode)  # it has said why
    return done.stdout


@contextlib.contextmanager
def served(folder: str, code: str, *options: str) -> Iterator[tuple[str, int]]:
    """The program's own server on a free port."""
    with network.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "pulsemeter", "serve", "--port", str(port), "--data", folder]
    command += options
    # In a group of its own: Ctrl-C at a terminal is for whoever measures, who then ends the server.
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout is not None
    try:
        if not any(code in line for line in process.stdout):
            raise SystemExit("The server did not start; it says why above.")
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def open_session(folder: str, study_file: str) -> str:
    """Load a study into this data folder and open a live session of it; its code."""
    study = re.search(r"Study (\S+) is in", pulsemeter(folder, "study", "create", study_file))
    if study is None:
        raise SystemExit("The study's name could not be read from what the program said.")
    said = pulsemeter(folder, "session", "open", study[1])
    session = re.search(r"Session (\S+) is open", said)
    if session is None:
        raise SystemExit("The session's code could not be read from what the program said.")
    return session[1]
