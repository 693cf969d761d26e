"""One connection is kept, mended when it turns out to be gone, and never left half read."""

import asyncio

import pytest

from pulsemeter.rehearsal.http_lane import HttpLane, LaneError

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
GOODBYE = b"HTTP/1.1 303 See Other\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
IN_PARTS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"


def converse(connections, posts):
    """Post so often to a server that answers by this list per connection; None hangs up.

    Returns what the posts got and the requests as the server read them, per connection."""
    seen = []

    async def serve(reader, writer):
        requests = []
        seen.append(requests)
        for answer in connections[len(seen) - 1]:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            requests.append((head, await reader.readexactly(length)))
            if answer is None:
                break
            writer.write(answer)
        writer.close()

    async def run():
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        lane = HttpLane(f"http://127.0.0.1:{port}")
        got = []
        try:
            async with server:
                for place in range(posts):
                    body = b"body %d" % place
                    got.append(await lane.post("/p", {"Cookie": "pm_seat=x"}, body))
        finally:
            lane.close()
        return got

    return asyncio.run(asyncio.wait_for(run(), 10)), seen


def test_a_connection_is_kept():
    got, seen = converse([[OK, IN_PARTS]], 2)
    assert got == [(200, b"ok"), (200, b"abc")]
    assert [body for _, body in seen[0]] == [b"body 0", b"body 1"]
    head = seen[0][0][0].decode()
    assert head.startswith("POST /p HTTP/1.1\r\nHost: 127.0.0.1:")
    assert "\r\nCookie: pm_seat=x\r\n" in head


def test_a_goodbye_is_honoured():
    got, seen = converse([[GOODBYE], [OK]], 2)
    assert [status for status, _ in got] == [303, 200]
    assert [len(requests) for requests in seen] == [1, 1]


def test_a_kept_connection_that_is_gone_is_opened_again():
    got, seen = converse([[OK, None], [OK]], 2)
    assert [status for status, _ in got] == [200, 200]
    assert seen[1][0][1] == b"body 1"


def test_a_fresh_connection_without_an_answer_is_an_error():
    with pytest.raises(LaneError, match="without an answer"):
        converse([[None]], 1)


def test_an_answer_that_is_not_http_is_an_error():
    with pytest.raises(LaneError, match="not HTTP"):
        converse([[b"hello\r\n\r\n"]], 1)


def test_nobody_there_is_an_error():
    with pytest.raises(OSError, match="Connect call failed"):
        asyncio.run(HttpLane("http://127.0.0.1:1").post("/p", {}, b""))
