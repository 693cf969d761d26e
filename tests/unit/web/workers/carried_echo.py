"""A handler that answers every message with itself, carried by real workers behind a real port."""

import asyncio
import contextlib
import os
import signal
import socket
from pathlib import Path

import uvicorn
import websockets

from pulsemeter.outside import SystemClock
from pulsemeter.web.socket import Greeting, OpenSockets, Refusal
from pulsemeter.web.workers.hand_over import carried

PATIENCE_S = 60.0


def worker_pids(server="self"):
    """The workers that this process has, or another."""
    found, children = [], []
    for task in Path(f"/proc/{server}/task").iterdir():
        with contextlib.suppress(OSError):  # this thread has ended
            children += (task / "children").read_text().split()
    for child in children:
        with contextlib.suppress(OSError):
            if "pulsemeter.web.workers.carry" in Path(f"/proc/{child}/cmdline").read_text():
                found.append(int(child))
    return found


def kill(pid):
    """End a worker as a fault would."""
    os.kill(pid, signal.SIGKILL)


class Echo:
    """Remembers what happened."""

    def __init__(self, decision=None):
        self.decision = decision or Greeting("seat 1")
        self.opened_sockets = []
        self.closed_sockets = asyncio.Queue()

    def admit(self, handshake):
        return self.decision

    def opened(self, opened):
        self.opened_sockets.append(opened)

    def received(self, sender, frame):
        if frame == b"fail":
            raise RuntimeError("as asked")
        if frame == b"goodbye":
            sender.close(1008, "as asked")
            sender.send(b"too late")
        sender.send(frame)

    def closed(self, gone):
        self.closed_sockets.put_nowait(gone)


async def nothing(scope, receive, send):
    """No pages here."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@contextlib.asynccontextmanager
async def echo_server(handler, workers=1, clock=None):
    """Serve on a free port; its address and the open sockets."""
    sockets = OpenSockets()
    async with carried(handler, sockets, workers, clock or SystemClock()) as protocol:
        config = uvicorn.Config(nothing, ws=protocol, lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(128)
            serving = asyncio.create_task(server.serve([listener]))
            try:
                yield f"ws://127.0.0.1:{listener.getsockname()[1]}/p/socket", sockets
            finally:
                sockets.close_all()
                server.should_exit = True
                await serving


def connect(url):
    """A client of another make."""
    return websockets.connect(url, compression=None)


def run(story):
    """Run a story; one that hangs fails."""

    async def patiently():
        async with asyncio.timeout(PATIENCE_S):
            await story()

    asyncio.run(patiently())


def refused(status):
    """A decision against."""
    return Refusal(status, "Not here.")
