"""The log of reactions on several machines: NATS JetStream, one message per frame.

The bytes are those that SQLite would keep. Everything but the log stays in the other books.
"""

from pulsemeter.storage.jetstream.address import LogAddress, is_log_address, read_address
from pulsemeter.storage.jetstream.books import with_log
from pulsemeter.storage.jetstream.connection import connected
from pulsemeter.storage.jetstream.reaction_log import JetStreamReactionLog, open_log
from pulsemeter.storage.jetstream.state import LogState, ServerSync, log_state, server_syncs

__all__ = [
    "JetStreamReactionLog",
    "LogAddress",
    "LogState",
    "ServerSync",
    "connected",
    "is_log_address",
    "log_state",
    "open_log",
    "read_address",
    "server_syncs",
    "with_log",
]
