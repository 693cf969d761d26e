"""The plain-HTTP half of a simulated page: take the seat, answer the forms, deliver by POST.

Uses the same URLs and forms as a browser. The whole panel shares a few kept connections; each
request carries its own seat's cookie.
"""

import asyncio
import random
from collections.abc import Mapping
from urllib.parse import urlencode

import msgspec

from pulsemeter.rehearsal.http_lane import HttpLane
from pulsemeter.rehearsal.page import PageModel, read_frame
from pulsemeter.simulation.answers import Form
from pulsemeter.simulation.panel import SimulatedPanelist

TRIES_MAX = 6
BUSY_TRIES_MAX = 18
"""About a minute: a server that is behind asks people to join a little later, and they do."""
_OK = 200
_TRY_AGAIN = frozenset((429, 502, 503, 504))
_NOT_KNOWN_YET = frozenset((404, 409))
"""A server looks into the store ten times a second for sessions that are new, or open by now."""
_FORM_OK = frozenset((200, 204, 303))
_FORM = "application/x-www-form-urlencoded"
_JSON = "application/json"


class DoorClosedError(Exception):
    """The server would not let a simulated panelist in or on; says where and why."""


class FrontDoor:
    """Joins and finishes seats of one session over HTTP, so many at once."""

    def __init__(self, base_url: str, session: str, concurrency: int) -> None:
        self._session = session
        self._origin = base_url
        self._all = [HttpLane(base_url) for _ in range(concurrency)]
        # Last in, first out: a lane that was just used has a connection that still stands.
        self._free: asyncio.LifoQueue[HttpLane] = asyncio.LifoQueue()
        for lane in self._all:
            self._free.put_nowait(lane)

    def close(self) -> None:
        """Close all connections."""
        for lane in self._all:
            lane.close()

    async def join(self, panelist: SimulatedPanelist, page_key: str) -> None:
        """From the join page to the stimulus. Harmless to repeat with the same page key.

        Raises DoorClosedError if the server refuses.
        """
        await self._post(
            f"/j/{self._session}/redeem",
            page_key,
            {"page_key": page_key, "token": ""},
            again=_TRY_AGAIN | _NOT_KNOWN_YET,
        )
        await self._post("/p/consent", page_key, {"agrees": "yes"})
        await self._post("/p/profile", page_key, panelist.categories)
        for form in panelist.answers.before:
            await self._post("/p/questions", page_key, form)
        await self._post("/p/practised", page_key, {})

    async def finish(self, panelist: SimulatedPanelist, page_key: str) -> None:
        """From the end of the stimulus to the thanks. Raises DoorClosedError on a refusal."""
        await self._post("/p/watched", page_key, {})
        answers = {"overall": panelist.overall, "comment": panelist.comment}
        await self._post("/p/closing", page_key, answers)
        for form in panelist.answers.after:
            await self._post("/p/questions", page_key, form)
        if panelist.answers.why:
            await self._post("/p/why", page_key, {})

    async def deliver(self, page: PageModel, page_key: str) -> None:
        """Send what the page holds, as its fallback and its beacon do, until it holds nothing.

        Raises DoorClosedError if the server refuses or stays silent.
        """
        tries = 0
        while not page.is_empty and tries < TRIES_MAX:
            before = page.upto
            page.forget_sending()
            for frame in page.frames_to_send():
                status, body = await self._send("/p/records", page_key, _JSON, frame)
                if status != _OK:
                    raise DoorClosedError(f"POST /p/records answered {status}")
                try:
                    page.hear(read_frame(body))
                except msgspec.MsgspecError as error:
                    raise DoorClosedError(f"POST /p/records answered no frame: {error}") from None
            tries = 0 if page.upto > before else tries + 1
        if not page.is_empty:
            raise DoorClosedError("POST /p/records acknowledges nothing more")

    async def _post(
        self,
        path: str,
        page_key: str,
        form: Mapping[str, str] | Form,
        again: frozenset[int] = _TRY_AGAIN,
    ) -> None:
        status, _ = await self._send(path, page_key, _FORM, urlencode(form).encode(), again)
        if status not in _FORM_OK:
            raise DoorClosedError(f"POST {path} answered {status}")

    async def _send(
        self,
        path: str,
        page_key: str,
        kind: str,
        body: bytes,
        again: frozenset[int] = _TRY_AGAIN,
    ) -> tuple[int, bytes]:
        headers = {"Origin": self._origin, "Cookie": f"pm_seat={page_key}", "Content-Type": kind}
        said, tries = "", 0
        while tries < BUSY_TRIES_MAX:
            if tries:
                await asyncio.sleep(min(5.0, 0.1 * 2**tries) * random.uniform(0.5, 1.0))
            tries += 1
            lane = await self._free.get()
            try:
                status, answer = await lane.post(path, headers, body)
            except (OSError, TimeoutError) as error:
                said = f"failed: {type(error).__name__} {error}".rstrip()
                continue
            finally:
                self._free.put_nowait(lane)
            if status not in again:
                return status, answer
            said = f"answered {status}"
            if status in _NOT_KNOWN_YET and tries >= TRIES_MAX:
                break
        raise DoorClosedError(f"POST {path} {said}, {tries} times")
