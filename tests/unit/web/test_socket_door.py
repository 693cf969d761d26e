"""Reading the request that asks for a socket, and deciding about it."""

import logging

import pytest

from pulsemeter.web.socket import Greeting, Handshake, OpenSockets, Refusal, Socket, SocketLimits
from pulsemeter.web.socket_door import Door, read_handshake


def test_a_request_is_split_into_a_handshake() -> None:
    method, handshake = read_handshake(
        b"GET /p/socket?writer=7 HTTP/1.1\r\n"
        b"Host: pulse.example\r\n"
        b"origin: https://pulse.example\r\n"
        b"cookie: seat=abc; theme=dark\r\n"
        b"x-note: one\r\n"
        b"X-Note: two: and more\r\n"
        b"\r\n"
    )
    assert method == "GET"
    assert (handshake.path, handshake.query) == ("/p/socket", "writer=7")
    assert handshake.headers["host"] == "pulse.example"
    assert handshake.headers["x-note"] == "one, two: and more"
    assert handshake.cookies == {"seat": "abc", "theme": "dark"}
    assert handshake.origin == "https://pulse.example"


def test_cookies_in_several_headers_are_all_read() -> None:
    _, handshake = read_handshake(b"GET / HTTP/1.1\r\ncookie: a=1\r\ncookie: b=2\r\n\r\n")
    assert handshake.cookies == {"a": "1", "b": "2"}


class Doorkeeper:
    """Admits whoever shows a seat."""

    def admit(self, handshake: Handshake) -> Greeting | Refusal:
        if handshake.cookies["seat"] == "none left":
            return Refusal(403, "All seats are taken.")
        return Greeting(handshake.cookies["seat"])

    def opened(self, socket: Socket) -> None:
        raise AssertionError("nothing opens here")

    def received(self, socket: Socket, frame: bytes) -> None:
        raise AssertionError("nothing arrives here")

    def closed(self, socket: Socket) -> None:
        raise AssertionError("nothing closes here")


def decide(path: str, **cookies: str) -> Greeting | Refusal:
    door = Door(Doorkeeper(), "/p/socket", SocketLimits(), OpenSockets())
    return door.decide(Handshake(path, "", {}, cookies))


def test_the_application_decides_at_the_one_path() -> None:
    assert decide("/p/socket", seat="7") == Greeting("7")
    assert decide("/p/socket", seat="none left") == Refusal(403, "All seats are taken.")


def test_elsewhere_nobody_is_asked() -> None:
    refusal = decide("/elsewhere")
    assert isinstance(refusal, Refusal)
    assert refusal.status == 404


def test_a_fault_while_deciding_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        refusal = decide("/p/socket")
    assert isinstance(refusal, Refusal)
    assert refusal.status == 500
    assert "seat" not in refusal.text
    assert "KeyError: 'seat'" in caplog.text
