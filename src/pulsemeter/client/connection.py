"""One connection to a server: a request out, a struct or a refusal back.

The token goes into one header and nowhere else: into no address, no log and no message.
"""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

import httpx
import msgspec

from pulsemeter.client.server_address import checked_address
from pulsemeter.wire.dashboard import Problem
from pulsemeter.wire.studies import FileComplaint

TOKEN_VARIABLE = "PULSEMETER_TOKEN"
JSON, BYTES = "application/json", "application/octet-stream"
_TIMEOUT = httpx.Timeout(30, connect=10)
Kind = TypeVar("Kind")
Asked = Mapping[str, str | int | Sequence[str] | None]


class ApiRefused(Exception):
    """What the server refused. `status` is HTTP's, `error` says what is wrong, `remedy` how to mend
    it; `complaints` are those about a study file."""

    def __init__(
        self,
        status: int,
        error: str,
        remedy: str = "",
        complaints: tuple[FileComplaint, ...] = (),
    ) -> None:
        lines = "".join(f"\n  line {c.line}: {c.key}: {c.what}" for c in complaints)
        super().__init__(f"{status}: {error}" + (f" ({remedy})" if remedy else "") + lines)
        self.status, self.error, self.remedy = status, error, remedy
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class StudyFile:
    """A study file: its text, and the `tag` that a changed one is sent back with."""

    text: str
    tag: str


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """How many bytes of an upload are there, of how many."""

    offset: int
    size_bytes: int


class _Complaints(msgspec.Struct, frozen=True):
    """What a `FileProblem` has beyond a `Problem`."""

    complaints: list[FileComplaint] = []


class Connection:
    """What every group of methods asks through. See `Client`."""

    def __init__(
        self,
        address: str,
        token: str | None = None,
        *,
        in_lan: bool = False,
        timeout: httpx.Timeout | float = _TIMEOUT,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        url = checked_address(address, in_lan=in_lan)
        self._pause = pause
        self._http = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {_checked_token(token)}"},
            timeout=timeout,
            follow_redirects=False,
            # A proxy of the surroundings would read what goes without TLS.
            trust_env=url.scheme == "https",
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self._http.base_url)!r})"

    def close(self) -> None:
        """Let the connections go."""
        self._http.close()

    def _send(
        self,
        method: str,
        path: str,
        body: msgspec.Struct | bytes | None = None,
        *,
        query: Asked | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """The answer. ApiRefused for every one that is no success; httpx.TransportError where the
        server can't be reached, or not in time."""
        sent = dict(headers or {})
        if isinstance(body, msgspec.Struct):
            body, sent["Content-Type"] = msgspec.json.encode(body), JSON
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        answer = self._http.request(method, path, content=body, params=asked, headers=sent)
        if not answer.is_success:
            raise refusal_of(answer)
        return answer

    def _ask(
        self,
        kind: type[Kind],
        method: str,
        path: str,
        body: msgspec.Struct | bytes | None = None,
        *,
        query: Asked | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Kind:
        """The answer as the struct that it is."""
        answer = self._send(method, path, body, query=query, headers=headers)
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise ApiRefused(
                answer.status_code,
                f"the answer isn’t what {method} {path} tells: {error}",
                "is a Pulsemeter server of this version at this address?",
            ) from error


def refusal_of(answer: httpx.Response) -> ApiRefused:
    """The refusal that an answer is, also where it comes from something before the server."""
    status = answer.status_code
    if answer.is_redirect:
        where = answer.headers.get("location", "elsewhere")
        return ApiRefused(status, f"the server points to {where}", "use its own address")
    try:
        told = msgspec.json.decode(answer.content, type=Problem)
        # Those about a study file say more; what else there is lacks it.
        more = msgspec.json.decode(answer.content, type=_Complaints)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ApiRefused(status, answer.reason_phrase.lower() or "refused without a reason")
    return ApiRefused(status, told.error, told.remedy, tuple(more.complaints))


def in_path(part: str) -> str:
    """A code, a name or an id as one part of a path."""
    if part in ("", ".", ".."):
        raise ValueError(f"{part!r} names nothing: give the code, the name or the id")
    return quote(part, safe="")


def _checked_token(token: str | None) -> str:
    found = os.environ.get(TOKEN_VARIABLE, "") if token is None else token
    if not found:
        raise ValueError(f"no token: make one on your account page, and set {TOKEN_VARIABLE}")
    if not found.isascii() or not found.isprintable() or " " in found:
        raise ValueError("the token has signs that none has: copy it again, without blanks")
    return found
