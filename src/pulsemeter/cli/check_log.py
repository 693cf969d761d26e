"""Is a log that lies with NATS servers safe: on enough of them, and on their disks in time."""

from collections.abc import Sequence

from pulsemeter.bootstrap import log_facts
from pulsemeter.cli.finding import Finding
from pulsemeter.service.ports import StoreError

NAME = "log with NATS"
SAFE_REPLICAS = 3
SYNC_ALWAYS = "set `sync_interval: always` in the jetstream block of every server's configuration"

MEND_SERVER = (
    "wait if it is catching up; where its disk was full, make room and start that NATS server "
    "again, because by itself it writes nothing more"
)


def check_log(log: str, monitors: Sequence[str]) -> Finding:
    """The worst that can be told of a log; `monitors` are its servers' monitoring pages."""
    try:
        state, syncs = log_facts(log, monitors)
    except StoreError as error:
        return Finding(NAME, "bad", str(error), "start the servers; look into their logs")
    if state.replicas and state.storage != "file":
        told = f"the stream at {state.shown} is kept in memory: a power cut loses reactions"
        return Finding(NAME, "bad", told, "remove the stream; serving makes it anew, in files")
    late = [sync.server for sync in syncs if not sync.is_always]
    if late:
        told = f"{', '.join(late)} acknowledges before the disk has it: a power cut loses reactions"
        return Finding(NAME, "bad", told, SYNC_ALWAYS)
    if sick := [sync for sync in syncs if sync.trouble]:
        told = "; ".join(f"{sync.server} says: {sync.trouble}" for sync in sick)
        return Finding(NAME, "bad", told, MEND_SERVER)
    if state.behind:
        told = f"{', '.join(state.behind)} doesn't have all of {state.shown}"
        return Finding(NAME, "bad", told, "start it, and wait until it has caught up")
    replicas = state.replicas or state.wanted
    if replicas < SAFE_REPLICAS:
        told = f"each frame lies on {replicas} of the servers only: who loses it loses reactions"
        remedy = "three servers in three failure domains, and an address without replicas="
        return Finding(NAME, "warning", told, remedy)
    if len(syncs) < replicas:
        told = (
            f"whether {'all' if syncs else 'the'} servers have a frame on disk before they "
            "acknowledge it CAN'T BE TOLD from here; by default they don't, and a power cut of all "
            "loses reactions"
        )
        return Finding(
            NAME, "warning", told,
            f"{SYNC_ALWAYS}; name each one's monitoring page with --log-monitor http://HOST:8222",
        )  # fmt: skip
    if not state.replicas:
        told = f"the servers of {state.shown} answer; the stream is made when serving begins"
        return Finding(NAME, "good", told)
    told = f"{state.shown} lies on {', '.join(state.current)}, on disk before it is acknowledged"
    return Finding(NAME, "good", told)
