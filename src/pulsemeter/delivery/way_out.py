"""Which machines our senders may speak to.

An address that somebody types into a form must not become a way to reach what lies behind the
server: its own ports, its neighbours, a cloud's metadata. So a name is looked up once, every
address it stands for is judged, and the connection goes to the address that was judged; a name
that changes its mind between look-up and connection changes nothing.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from pulsemeter.service.courier_ports import Undelivered

LookUp = Callable[[str, int], Awaitable[Sequence[str]]]

# IPv6 addresses that carry an IPv4 address in their last four bytes (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")


async def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a host by the machine's resolver, the preferred one first."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for _, _, _, _, address in found]


def is_public(text: str) -> bool:
    """Whether an address belongs to the public network and to one machine there."""
    address = ip_address(text.partition("%")[0])
    return all(a.is_global and not a.is_multicast for a in _all_of(address))


def _all_of(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address, and the IPv4 addresses that packets to it may end at."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped:
        return [address.ipv4_mapped]
    inner: list[IPv4Address | IPv6Address] = [address]
    if address in _TRANSLATED:
        inner = [IPv4Address(int(address) & 0xFFFF_FFFF)]
    if address.sixtofour:
        inner.append(address.sixtofour)
    if address.teredo:
        inner.extend(address.teredo)
    return inner


@dataclass(frozen=True, slots=True)
class WayOut:
    """Looks addresses up and judges them; `allow_private` is for servers whose own network holds
    the mail server or the receiver of webhooks."""

    allow_private: bool = False
    look_up: LookUp = look_up

    async def address_of(self, host: str, port: int) -> str:
        """The address to connect to. Undelivered if there is none, or one of those that the name
        stands for isn't to be reached."""
        try:
            found = await self.look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise Undelivered(f"the name {host} can't be looked up: {error}") from None
        if not found:
            raise Undelivered(f"the name {host} stands for no address")
        if not self.allow_private and not all(is_public(address) for address in found):
            raise Undelivered(
                f"{host} is, or may be, a machine of this server's own network; messages go there "
                f"only if the server is told to allow private targets",
                is_final=True,
            )
        return found[0]
