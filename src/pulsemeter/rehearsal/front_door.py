"""The plain-HTTP half of a simulated page: take the seat, answer the forms, deliver by POST.

Uses the same URLs and forms as a browser. One client for the whole panel, so connections are
reused; each request carries its own seat's cookie.
"""

import asyncio
import random
from collections.abc import Mapping
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType

import httpx
import msgspec

from pulsemeter.rehearsal.page import PageModel, read_frame
from pulsemeter.simulation.panel import SimulatedPanelist

TRIES_MAX = 6
_TIMEOUT_S = 30.0
_TRY_AGAIN = frozenset((429, 502, 503, 504))
_FORM_OK = frozenset((200, 204, 303))


class DoorClosedError(Exception):
    """The server would not let a simulated panelist in or on; says where and why."""


class FrontDoor:
    """Joins and finishes seats of one session over HTTP."""

    def __init__(self, base_url: str, session: str, concurrency: int) -> None:
        self._session = session
        # The client's own jar must stay empty: hundreds of seats share these connections.
        jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
        self._http = httpx.AsyncClient(
            base_url=base_url,
            cookies=jar,
            headers={"Origin": base_url},
            timeout=httpx.Timeout(_TIMEOUT_S, pool=None),
            limits=httpx.Limits(max_connections=concurrency, max_keepalive_connections=concurrency),
            trust_env=False,
        )

    async def __aenter__(self) -> "FrontDoor":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def join(self, panelist: SimulatedPanelist, page_key: str) -> None:
        """From the join page to the stimulus. Harmless to repeat with the same page key.

        Raises DoorClosedError if the server refuses.
        """
        await self._post(
            f"/j/{self._session}/redeem", page_key, {"page_key": page_key, "token": ""}
        )
        await self._post("/p/consent", page_key, {"agrees": "yes"})
        await self._post("/p/profile", page_key, panelist.categories)
        await self._post("/p/practised", page_key, {})

    async def finish(self, panelist: SimulatedPanelist, page_key: str) -> None:
        """From the end of the stimulus to the thanks. Raises DoorClosedError on a refusal."""
        await self._post("/p/watched", page_key, {})
        answers = {"overall": panelist.overall, "comment": panelist.comment}
        await self._post("/p/closing", page_key, answers)

    async def deliver(self, page: PageModel, page_key: str) -> None:
        """Send what the page holds, as its fallback and its beacon do, until it holds nothing.

        Raises DoorClosedError if the server refuses or stays silent.
        """
        tries = 0
        while not page.is_empty and tries < TRIES_MAX:
            before = page.upto
            page.forget_sending()
            for frame in page.frames_to_send():
                response = await self._send("/p/records", page_key, content=frame)
                if response.status_code != httpx.codes.OK:
                    raise DoorClosedError(f"POST /p/records answered {response.status_code}")
                try:
                    page.hear(read_frame(response.content))
                except msgspec.MsgspecError as error:
                    raise DoorClosedError(f"POST /p/records answered no frame: {error}") from None
            tries = 0 if page.upto > before else tries + 1
        if not page.is_empty:
            raise DoorClosedError("POST /p/records acknowledges nothing more")

    async def _post(self, path: str, page_key: str, form: Mapping[str, str]) -> None:
        response = await self._send(path, page_key, form=form)
        if response.status_code not in _FORM_OK:
            raise DoorClosedError(f"POST {path} answered {response.status_code}")

    async def _send(
        self,
        path: str,
        page_key: str,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        headers = {"Cookie": f"pm_seat={page_key}"}
        if content is not None:
            headers["Content-Type"] = "application/json"
        said = ""
        for attempt in range(TRIES_MAX):
            if attempt:
                await asyncio.sleep(min(5.0, 0.1 * 2**attempt) * random.uniform(0.5, 1.0))
            try:
                response = await self._http.post(path, data=form, content=content, headers=headers)
            except httpx.TransportError as error:
                said = f"failed: {type(error).__name__} {error}".rstrip()
                continue
            if response.status_code not in _TRY_AGAIN:
                return response
            said = f"answered {response.status_code}"
        raise DoorClosedError(f"POST {path} {said}, {TRIES_MAX} times")
