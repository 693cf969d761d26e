"""Links and QR codes by which participants come to this server, as staff are shown them."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from markupsafe import Markup
from starlette.requests import Request

from pulsemeter.report.invitation_sheet import qr_picture
from pulsemeter.web.services import services_of


@dataclass(frozen=True, slots=True)
class JoinLink:
    """The way into a session: its address, as a QR code, and whether phones can reach it."""

    code: str
    address: str
    picture: Markup
    is_here_only: bool


def join_link(request: Request, code: str, path: str = "") -> JoinLink:
    """The link of a session; or of the page at another path of this server."""
    base = join_base(request)
    address = f"{base}{path or f'/j/{code}'}"
    return JoinLink(code, address, Markup(qr_picture(address)), _is_here_only(base))


def join_base(request: Request) -> str:
    """The address that links begin with: the one that the server was told; if that leads nowhere
    but to its own machine, the one by which this page was opened."""
    told = services_of(request).staff.url
    asked = str(request.base_url).rstrip("/")
    return asked if _is_here_only(told) and not _is_here_only(asked) else told


def _is_here_only(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
