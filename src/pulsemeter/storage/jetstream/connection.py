"""The connection to the NATS servers; it comes back by itself for as long as the program runs.

One thing it doesn't outlive: a server's word (`-ERR`) on a connection that stood, but for a stale
connection, which is made anew, and a subject that isn't allowed, which is only told. After any
other (another password, a limit of the account) the client is closed, and every request fails at
once; whoever serves ends then.
"""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import nats
import nats.errors
from nats.aio.client import Client

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream.address import LogAddress

_diagnostics = logging.getLogger(__name__)
_CONNECT_S = 3
# A server that lost power says nothing; after two unanswered pings the next one is tried.
_PING_S = 5
_PINGS = 2
_WAIT_S = 0.25
_TROUBLES_TOLD = 12
OLDEST_SERVER = (2, 11)
"""The first that answers a question for many messages at once."""


async def _found() -> None:
    _diagnostics.warning("connected to NATS again")


def _unreached(address: LogAddress, troubles: list[str]) -> StoreError:
    """Why there is no connection, in the words of the servers that were tried."""
    if any("Authorization" in trouble for trouble in troubles):
        return StoreError(
            f"the NATS servers at {address.shown} refuse this user or password: write them before "
            "each host, as nats://USER:PASSWORD@HOST:4222, in --log or PULSEMETER_LOG"
        )
    why = "; ".join(dict.fromkeys(troubles))
    return StoreError(
        f"no NATS server answers at {address.shown} ({why}); check the address and that the "
        "servers run"
    )


@asynccontextmanager
async def connected(address: LogAddress) -> AsyncIterator[Client]:
    """A connection to any of the servers, closed at the end. StoreError if none answers."""
    client, is_ending, troubles = Client(), False, list[str]()

    async def trouble(error: Exception) -> None:
        _diagnostics.debug("NATS: %r", error)
        if not client.is_connected and len(troubles) < _TROUBLES_TOLD:
            troubles.append(str(error) or "no answer in time")

    async def lost() -> None:
        if not (is_ending or client.is_closed):  # closed for good: there is no other server then
            _diagnostics.warning("the connection to NATS is lost; looking for another server")

    try:
        await client.connect(
            servers=[*address.servers],
            name="pulsemeter",
            connect_timeout=_CONNECT_S,
            reconnect_time_wait=_WAIT_S,  # type: ignore[arg-type]
            max_reconnect_attempts=2,
            ping_interval=_PING_S,
            max_outstanding_pings=_PINGS,
            disconnected_cb=lost,
            reconnected_cb=_found,
            error_cb=trouble,
        )
    except (nats.errors.Error, OSError, TimeoutError) as error:
        raise _unreached(address, troubles or [str(error) or "no answer"]) from None
    told = client.connected_server_version
    if (told.major, told.minor) < OLDEST_SERVER:
        is_ending = True
        await client.close()
        raise StoreError(
            f"a NATS server at {address.shown} is of version {told.major}.{told.minor}; the log "
            f"needs {OLDEST_SERVER[0]}.{OLDEST_SERVER[1]} or newer: upgrade its servers"
        )
    # It had to fail at the start to be told; from here on it is tried without end.
    client.options["max_reconnect_attempts"] = -1
    try:
        yield client
    finally:
        is_ending = True
        await client.close()
