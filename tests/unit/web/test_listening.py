"""A port that somebody else has."""

import socket

import pytest

from pulsemeter.web.listening import AddressTaken, listening_socket


def test_a_port_that_is_taken_is_told_with_the_remedy():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(AddressTaken, match=f"port {port} .*--port"):
            listening_socket("127.0.0.1", port)


def test_a_free_port_is_listened_on():
    with listening_socket("127.0.0.1", 0) as bound, socket.socket() as asking:
        asking.connect(bound.getsockname())
