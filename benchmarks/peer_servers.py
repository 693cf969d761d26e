"""Two ways in which a team would take presses without thinking about it twice.

    python benchmarks/peer_servers.py socket FILE     Starlette's WebSocket, a row per press
    python benchmarks/peer_servers.py post FILE       a POST to Flask under waitress, likewise

Both write each press as a row of SQLite and commit before they answer, as durable as ours
(write-ahead log, synchronous=FULL). The socket speaks our page's language, so that the same load
fits. Neither checks who presses, nor what. Prints its port as JSON and serves.
"""

import contextlib
import json
import logging
import socket as network
import sqlite3
import sys
import threading
from typing import Any

from measuring import needs, raise_descriptor_limit

WAITING_REQUESTS = 4_096
THREADS = 8


def connect(file: str) -> sqlite3.Connection:
    """A connection to the table of presses."""
    connection = sqlite3.connect(file, timeout=30, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS press (page INTEGER, number INTEGER, kind TEXT, choice INTEGER,"
        " at_ms INTEGER, PRIMARY KEY (page, number)) WITHOUT ROWID"
    )
    return connection


def store(connection: sqlite3.Connection, message: dict[str, Any]) -> int:
    """Each record of a message as a row, committed; the last number."""
    connection.execute("BEGIN IMMEDIATE")
    for record in message["records"]:
        row = (
            message["writer"], record["sequence"], record["kind"], record["choice"],
            record["clock_ms"],
        )  # fmt: skip
        connection.execute("INSERT OR IGNORE INTO press VALUES (?, ?, ?, ?, ?)", row)
    connection.execute("COMMIT")
    return int(message["records"][-1]["sequence"])


def serve_sockets(listener: network.socket, file: str) -> None:
    """Starlette under uvicorn with its own WebSockets; the row is written where it comes in."""
    needs("websockets")
    import uvicorn
    from starlette.applications import Starlette
    from starlette.routing import WebSocketRoute
    from starlette.websockets import WebSocket, WebSocketDisconnect

    connection = connect(file)

    async def page(socket: WebSocket) -> None:
        await socket.accept()
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                message = await socket.receive_json()
                writer = message.get("writer", 0)
                answer = {"writer": writer, "upto": 0, "state": "running", "session_ms": 0}
                if message["type"] == "records":
                    answer |= {"type": "ack", "upto": store(connection, message)}
                elif message["type"] == "hello":
                    answer |= {"type": "welcome", "resume_ms": 0}
                else:
                    answer = {"type": "pong", "probe": message["probe"], "session_ms": 0}
                await socket.send_json(answer)

    application = Starlette(routes=[WebSocketRoute("/p/socket", page)])
    config = uvicorn.Config(
        application, ws="websockets-sansio", ws_per_message_deflate=False, lifespan="off",
        log_level="warning", access_log=False, backlog=WAITING_REQUESTS,
    )  # fmt: skip
    uvicorn.Server(config).run([listener])


def serve_posts(listener: network.socket, file: str) -> None:
    """Flask under waitress; every thread has its connection to the table."""
    flask, waitress = needs("flask"), needs("waitress")
    # It would say of every request that it has to wait.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    application = flask.Flask("peer")
    held = threading.local()

    @application.post("/p/records")  # type: ignore[untyped-decorator]
    def press() -> dict[str, int]:
        if not hasattr(held, "connection"):
            held.connection = connect(file)
        return {"upto": store(held.connection, flask.request.get_json())}

    waitress.serve(
        application, sockets=[listener], threads=THREADS, backlog=WAITING_REQUESTS,
        connection_limit=WAITING_REQUESTS,
    )  # fmt: skip


def main(way: str, file: str) -> None:
    """Serve on a free port until the signal to stop."""
    raise_descriptor_limit()
    connect(file).close()
    with network.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(WAITING_REQUESTS)
        print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
        (serve_sockets if way == "socket" else serve_posts)(listener, file)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(*sys.argv[1:])
