"""Where a panel vendor's person goes back to, with the vendor's own id and a voucher.

The id comes from the person's browser each time and is never kept; a template is checked when
the study file is read, so that no study can send anybody to a script or an unsafe address.
"""

import base64
import hashlib
import re
from urllib.parse import quote, urlsplit

from pulsemeter.domain.participant import SeatStep
from pulsemeter.domain.recruitment import Vendor

VENDOR_ID_LENGTH_MAX = 200
VOUCHER_LENGTH = 26
_PLACE = re.compile(r"\{([^{}]*)\}")
_NAMES = frozenset(("id", "voucher"))


def template_trouble(template: str) -> str:
    """What is wrong with an address template; "" when nothing is."""
    if any(not sign.isprintable() or sign.isspace() or sign == "\\" for sign in template):
        return "may hold no blanks, backslashes or control signs"
    unknown = set(_PLACE.findall(template)) - _NAMES
    if unknown or "{" in _PLACE.sub("", template) or "}" in _PLACE.sub("", template):
        return "has a place that is neither {id} nor {voucher}"
    try:
        parts = urlsplit(template)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError as error:
        return f"is no address ({error})"
    if parts.scheme != "https" or not template.startswith("https://"):
        return "must begin with https://"
    if "{" in parts.netloc or not host or "@" in parts.netloc:
        return "must name its host in full, without {id}, {voucher} or a password"
    return ""


def checked_vendor_id(given: str) -> str:
    """The id if it can be one of a vendor's, else ""."""
    is_fine = 0 < len(given) <= VENDOR_ID_LENGTH_MAX and given.isprintable()
    return given if is_fine else ""


def voucher_of(page_secret: str) -> str:
    """The completion voucher of a page: the same each time it is asked for, and nobody who
    holds the stores alone can tell whose it is, because the page's secret isn't in them."""
    found = hashlib.sha256(b"pulsemeter voucher\0" + page_secret.encode()).digest()
    return base64.b32encode(found).decode()[:VOUCHER_LENGTH]


def template_at(vendor: Vendor, step: SeatStep) -> str:
    """The vendor's address for a seat at this step; "" where nobody is sent back."""
    return {
        SeatStep.THANKS: vendor.complete,
        SeatStep.SCREENED_OUT: vendor.quota_full,
        SeatStep.NOT_SOUGHT: vendor.screened_out,
    }.get(step, "")


def address_back(template: str, vendor_id: str, voucher: str = "") -> str:
    """The template with its places filled; whatever an id holds, it stays one part."""
    filled = {"id": quote(vendor_id, safe=""), "voucher": quote(voucher, safe="")}
    return _PLACE.sub(lambda place: filled[place[1]], template)
