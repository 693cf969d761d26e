import asyncio

from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.storage.sqlite import open_stores


def test_a_link_signs_in_once(command):
    link = command.fine("staff", "link", "--public-url", "https://p.example").output.strip()
    address, token = link.split("#")
    assert address == "https://p.example/staff/sign-in"

    async def use():
        opened = open_stores(command.data)
        try:
            staff = opened.stores.staff
            return [
                await staff.use_link(secret_hash(token), secret_hash(f"secret-{n}"))
                for n in range(2)
            ]
        finally:
            await opened.close()

    assert asyncio.run(use()) == ["owner", None]
