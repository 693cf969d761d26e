"""Real NATS servers on this machine, for the tests: one, or three as a cluster.

Each keeps its files in a folder of the test's and listens on ports that nobody holds. A server
may be killed like one that loses power, and started again over what it left.
"""

import contextlib
import signal
import socket
import subprocess
import sysconfig
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

NATS_SERVER = Path(sysconfig.get_path("scripts")) / "nats-server"
_START_S = 30.0
_CONFIG = """
server_name: {name}
listen: "127.0.0.1:{port}"
http: "127.0.0.1:{monitor}"
jetstream {{ store_dir: {store!r}, sync_interval: {sync} }}
"""
_CLUSTER = """
cluster {{
  name: tests
  listen: "127.0.0.1:{route}"
  routes: [{routes}]
}}
"""


def free_ports(count: int) -> list[int]:
    """Ports that nobody holds at this moment."""
    with contextlib.ExitStack() as held:
        found = []
        for _ in range(count):
            one = held.enter_context(socket.socket())
            one.bind(("127.0.0.1", 0))
            found.append(int(one.getsockname()[1]))
        return found


class NatsServer:
    """One server, running from `start` until `kill` or `stop`."""

    def __init__(self, folder: Path, config: str, port: int, monitor: int) -> None:
        self.folder, self.port = folder, port
        self.monitor = f"http://127.0.0.1:{monitor}"
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        (folder / "server.conf").write_text(config)

    def start(self) -> None:
        """Start it and wait until it says that it is healthy."""
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [NATS_SERVER, "-c", self.folder / "server.conf"], stdout=log, stderr=log
            )

    def wait(self) -> None:
        """Until it is healthy: its streams are here and have a leader."""
        end = time.monotonic() + _START_S
        while time.monotonic() < end:
            with (
                contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
                urllib.request.urlopen(f"{self.monitor}/healthz", timeout=1) as answer,
            ):
                if answer.status == 200:
                    return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "server.log").read_text()[-2_000:])

    def kill(self) -> None:
        """End it as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(_START_S)
            self._process = None


@contextlib.contextmanager
def nats_servers(folder: Path, count: int = 1, sync: str = "always") -> Iterator[list[NatsServer]]:
    """So many healthy servers, a cluster if there are several; ended with the block."""
    ports = free_ports(3 * count)
    routes = ", ".join(f'"nats://127.0.0.1:{route}"' for route in ports[2 * count :])
    servers = []
    for n in range(count):
        own = folder / f"n{n + 1}"
        config = _CONFIG.format(
            name=own.name, port=ports[n], monitor=ports[count + n], store=str(own), sync=sync
        )
        if count > 1:
            config += _CLUSTER.format(route=ports[2 * count + n], routes=routes)
        servers.append(NatsServer(own, config, ports[n], ports[count + n]))
    try:
        for server in servers:
            server.start()
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.kill()


def log_address(servers: list[NatsServer], stream: str, replicas: int) -> str:
    """What `--log` would be given for these servers."""
    hosts = ",".join(f"127.0.0.1:{server.port}" for server in servers)
    return f"nats://{hosts}/{stream}?replicas={replicas}"


@pytest.fixture(scope="session")
def nats_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[NatsServer]]:
    """One real NATS server. It brings what it has to the disk at its own pace: what a power cut
    leaves is the affair of the tests of clusters."""
    with nats_servers(tmp_path_factory.mktemp("nats"), sync="2m") as servers:
        yield servers
