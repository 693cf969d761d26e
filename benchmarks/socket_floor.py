"""The floor: the real socket and the real wire types, but every record is acknowledged at once.

Nothing is admitted, nothing is written. What ingest costs above this is admission and log.

    python benchmarks/socket_floor.py            # prints its port as JSON and serves
"""

import contextlib
import gc
import json
import socket as network
import time
from collections.abc import Awaitable, Callable

import msgspec
import uvicorn
import uvloop
from measuring import raise_descriptor_limit

from pulsemeter.web.socket import Greeting, Handshake, Refusal, Socket
from pulsemeter.web.socket_picows import build_socket_protocol
from pulsemeter.wire.participant import Ack, FromPage, Hello, Ping, Pong, Records, Welcome


class AcknowledgeAtOnce:
    """Handler of the floor."""

    def __init__(self) -> None:
        self._decode = msgspec.json.Decoder(FromPage).decode
        self._encode = msgspec.json.Encoder().encode
        self._began_s = time.monotonic()

    def admit(self, handshake: Handshake) -> Greeting | Refusal:
        return Greeting(handshake.cookies.get("pm_seat"))

    def opened(self, socket: Socket) -> None:
        pass

    def received(self, socket: Socket, frame: bytes) -> None:
        message = self._decode(frame)
        session_ms = int((time.monotonic() - self._began_s) * 1000)
        answer: Welcome | Ack | Pong
        if isinstance(message, Records):
            upto = message.records[-1].sequence
            answer = Ack(message.writer, upto, "running", session_ms)
        elif isinstance(message, Hello):
            answer = Welcome(message.writer, 0, 0, "running", session_ms)
        else:
            assert isinstance(message, Ping)
            answer = Pong(message.probe, session_ms)
        socket.send(self._encode(answer))

    def closed(self, socket: Socket) -> None:
        pass


async def answer_nothing(
    scope: object, receive: object, send: Callable[..., Awaitable[None]]
) -> None:
    """There are no pages on the floor."""
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})


async def serve() -> None:
    """Serve on a free port until the signal to stop."""
    config = uvicorn.Config(
        answer_nothing,  # type: ignore[arg-type]
        ws=build_socket_protocol(AcknowledgeAtOnce()),
        lifespan="off",
        log_level="warning",
        access_log=False,
        backlog=4096,
    )
    config.load()
    with network.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(config.backlog)
        gc.collect()
        gc.freeze()
        # Whoever connects before the server is up waits in the backlog.
        print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
        await uvicorn.Server(config).serve([listener])


if __name__ == "__main__":
    raise_descriptor_limit()
    with contextlib.suppress(KeyboardInterrupt):
        uvloop.run(serve())
