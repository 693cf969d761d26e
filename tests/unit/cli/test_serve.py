import resource
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from pulsemeter.cli.plain_errors import Stop
from pulsemeter.cli.serve import check_tls, metrics_token, network_address, say_plain_http, say_qr


@pytest.fixture
def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def test_a_port_in_use_is_told_with_the_remedy(command, free_port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", free_port))
        other.listen()
        assert "--port" in command.refused("serve", "--port", free_port)


def test_an_address_that_is_not_ours(command, free_port):
    said = command.refused("serve", "--host", "203.0.113.7", "--port", free_port)
    assert "can't listen on 203.0.113.7" in said


def test_tls_needs_both_halves_and_both_must_be_what_they_say(tmp_path):
    check_tls(None, None)
    with pytest.raises(Stop, match="both"):
        check_tls(tmp_path / "c.pem", None)
    with pytest.raises(Stop, match="no such file"):
        check_tls(tmp_path / "c.pem", tmp_path / "k.pem")
    for name in ("c.pem", "k.pem"):
        (tmp_path / name).write_text("nonsense", "utf-8")
    with pytest.raises(Stop, match="PEM"):
        check_tls(tmp_path / "c.pem", tmp_path / "k.pem")


def test_workers_leave_tls_to_a_proxy(command, tmp_path, monkeypatch, free_port):
    monkeypatch.setattr("pulsemeter.cli.serve.check_tls", lambda *_: None)
    said = command.refused(
        "serve", "--port", free_port, "--workers", 2, "--tls-cert", tmp_path / "c.pem"
    )
    assert "proxy" in said


def test_a_token_for_metrics_is_long_and_one_line(tmp_path):
    assert metrics_token(None) == ""
    path = tmp_path / "token"
    with pytest.raises(Stop, match="check the name"):
        metrics_token(path)
    for wrong in (b"", b"short", b"x" * 31, b"two words " * 9, b"\xff" * 40, b"a\nb" * 40):
        path.write_bytes(wrong)
        with pytest.raises(Stop, match="token"):
            metrics_token(path)
    path.write_text("0123456789abcdef" * 4 + "\n")
    assert metrics_token(path) == "0123456789abcdef" * 4


def test_what_phones_need(capsys):
    assert network_address().count(".") == 3
    say_qr("http://192.0.2.1:8000/j/ABC")
    say_plain_http()
    said = capsys.readouterr().out
    assert "http://192.0.2.1:8000/j/ABC" in said
    assert "--tls-cert" in said


def test_a_server_says_where_it_is_and_stops_cleanly(command, free_port):
    code = command.session()
    server = subprocess.Popen(
        ["/bin/sh", "-c", 'ulimit -Sn 500; exec "$0" "$@"',
         sys.executable, "-m", "pulsemeter", "serve", "--port", str(free_port), "--data",
         str(command.data)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        said = []
        for line in server.stdout:
            said.append(line)
            if line.startswith("Stop with"):
                break
        text = "".join(said)
        assert resource.prlimit(server.pid, resource.RLIMIT_NOFILE)[0] > 500
        assert f"http://127.0.0.1:{free_port}/j/{code}" in text
        assert f"Staff sign in at http://localhost:{free_port}/staff/sign-in\n" in text
        assert f"http://localhost:{free_port}/staff/welcome#" in text
        with urllib.request.urlopen(f"http://127.0.0.1:{free_port}/j/{code}") as page:
            assert page.status == 200
        second = command.program(
            "serve", "--port", free_port, "--data", command.folder / "other-data"
        )
        assert second.returncode == 2
        assert "--port" in second.stderr
        server.send_signal(signal.SIGINT)
        rest, errors = server.communicate(timeout=60)
        assert server.returncode == 0
        assert "what was acknowledged is stored" in rest
        assert "Traceback" not in errors
    finally:
        if server.poll() is None:
            server.kill()
            server.communicate()
