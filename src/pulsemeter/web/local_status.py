"""The status told on the machine itself: over a socket in the data folder, to whoever may open it.

Whoever connects is told once and needs to say nothing, so there is nothing to be read from outside.
A socket and no file: it answers also while the disk is full, and is silent when the server hangs.
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from pulsemeter.service.ports import StoreError
from pulsemeter.service.read_status import ServerStatus
from pulsemeter.web.status_words import TROUBLE_MARK, status_text

SOCKET_NAME = "status.socket"
TELL_WAIT_S = 10.0
_READ_BYTES = 65_536
_diagnostics = logging.getLogger(__name__)


class NotTold(Exception):
    """No server tells its status there; says why, and what to do."""


@contextlib.contextmanager
def _address(folder: Path) -> Iterator[str]:
    """The socket's name as the system takes it: no longer than 107 bytes, however deep the folder
    lies, because the way there goes by the folder's descriptor."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET_NAME}"
    finally:
        os.close(descriptor)


@asynccontextmanager
async def told_locally(
    folder: Path, read: Callable[[], Awaitable[ServerStatus]]
) -> AsyncIterator[None]:
    """Tell the status to whoever asks on this machine, until the block ends. The folder has to be
    this server's own; where its disk takes no sockets the server does without."""
    path = folder / SOCKET_NAME
    bound = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        path.unlink(missing_ok=True)  # of a server that was killed
        with _address(folder) as address:
            bound.bind(address)
        path.chmod(0o600)
    except OSError as error:
        bound.close()
        _diagnostics.info("the status isn't told in %s: %s", path, error.strerror)
        yield
        return

    async def tell(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write((await _said(read)).encode())
            await writer.drain()
        except ConnectionError:
            pass  # whoever asked is gone
        finally:
            writer.close()

    server = await asyncio.start_unix_server(tell, sock=bound)
    try:
        yield
    finally:
        server.close()
        path.unlink(missing_ok=True)


async def _said(read: Callable[[], Awaitable[ServerStatus]]) -> str:
    """The status, or why it can't be read just now: a failing disk is what one asks about."""
    try:
        return status_text(await read())
    except StoreError as error:
        return f"{TROUBLE_MARK}{error}\n"


def ask_locally(folder: Path, wait_s: float = TELL_WAIT_S) -> str:
    """What the server of a data folder says of itself. NotTold where none answers."""
    told = bytearray()
    try:
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line,
            _address(folder) as address,
        ):
            line.settimeout(wait_s)
            line.connect(address)
            while piece := line.recv(_READ_BYTES):
                told += piece
    except (FileNotFoundError, ConnectionRefusedError):
        raise NotTold(
            f"no server tells its status in {folder}; start one: pulsemeter serve --data {folder}. "
            "Of several servers with roles the one that leads tells it: ask on its machine"
        ) from None
    except TimeoutError:
        raise NotTold(
            f"the server of {folder} says nothing for {wait_s:g} s: it hangs, or the machine is "
            "too busy; look at its diagnostics, and at the machine itself"
        ) from None
    except OSError as error:
        raise NotTold(
            f"the server of {folder} can't be asked: {error.strerror}; ask as the account that "
            "runs it"
        ) from None
    return told.decode()
