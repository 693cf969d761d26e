import shutil
import socket
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from pulsemeter.cli.check_network import (
    Certificate,
    check_certificate,
    check_plain,
    check_port,
    judge_certificate,
    read_certificate,
)

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A self-signed certificate and its key, from 30 days ago to 60 days from now."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine; install it with: apt-get install openssl")
    folder = tmp_path_factory.mktemp("own")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "60", "-subj", "/CN=panel.example",
         "-addext", "subjectAltName=DNS:panel.example,DNS:*.rooms.example,IP:192.0.2.7",
         "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    return cert, key


def test_a_port_that_is_free_taken_or_not_ours():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
        other.listen()
        taken = check_port("127.0.0.1", port)
        assert taken.state == "bad"
        assert str(port) in taken.name
        assert "--port" in taken.remedy
    free = check_port("127.0.0.1", port)
    assert free.state == "good"
    assert "0.0.0.0" in free.found
    assert "phones need" not in check_port("0.0.0.0", port).found
    assert check_port("203.0.113.7", port).state == "bad"
    assert check_port("no-such-host.invalid", port).state == "bad"


def test_plain_http():
    room = check_plain("0.0.0.0", "")
    assert room.state == "warning"
    assert "awake" in room.found
    assert "proxy" in room.remedy
    assert check_plain("127.0.0.1", "").state == "warning"
    assert check_plain("127.0.0.1", "https://panel.example").state == "good"
    assert check_plain("127.0.0.1", "http://panel.example").state == "warning"


def test_a_certificate_is_read_by_serving_it(own):
    found = read_certificate(*own)
    assert set(found.names) == {"panel.example", "*.rooms.example", "192.0.2.7"}
    assert found.is_own_issuer
    assert not found.is_known
    assert timedelta(59) < found.ends - found.starts <= timedelta(61)


def test_key_and_certificate_in_one_file(own, tmp_path):
    both = tmp_path / "both.pem"
    both.write_text(own[0].read_text() + own[1].read_text())
    assert read_certificate(both, None).names == read_certificate(*own).names
    alone = check_certificate(own[0], None, (), NOW)
    assert alone.state == "bad"
    assert "--tls-key" in alone.remedy


def test_a_certificate_over_its_life(own):
    ends = read_certificate(*own).ends

    def state(now, *hosts):
        return check_certificate(*own, hosts, now).state

    middle = ends - timedelta(30)
    signed = check_certificate(*own, ("panel.example", "a.rooms.example", "192.0.2.7"), middle)
    assert (signed.state, signed.found.partition(",")[0]) == ("warning", "self-signed")
    assert state(ends + timedelta(1)) == "bad"
    assert "expired" in check_certificate(*own, (), ends).found
    assert state(ends - timedelta(100)) == "bad"
    for strange in ("other.example", "a.b.rooms.example", "rooms.example", "192.0.2.8"):
        assert state(middle, strange) == "bad", strange


def test_what_cannot_be_served(own, tmp_path):
    assert "no such file" in check_certificate(tmp_path / "c.pem", None, (), NOW).found
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nonsense")
    assert check_certificate(nonsense, own[1], (), NOW).state == "bad"
    assert check_certificate(own[0], nonsense, (), NOW).state == "bad"
    locked = tmp_path / "locked.pem"
    subprocess.run(
        ["openssl", "ec", "-aes256", "-passout", "pass:word", "-in", own[1], "-out", locked],
        check=True, capture_output=True,
    )  # fmt: skip
    assert "passphrase" in check_certificate(own[0], locked, (), NOW).found


def test_a_certificate_from_an_authority():
    def state(days, *, is_known):
        found = Certificate(
            ("panel.example",), NOW - timedelta(1), NOW + timedelta(days), False, is_known
        )
        return judge_certificate(found, ("PANEL.example",), NOW).state

    assert state(80, is_known=True) == "good"
    assert state(10, is_known=True) == "warning"
    assert state(80, is_known=False) == "warning"
