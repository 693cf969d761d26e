"""What the contract of the socket settles by itself: origins, close reasons, who is open."""

import pytest

from pulsemeter.web.socket import CLOSE_RESTART, Handshake, OpenSockets, shorten_reason


def handshake(**headers: str) -> Handshake:
    return Handshake(path="/p/socket", query="", headers=headers, cookies={})


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://pulse.example", "pulse.example"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("https://Pulse.Example", "pulse.example"),
    ],
)
def test_a_page_of_this_host_is_same_origin(origin: str, host: str) -> None:
    assert handshake(origin=origin, host=host).is_same_origin


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://elsewhere.example", "pulse.example"),
        ("http://127.0.0.1:9000", "127.0.0.1:8000"),
        ("https://pulse.example.elsewhere.example", "pulse.example"),
        ("null", "pulse.example"),
    ],
)
def test_a_page_of_another_host_is_not(origin: str, host: str) -> None:
    assert not handshake(origin=origin, host=host).is_same_origin


@pytest.mark.parametrize("origin", ["http://[", "http://]", "http://a\u2100"])
def test_a_page_of_nowhere_is_not(origin: str) -> None:
    assert not handshake(origin=origin, host="pulse.example").is_same_origin


def test_a_program_without_origin_counts_as_same_origin() -> None:
    assert handshake(host="pulse.example").origin is None
    assert handshake(host="pulse.example").is_same_origin


def test_a_short_reason_stays_as_it_is() -> None:
    assert shorten_reason("the server restarts") == b"the server restarts"


def test_a_long_reason_is_cut_between_characters() -> None:
    shortened = shorten_reason("ü" * 100)
    assert shortened.decode("utf-8") == "ü" * 61  # 122 bytes; the 62nd would not fit whole


class RememberingSocket:
    key = None
    is_open = True

    def __init__(self, sockets: OpenSockets) -> None:
        self.sockets = sockets
        self.closed_with: tuple[int, str] | None = None

    def send(self, frame: bytes) -> None:
        raise AssertionError("nothing is sent here")

    def close(self, code: int, reason: str = "") -> None:
        self.closed_with = (code, reason)
        self.sockets.discard(self)


def test_open_sockets_are_counted() -> None:
    sockets = OpenSockets()
    first, second = RememberingSocket(sockets), RememberingSocket(sockets)
    sockets.add(first)
    sockets.add(second)
    sockets.add(second)
    assert len(sockets) == 2
    sockets.discard(first)
    sockets.discard(first)
    assert list(sockets) == [second]


def test_close_all_closes_each_even_when_they_leave_meanwhile() -> None:
    sockets = OpenSockets()
    all_of_them = [RememberingSocket(sockets) for _ in range(5)]
    for socket in all_of_them:
        sockets.add(socket)
    sockets.close_all(reason="the server restarts")
    assert len(sockets) == 0
    assert {socket.closed_with for socket in all_of_them} == {
        (CLOSE_RESTART, "the server restarts")
    }
