"""Which addresses a token may be sent to: under TLS, or where it doesn't leave the place."""

from ipaddress import ip_address, ip_network

import httpx

_PRIVATE = [
    ip_network(each)
    for each in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10",
    )
]  # fmt: skip
"""What no router of the internet carries."""


class AddressWrong(ValueError):
    """An address that no token is sent to, or that is none of a server."""


def checked_address(address: str, *, in_lan: bool = False) -> httpx.URL:
    """The address of a server. Without TLS it has to be this machine's own, or with `in_lan` one of
    a private network. Raises AddressWrong."""
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, TypeError) as error:
        raise AddressWrong(f"{address!r} is no address: write https://… and a host") from error
    if url.scheme not in ("https", "http") or not url.host:
        raise AddressWrong(f"{address!r} is no address of a server: write https://… and a host")
    if url.userinfo or url.query or url.fragment or url.path not in ("", "/"):
        raise AddressWrong(f"{address!r} says more than scheme, host and port: leave the rest out")
    if url.scheme == "http" and not _is_here(url.host) and not (in_lan and _is_near(url.host)):
        raise AddressWrong(
            f"{address!r} would carry the token in the clear: write https://, or for a server in "
            "your own network in_lan=True"
        )
    return url


def _is_here(host: str) -> bool:
    """Whether a host is this machine."""
    return host == "localhost" or (_is_number(host) and ip_address(host).is_loopback)


def _is_near(host: str) -> bool:
    """Whether a host is of a private network: by its number, or a name that no public one has."""
    if _is_number(host):
        return any(ip_address(host) in network for network in _PRIVATE)
    return "." not in host or host.endswith((".local", ".lan", ".home.arpa", ".internal"))


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
