"""The port that a server listens on, and the server that says when it does."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn

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


class ListeningServer(uvicorn.Server):
    """uvicorn without its signal handlers (who started us decides when to stop) and with word
    of when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen."""
        await super().startup(sockets)
        self.listens.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals alone."""
        yield
