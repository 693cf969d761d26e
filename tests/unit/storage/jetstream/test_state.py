import asyncio

import pytest
from tests.nats_servers import free_ports, nats_servers

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream.address import LogAddress, read_address
from pulsemeter.storage.jetstream.state import LogState, _state_of, log_state, server_syncs


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
