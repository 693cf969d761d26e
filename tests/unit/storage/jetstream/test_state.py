import asyncio
import http.server
import threading
from contextlib import nullcontext

import pytest
from tests.nats_servers import free_ports, nats_servers

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream.address import LogAddress, read_address
from pulsemeter.storage.jetstream.state import (
    LogState,
    _state_of,
    check_majority,
    log_state,
    server_syncs,
)


def test_a_server_that_is_away_is_behind():
    info = {
        "config": {"num_replicas": 3, "storage": "file"},
        "cluster": {
            "leader": "a",
            "replicas": [
                {"name": "b", "current": True},
                {"name": "c", "current": True, "offline": True},
            ],
        },
    }
    state = _state_of(info, read_address("nats://a"))
    assert (state.current, state.behind) == (("a", "b"), ("c",))


def test_asking_for_a_log_makes_none(address, tell):
    assert asyncio.run(log_state(address)) == LogState(address.shown, 1)

    async def made(client, log):
        return await log_state(address)

    assert tell(made).replicas == 1
    with pytest.raises(StoreError, match="no NATS server"):
        asyncio.run(log_state(LogAddress((f"nats://127.0.0.1:{free_ports(1)[0]}",))))


def test_a_monitoring_page_tells_whether_the_disk_comes_first(tmp_path, nats_server):
    (lazy,) = server_syncs([nats_server[0].monitor])
    assert not lazy.is_always
    with nats_servers(tmp_path / "one") as servers:
        (eager,) = server_syncs([servers[0].monitor + "/"])
        assert (eager.server, eager.is_always) == ("n1", True)
    with pytest.raises(StoreError, match="can't be read"):
        server_syncs([servers[0].monitor])


class Sick(http.server.BaseHTTPRequestHandler):
    """The monitoring page of a server whose disk was full, as nats-server 2.15 writes it."""

    def do_GET(self):
        body, status = b'{"server_name": "n1", "jetstream": {"config": {"sync_always": true}}}', 200
        if self.path == "/healthz":
            body, status = b'{"status":"unavailable","error":"write error: no space left"}', 503
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nothing on the terminal."""


def test_a_server_that_is_sick_is_heard(nats_server):
    assert [sync.trouble for sync in server_syncs([nats_server[0].monitor])] == [""]
    with http.server.HTTPServer(("127.0.0.1", 0), Sick) as page:
        serving = threading.Thread(target=page.serve_forever)
        serving.start()
        try:
            (sick,) = server_syncs([f"http://127.0.0.1:{page.server_port}"])
        finally:
            page.shutdown()
            serving.join()
    assert (sick.server, sick.is_always, sick.trouble) == ("n1", True, "write error: no space left")


@pytest.mark.parametrize(
    ("replicas", "leader", "others", "takes"),
    [
        (1, "me", [], True),
        (3, "me", [{"current": True}, {"current": True}], True),
        (3, "", [{"current": True}, {"current": True}, {"current": True}], True),  # it is elected
        (3, "", [{"current": True}, {}, {}], False),
        (3, "", [{}, {}, {}], False),
        (3, "me", [{"current": True}, {"current": True, "offline": True}], True),
        (3, "me", [{"current": True, "offline": True}, {"current": True, "offline": True}], False),
        (3, "me", [{"current": False}, {"current": False}], False),
        (5, "me", [{"current": True}, {}, {}, {"current": True}], True),
        (5, "me", [{"current": True}, {}, {}, {}], False),
        (2, "me", [{"current": False}], False),
    ],
)
def test_a_log_takes_frames_while_more_than_half_of_its_servers_are_there(
    replicas, leader, others, takes
):
    class Told:
        """A stream as its leader describes it, or a server that knows of none."""

        address = read_address("nats://a")

        async def info(self):
            named = [{"name": f"n{n}", **one} for n, one in enumerate(others)]
            return {
                "config": {"num_replicas": replicas, "storage": "file"},
                "cluster": {"replicas": named, **({"leader": leader} if leader else {})},
            }

    told = nullcontext() if takes else pytest.raises(StoreError, match="more than half must be")
    with told:
        asyncio.run(check_majority(Told()))
