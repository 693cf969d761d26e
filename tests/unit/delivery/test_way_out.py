"""Which addresses a sender may reach."""

import asyncio
import socket
from collections.abc import Sequence

import pytest

from pulsemeter.delivery.way_out import WayOut, is_public, look_up
from pulsemeter.service.courier_ports import Undelivered

PUBLIC = ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "1.1.1.1"]
PRIVATE = [
    "127.0.0.1",
    "127.8.9.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.9",
    "192.168.1.1",
    "100.64.0.1",  # shared by carriers
    "169.254.169.254",  # where clouds keep their secrets
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fd00::5",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",  # 127.0.0.1 behind a translator
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "2002:a9fe:a9fe::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_this_network(address: str) -> None:
    assert not is_public(address)


def stands_for(*addresses: str) -> WayOut:
    async def found(host: str, port: int) -> Sequence[str]:
        return addresses

    return WayOut(look_up=found)


def test_the_judged_address_is_the_one_that_is_used() -> None:
    assert asyncio.run(stands_for(*PUBLIC).address_of("hooks.example", 443)) == PUBLIC[0]


@pytest.mark.parametrize("address", PRIVATE)
def test_one_private_address_is_enough_to_refuse(address: str) -> None:
    with pytest.raises(Undelivered, match=r"hooks\.example.*own network") as refused:
        asyncio.run(stands_for(PUBLIC[0], address).address_of("hooks.example", 443))
    assert refused.value.is_final


def test_a_setting_allows_private_targets() -> None:
    async def found(host: str, port: int) -> Sequence[str]:
        return ["10.0.0.5"]

    assert asyncio.run(WayOut(True, found).address_of("mail.lan", 25)) == "10.0.0.5"


def test_a_name_without_an_address_is_tried_again() -> None:
    async def unknown(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(-2, "Name or service not known")

    for way_out in (WayOut(look_up=unknown), stands_for()):
        with pytest.raises(Undelivered, match=r"nowhere\.example") as missing:
            asyncio.run(way_out.address_of("nowhere.example", 443))
        assert not missing.value.is_final


def test_an_overlong_name_is_no_crash() -> None:
    with pytest.raises(Undelivered, match="looked up"):
        asyncio.run(WayOut().address_of("a" * 300, 443))


@pytest.mark.parametrize(
    "spelling", ["127.0.0.1", "0x7f000001", "2130706433", "127.1", "0177.0.0.1"]
)
def test_the_resolver_sees_through_odd_spellings(spelling: str) -> None:
    found = asyncio.run(look_up(spelling, 80))
    assert found
    assert not any(is_public(address) for address in found)
