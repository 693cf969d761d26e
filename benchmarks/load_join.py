"""Seats for the load, taken over HTTP by the forms that a browser sends."""

import asyncio
import time
from collections import deque
from urllib.parse import urlencode

from pulsemeter.rehearsal.http_lane import HttpLane

JOINING_AT_ONCE = 32
_FORM_OK = frozenset((200, 204, 303))


MOON_ANSWERS = {"space": "4"}
"""To the question that the demonstration asks before the speech."""


def page_key(index: int) -> str:
    """The secret of the page with this number; guessable, as nothing real hangs on it."""
    return f"page-of-the-load-{index:08d}"


def profile_of(index: int, categories: dict[str, list[str]]) -> dict[str, str]:
    """The answers of the page with this number: every combination comes about equally often."""
    answers = {}
    for attribute, possible in categories.items():
        index, place = divmod(index, len(possible))
        answers[attribute] = possible[place]
    return answers


async def join(
    url: str, keys: list[str], session: str, categories: dict[str, list[str]]
) -> dict[str, object]:
    """Take a seat for each page, as a browser does, over several connections."""
    began_s = time.monotonic()
    waiting = deque(enumerate(keys))

    async def take_seats(lane: HttpLane) -> None:
        while waiting:
            index, key = waiting.popleft()
            headers = {
                "Cookie": f"pm_seat={key}",
                "Origin": url,
                "Content-Type": "application/x-www-form-urlencoded",
            }
            forms: list[tuple[str, dict[str, str]]] = [
                (f"/j/{session}/redeem", {"page_key": key, "token": ""}),
                ("/p/consent", {"agrees": "yes"}),
                ("/p/profile", profile_of(index, categories)),
                ("/p/questions", MOON_ANSWERS),
                ("/p/practised", {}),
            ]
            for path, form in forms:
                status, _ = await lane.post(path, headers, urlencode(form).encode())
                if status not in _FORM_OK:
                    raise RuntimeError(f"POST {path} answered {status}")
        lane.close()

    await asyncio.gather(*(take_seats(HttpLane(url)) for _ in range(JOINING_AT_ONCE)))
    return {"joined": len(keys), "seconds": time.monotonic() - began_s}
