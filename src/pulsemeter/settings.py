"""Where a server keeps its data and where it can be reached."""

from dataclasses import dataclass, field
from pathlib import Path

DEFAULT_DATA = Path("pulsemeter-data")
DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8000


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about one server that isn't a study's affair."""

    data: Path = DEFAULT_DATA
    host: str = DEFAULT_HOST
    port: int = DEFAULT_PORT
    public_url: str = ""
    tls_cert: Path | None = None
    tls_key: Path | None = None
    erasures: Path | None = None
    couriers: Path | None = None
    book: str = ""
    log: str = ""
    role: str = "all"
    speed: float = 1.0
    upload_bytes_max: int = 8 * 1024**3
    workers: int = 0
    metrics_token: str = field(default="", repr=False)

    @property
    def is_tls(self) -> bool:
        """Whether the server itself speaks TLS."""
        return self.tls_cert is not None

    @property
    def is_https(self) -> bool:
        """Whether people reach it under TLS, its own or that of a proxy before it."""
        return self.url.startswith("https://")

    @property
    def staff_url(self) -> str:
        """The address that links of staff begin with: on this machine alone by its name, because
        browsers make no passkeys for a bare address."""
        is_here = not self.public_url and not self.is_tls and self.host == DEFAULT_HOST
        return f"http://localhost:{self.port}" if is_here else self.url

    @property
    def url(self) -> str:
        """The address that links begin with, without a slash at the end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = DEFAULT_HOST if self.host in ("0.0.0.0", "::") else self.host
        shown = f"[{host}]" if ":" in host else host
        return f"{'https' if self.is_tls else 'http'}://{shown}:{self.port}"
