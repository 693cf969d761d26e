"""Seats for the load, taken over HTTP by the forms that a browser sends."""

import asyncio
import time
from collections import deque

import httpx

JOINING_AT_ONCE = 32


def page_key(index: int) -> str:
    """The secret of the page with this number; guessable, as nothing real hangs on it."""
    return f"page-of-the-load-{index:08d}"


async def join(
    url: str, keys: list[str], session: str, categories: dict[str, str]
) -> dict[str, object]:
    """Take a seat for each page, as a browser does, over several connections."""
    began_s = time.monotonic()
    waiting = deque(keys)

    async def take_seats(browser: httpx.AsyncClient) -> None:
        while waiting:
            key = waiting.popleft()
            headers = {"Cookie": f"pm_seat={key}", "Origin": url}
            forms: list[tuple[str, dict[str, str]]] = [
                (f"/j/{session}/redeem", {"page_key": key, "token": ""}),
                ("/p/consent", {"agrees": "yes"}),
                ("/p/profile", categories),
                ("/p/practised", {}),
            ]
            for path, form in forms:
                response = await browser.post(path, data=form, headers=headers)
                if response.status_code not in (200, 204, 303):
                    raise RuntimeError(f"POST {path} answered {response.status_code}")

    limits = httpx.Limits(max_connections=JOINING_AT_ONCE)
    async with httpx.AsyncClient(
        base_url=url, limits=limits, timeout=60, trust_env=False
    ) as browser:
        await asyncio.gather(*(take_seats(browser) for _ in range(JOINING_AT_ONCE)))
    return {"joined": len(keys), "seconds": time.monotonic() - began_s}
