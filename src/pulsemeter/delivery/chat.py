"""Chat services: a message as plain text, through the library of the extra `chat`.

The library speaks to each service in threads and says only whether it worked; why not is read from
what it logs, with secrets blanked, and nothing of that goes any further. It connects by name, so
the addresses a name stands for are judged before each message and not held to. None of this was
tried against the services themselves.
"""

import asyncio
import logging
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from pulsemeter.delivery.chat_services import ChatService
from pulsemeter.delivery.way_out import WayOut
from pulsemeter.service.courier_ports import AddressRefused, Message, Undelivered

CONNECT_S, READ_S, TIMEOUT_S = 4.0, 8.0, 25.0
AT_ONCE = 8
"""So many messages under way at most, those included that were given up and don't end."""
SAID_LENGTH_MAX = 200
_FINAL = frozenset({400, 403, 404, 410, 413})
_STATUS = re.compile(r"error=(\d{3})\b")


class ChatMissing(Exception):
    """The packages for chat services aren't installed; the message says how to get them."""


def _library() -> Mapping[str, Callable[..., Any]]:
    """The parts of the library for our four services and no others. Its log is kept from the
    server's: it may quote tokens."""
    try:
        from apprise.plugins.matrix import NotifyMatrix
        from apprise.plugins.slack import NotifySlack
        from apprise.plugins.telegram import NotifyTelegram
        from apprise.plugins.workflows import NotifyWorkflows
    except ImportError:
        raise ChatMissing(
            "chat services need further packages: pip install 'pulsemeter[chat]'"
        ) from None
    log = logging.getLogger("apprise")
    log.setLevel(logging.WARNING)
    log.propagate = False
    return {
        "tgram": NotifyTelegram, "slack": NotifySlack, "workflows": NotifyWorkflows,
        "matrix": NotifyMatrix, "matrixs": NotifyMatrix,
    }  # fmt: skip


class ChatCourier:
    """Hands messages to one chat service."""

    drops_copies = False

    def __init__(
        self, service: ChatService, way_out: WayOut, *, timeout_s: float = TIMEOUT_S
    ) -> None:
        """ChatMissing where the packages for it aren't installed."""
        self._plugins = _library()
        self._service, self._way_out, self._timeout_s = service, way_out, timeout_s
        self._under_way = threading.BoundedSemaphore(AT_ONCE)

    def check(self, address: str) -> None:
        """AddressRefused says why nothing can be sent there."""
        self._service.check(address)

    def secret_for(self, address: str) -> str:
        """Chats have none that a reader could check with."""
        return ""

    async def carry(self, message: Message) -> str:
        """Hand it over within the time limit. A try that is given up can't be stopped and may
        still arrive."""
        try:
            self._service.check(message.to)
        except AddressRefused as refused:
            raise Undelivered(str(refused), is_final=True) from None
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._way_out.address_of(*self._service.machine(message.to))
                said = await self._in_thread(lambda: self._send(message))
        except TimeoutError:
            raise Undelivered(
                f"no answer of {self._service.name} within {self._timeout_s:g} s; it may still "
                f"arrive"
            ) from None
        if said is not None:
            raise self._undelivered(said)
        return f"taken by {self._service.name}"

    def _send(self, message: Message) -> str | None:
        """None where the service took it, else what the library said. Runs in a thread."""
        from apprise import Apprise, AppriseAsset

        asset = AppriseAsset(
            app_id="Pulsemeter", app_desc="Pulsemeter", app_url="", storage_mode="memory",
            http_redirects=False, allow_templates=False, secure_logging=True, async_mode=False,
            service_timeout=0,
        )  # fmt: skip
        target = dict(self._service.target(message.to))
        plugin = self._plugins[target["schema"]](
            **target, asset=asset, format="text", cto=CONNECT_S, rto=READ_S
        )
        sending = Apprise(asset=asset)
        sending.add(plugin)
        text = self._service.as_text(f"{message.subject}\n\n{message.text}")
        result = sending.notify(body=text, body_format="text")
        return None if result else " ".join(entry.message for entry in result.logs())

    async def _in_thread(self, work: Callable[[], str | None]) -> str | None:
        """The work's result. A thread that never ends holds up no other use of threads, and not
        the end of the program."""
        if not self._under_way.acquire(blocking=False):
            raise Undelivered(f"{self._service.name} has left too many earlier tries unanswered")
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[str | None] = loop.create_future()

        def settle(said: str | None) -> None:
            if not ended.cancelled():
                ended.set_result(said)

        def run() -> None:
            try:
                said = work()
            except Exception as error:  # of the library's; its text may quote anything
                said = type(error).__name__
            finally:
                self._under_way.release()
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(settle, said)

        threading.Thread(target=run, name="chat", daemon=True).start()
        return await ended

    def _undelivered(self, said: str) -> Undelivered:
        """Why it wasn't taken, as far as that was said, and whether another try may help."""
        said = self._blanked(" ".join(said.split()))
        # The last one: what was asked before the message may fail and not matter.
        status = int((_STATUS.findall(said) or ["0"])[-1])
        if 300 <= status < 400:
            return Undelivered(
                f"{self._service.name} answered HTTP {status}, a redirect, which isn't followed",
                is_final=True,
            )
        why = said[:SAID_LENGTH_MAX] or "no reason told"
        return Undelivered(f"{self._service.name} didn't take it: {why}", is_final=status in _FINAL)

    def _blanked(self, said: str) -> str:
        for secret in self._service.secrets:
            said = said.replace(secret, "…")
        return said
