"""Where a log lies, written as one address: `nats://a:4222,b:4222,c:4222/panel?replicas=3`."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from pulsemeter.service.ports import StoreError

SCHEMES = ("nats", "tls")
DEFAULT_STREAM = "pulsemeter"
DEFAULT_REPLICAS = 3
_REPLICAS_MAX = 5
_LOOKS_LIKE = "a log of several machines is written as nats://HOST:4222,HOST:4222,HOST:4222/NAME"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class LogAddress:
    """The servers of a log, the name of its stream, and on how many servers each frame lies."""

    servers: tuple[str, ...]
    stream: str = DEFAULT_STREAM
    replicas: int = DEFAULT_REPLICAS

    @property
    def shown(self) -> str:
        """The address for messages: without what stands before an @, which may be a password."""
        hosts = ",".join(server.rpartition("@")[2].partition("://")[2] or
                         server.rpartition("@")[2] for server in self.servers)  # fmt: skip
        replicas = "" if self.replicas == DEFAULT_REPLICAS else f"?replicas={self.replicas}"
        return f"{self.servers[0].partition('://')[0]}://{hosts}/{self.stream}{replicas}"


def is_log_address(text: str) -> bool:
    """Whether this names NATS servers."""
    return text.partition("://")[0] in SCHEMES


def read_address(text: str) -> LogAddress:
    """The address that was written. StoreError says what is wrong with it."""
    try:
        found = urlsplit(text)
    except ValueError:  # its words would show the address, and a password in it
        raise StoreError(f"the address of the log can't be read; {_LOOKS_LIKE}") from None
    hosts = [host for host in found.netloc.split(",") if host]
    if found.scheme not in SCHEMES or not hosts:
        raise StoreError(_LOOKS_LIKE)
    stream = found.path.strip("/") or DEFAULT_STREAM
    if not _NAME.fullmatch(stream):
        raise StoreError(
            f"a log can't be called {stream!r}: use letters, digits, hyphens and underscores"
        )
    asked = parse_qs(found.query, keep_blank_values=True)
    replicas = asked.pop("replicas", [str(DEFAULT_REPLICAS)])[-1]
    if asked:
        raise StoreError(f"a log's address knows no {', '.join(sorted(asked))}; only replicas=N")
    if not replicas.isdecimal() or not 1 <= int(replicas) <= _REPLICAS_MAX:
        raise StoreError(f"replicas={replicas}: a log lies on 1 to {_REPLICAS_MAX} servers")
    servers = tuple(f"{found.scheme}://{host}" for host in hosts)
    return LogAddress(servers, stream, int(replicas))
