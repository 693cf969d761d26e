"""The port that a server listens on."""

import socket

BACKLOG = 4_096


class AddressTaken(RuntimeError):
    """The port can't be listened on."""


def listening_socket(host: str, port: int) -> socket.socket:
    """A bound socket; AddressTaken says so when somebody else has the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise AddressTaken(
            f"can't listen on {host} port {port} ({error.strerror}); stop the "
            "program that uses it, or choose another with --port"
        ) from error
    bound.listen(BACKLOG)
    return bound
