"""How long a request's body may be. A longer one is refused as it comes, before anybody keeps it.

Whoever reads a body may ask for less and say so in words of its own; nobody gets more.
"""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

BODY_BYTES_MAX = 1_000_000
"""For a form of ordinary length: a dozen answers of the greatest length, in any letters."""


def limited(request: Request, bytes_max: int) -> Request:
    """The same request, whose body breaks off with HTTPException 413 where it is longer: before
    its first byte if it says so itself, else with the piece that is one too many."""
    told = request.headers.get("content-length", "")
    length = int(told) if told.isascii() and told.isdigit() and len(told) < 20 else 0
    is_told = length > bytes_max
    come = 0

    async def receive() -> Message:
        nonlocal come
        if is_told:
            raise HTTPException(413)
        message = await request.receive()
        come += len(message.get("body", b""))
        if come > bytes_max:
            raise HTTPException(413)
        return message

    return Request(request.scope, receive)
