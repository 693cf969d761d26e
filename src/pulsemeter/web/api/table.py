"""Every address of the API, in the order in which they are looked up, and its description."""

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.web.api import (
    decision_addresses,
    import_addresses,
    language_addresses,
    making_addresses,
    media_addresses,
    opening_addresses,
    people_addresses,
    result_addresses,
    room_addresses,
    session_addresses,
    staff_addresses,
    study_addresses,
    wording_addresses,
)
from pulsemeter.web.api.address import Address, Content
from pulsemeter.web.api.open_api import description
from pulsemeter.web.policy import PUBLIC


async def open_api(request: Request) -> Response:
    """GET /api/v1/openapi.json. Public: it tells of the program, and nothing of this server."""
    return Response(_DESCRIPTION, media_type="application/json")


_ITSELF = Address(
    "GET", "/api/v1/openapi.json", open_api, PUBLIC, "read_description",
    "This description.", Content("application/json", "OpenAPI 3.1.", is_text=False),
)  # fmt: skip

ADDRESSES: tuple[Address, ...] = (
    _ITSELF,
    *staff_addresses.ADDRESSES,
    *making_addresses.ADDRESSES,
    *study_addresses.ADDRESSES,
    *people_addresses.ADDRESSES,
    *language_addresses.ADDRESSES,
    *wording_addresses.ADDRESSES,
    *import_addresses.ADDRESSES,
    # The steps of a session take any word in their last place, so all else comes before.
    *opening_addresses.ADDRESSES,
    *decision_addresses.ADDRESSES,
    *room_addresses.ADDRESSES,
    *media_addresses.ADDRESSES,
    *result_addresses.ADDRESSES,
    *session_addresses.ADDRESSES,
)
_DESCRIPTION = msgspec.json.encode(description(ADDRESSES))
