"""A whole participation over the real server, everything logged: no person is named in it."""

import asyncio
import logging
import re
import socket

import httpx
import msgspec
from websockets.asyncio.client import connect

from pulsemeter.bootstrap import serving
from pulsemeter.domain.session import SessionKind, SessionState
from pulsemeter.domain.study import JoinMode
from pulsemeter.outside import SystemChance
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.make_tokens import CellWish, made_tokens, stored_tokens
from pulsemeter.settings import Settings
from pulsemeter.wire.participant import Hello, Records, WireRecord

COMMENT, AGENT = "a comment that nobody else would write", "an agent with a name of its own"
WRITER = 8_888_777_766_665


def frame(message):
    return msgspec.json.encode(message).decode()


async def take_part(server, code, link_code, canaries):
    """One person's way from the link to the withdrawal, with mistakes on the way."""
    url = server.settings.url
    async with httpx.AsyncClient(base_url=url, headers={"User-Agent": AGENT}) as page:

        async def post(path, expected=303, **data):
            answer = await page.post(path, data=data, headers={"Origin": url})
            assert answer.status_code == expected, (path, answer.status_code)
            return answer

        joining = await page.get(f"/j/{code}")
        page_key = re.search(r'name="page_key" value="([^"]+)"', joining.text)[1]
        canaries |= {page_key, page_key.lower()}
        await post(f"/j/{code}/redeem", 403, token="NOSUCHTOKEN1234567890ABCDE", page_key=page_key)
        await post(f"/j/{code}/redeem", token=link_code, page_key=page_key)
        recovery = page.cookies["pm_recovery"]
        canaries.add(recovery)
        await post("/p/consent")
        await post("/p/profile", region="north")
        await post("/p/practised", 204)
        await server.services.conduct.step(code, SessionState.RUNNING)
        headers = {"Cookie": f"pm_seat={page_key}"}
        address = url.replace("http", "ws") + "/p/socket"
        async with connect(address, additional_headers=headers, origin=url) as pad:
            await pad.send(frame(Hello(WRITER)))
            assert "welcome" in await pad.recv()
            await pad.send(frame(Records(WRITER, [WireRecord(1, "press", 0, 100)])))
            while '"ack"' not in await pad.recv():
                pass
            await pad.send("{ this is no frame of ours")
            await pad.wait_closed()
        unknown = frame(Records(WRITER + 1, [WireRecord(1, "press", 0, 100)]))
        for body, status in ((unknown, 409), ("{", 400), ("x" * 5_000, 413)):
            answer = await page.post("/p/records", content=body, headers={"Origin": url})
            assert answer.status_code == status
        await post("/p/watched", 204)
        await post("/p/closing", overall="good", comment=COMMENT)
        await page.get("/nowhere", params={"token": link_code})
        await post("/takeover", 404, recovery_code="NOTACODE22")
        await post("/withdraw", 422, recovery_code=recovery)
        await post("/withdraw", 200, recovery_code=recovery, sure="yes")


def test_nothing_that_is_logged_names_anybody(tmp_path, make_study, caplog):
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="asyncio")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings = Settings(tmp_path / "data", port=free.getsockname()[1])
    canaries = {COMMENT, AGENT, str(WRITER), str(WRITER + 1)}

    async def story():
        async with serving(settings) as server:
            stores, conduct = server.stores, server.services.conduct
            await stores.studies.add_study(make_study(join=JoinMode.TOKENS), "", ())
            code = (await conduct.plan("talk", SessionKind.LIVE)).code
            await conduct.step(code, SessionState.OPEN)
            made = made_tokens(SystemChance(), [CellWish(1)])
            (token,) = await stored_tokens(stores.credentials, code, made)
            canaries.update((token.token, token.token.lower(), secret_hash(token.token).hex()))
            async with asyncio.timeout(60):
                await take_part(server, code, token.token, canaries)
            for record in await stores.seats.all(code):
                canaries.update((str(record.seat.id), record.secret_hash.hex()))
                canaries.add(record.recovery_hash.hex())
        # A server that is going says so with a level of its own.
        logging.getLogger("pulsemeter").debug("the log was listened to")

    asyncio.run(story())
    # What the test's own clients say of themselves is theirs.
    ours = [r for r in caplog.records if not r.name.startswith(("websockets", "httpx", "httpcore"))]
    assert any(record.message == "the log was listened to" for record in ours)
    formatter = logging.Formatter("%(name)s %(message)s")
    said = [formatter.format(record) for record in ours]
    assert len(canaries) >= 12
    found = [(canary, line) for line in said for canary in canaries if canary in line]
    assert not found
    # No address of a visitor either; the server says where it listens itself.
    listening = [line for line in said if re.search(r"\d+\.\d+\.\d+\.\d+", line)]
    assert all("running on" in line for line in listening), listening
