"""How safely a log lies with its servers, as far as they tell."""

import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream.address import LogAddress
from pulsemeter.storage.jetstream.connection import connected
from pulsemeter.storage.jetstream.stream import Stream

_WAIT_S = 5.0


@dataclass(frozen=True, slots=True)
class LogState:
    """A stream as its leader describes it; `replicas` 0 where it isn't made yet. `current` names
    the servers that have all of it, `behind` those that don't or aren't reached."""

    shown: str
    wanted: int
    replicas: int = 0
    storage: str = ""
    current: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ServerSync:
    """One server by its monitoring page: whether it has a frame on its disk before it acknowledges
    it, and in its own words what ails it, empty while nothing does."""

    server: str
    is_always: bool
    trouble: str = ""


async def log_state(address: LogAddress) -> LogState:
    """Ask the servers for the stream; nothing is made. StoreError where none answers."""
    async with connected(address) as client:
        info = await Stream(client, address).info_if_made()
    if info is None:
        return LogState(address.shown, address.replicas)
    return _state_of(info, address)


def _state_of(info: Mapping[str, Any], address: LogAddress) -> LogState:
    cluster, config = info.get("cluster") or {}, info["config"]
    others = cluster.get("replicas") or []
    good = [peer["name"] for peer in others if peer.get("current") and not peer.get("offline")]
    leader = [name] if (name := cluster.get("leader")) else []
    return LogState(
        address.shown,
        address.replicas,
        config["num_replicas"],
        config["storage"],
        (*leader, *good),
        tuple(peer["name"] for peer in others if peer["name"] not in good),
    )


async def check_majority(stream: Stream) -> None:
    """StoreError where no more than half of a log's servers are there and have all of it. One that
    was left alone still answers, for some seconds as if it led, and then that nobody does."""
    state = _state_of(await stream.info(), stream.address)
    if 2 * len(state.current) <= state.replicas:
        raise StoreError(
            f"of the {state.replicas} servers of the log {state.shown} only "
            f"{', '.join(state.current) or 'none'} is there and up to date, and more than half "
            "must be: start the others, and look whether they reach each other"
        )


def server_syncs(monitors: Sequence[str]) -> list[ServerSync]:
    """What each monitoring page says. StoreError where one can't be read."""
    return [_sync_of(monitor) for monitor in monitors]


def _sync_of(monitor: str) -> ServerSync:
    address = f"{monitor.rstrip('/')}/varz"
    try:
        with urllib.request.urlopen(address, timeout=_WAIT_S) as answer:
            told = msgspec.json.decode(answer.read())
        config = told["jetstream"]["config"]
        name, is_always = told.get("server_name", monitor), config.get("sync_always", False)
        return ServerSync(name, is_always, _trouble_of(monitor))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"the monitoring page {address} of a NATS server can't be read ({error})"
        ) from None


def _trouble_of(monitor: str) -> str:
    """What a server says of its health. A disk that was full stays told here when it has room
    again, because the server writes nothing more to it until it is started anew."""
    try:
        urllib.request.urlopen(f"{monitor.rstrip('/')}/healthz", timeout=_WAIT_S).close()
    except urllib.error.HTTPError as answer:
        with answer:
            told = msgspec.json.decode(answer.read())
        return str(told.get("error") or told["status"])
    return ""
