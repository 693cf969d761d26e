import json
import socket
import threading
from pathlib import Path

from pulsemeter.cli.doctor import (
    as_json,
    as_text,
    checks_for,
    look,
    reached_as,
    read_mounts,
    summary,
)
from pulsemeter.cli.finding import Finding
from pulsemeter.settings import Settings

GOOD = Finding("one", "good", "fine")
WARNING = Finding("number two", "warning", "not so fine", "mend it")
BAD = Finding("three", "bad", "broken", "mend it now")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_the_round_finds_every_part(command):
    done = command("doctor", "--port", free_port(), "--json")
    told = json.loads(done.output)
    names = [finding["name"] for finding in told["findings"]]
    assert len(names) == len(set(names)) == sum(told["counts"].values())
    for name in ("Python", "ffmpeg", "fonts", "disk sync", "file descriptors", "TLS for phones"):
        assert name in names
    for finding in told["findings"]:
        assert set(finding) == {"name", "state", "found", "remedy"}
        assert finding["found"]
        assert bool(finding["remedy"]) == (finding["state"] != "good"), finding
    assert done.exit_code == (1 if told["counts"]["bad"] else 0)
    assert not command.data.exists()  # it looks, and makes nothing


def test_what_is_bad_makes_the_exit_code(command):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = command("doctor", "--port", other.getsockname()[1])
    assert done.exit_code == 1
    assert "✗ port" in done.output
    assert "to mend before a session" in done.output.splitlines()[-1]


def test_every_check_is_called_as_its_finding(tmp_path):
    checks = checks_for(Settings(tmp_path, port=free_port()), 500)
    assert [look(name, check).name for name, check in checks.items()] == list(checks)


def test_a_check_that_breaks_or_hangs_does_not_end_the_round():
    broken = look("x", lambda: 1 / 0)
    assert (broken.name, broken.state) == ("x", "warning")
    assert "ZeroDivisionError" in broken.found
    freed = threading.Event()
    hung = look("y", lambda: freed.wait() and GOOD, wait_s=0.01)
    freed.set()
    assert hung.state == "bad"
    assert look("one", lambda: GOOD) == GOOD


def test_in_words():
    text = as_text([GOOD, WARNING, BAD])
    assert text.splitlines() == [
        "✓ one         fine",
        "! number two  not so fine",
        "              → mend it",
        "✗ three       broken",
        "              → mend it now",
        "",
        "1 to mend before a session, 1 warning, 1 good.",
    ]
    assert summary([GOOD, WARNING, WARNING]) == "Ready for a session; 2 warnings, 1 good."
    assert summary([GOOD]) == "Ready for a session; all 1 good."
    assert json.loads(as_json([BAD]))["counts"] == {"good": 0, "warning": 0, "bad": 1}


def test_the_names_that_a_certificate_must_hold():
    assert reached_as(Settings()) == ()
    assert reached_as(Settings(public_url="https://panel.example:8443/x")) == ("panel.example",)
    assert reached_as(Settings(host="192.0.2.4")) == ("192.0.2.4",)
    assert len(reached_as(Settings(host="0.0.0.0"))) == 1


def test_a_system_without_a_list_of_file_systems(tmp_path):
    assert read_mounts(tmp_path / "none") == ""
    assert read_mounts(Path(__file__)) != ""


def test_workers_are_looked_at_with_the_limits_of_each(command, tmp_path):
    done = command("doctor", "--workers", 2, "--phones", 60, "--port", free_port(), "--json")
    found = {one["name"]: one for one in json.loads(done.stdout)["findings"]}
    assert "in each of 2 workers" in found["file descriptors"]["found"]
    (tmp_path / "cert.pem").touch()
    done = command("doctor", "--workers", 2, "--tls-cert", tmp_path / "cert.pem")
    assert "TLS is the affair of a proxy" in done.stdout
    assert done.exit_code == 1


def test_a_certificate_that_is_not_there(command, tmp_path):
    done = command("doctor", "--tls-cert", tmp_path / "no.pem", "--port", free_port())
    assert done.exit_code == 1
    assert "there is no such file" in done.output
