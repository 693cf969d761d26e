"""One JetStream stream as a few plain verbs: publish, fetch, newest, subjects, erase.

Knows messages as bytes under subjects; frames, sessions and seats are not its affair. Whatever
the servers can't do just now is a StoreError, and the caller tries again.
"""

import asyncio
import base64
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import nats.errors
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from pulsemeter.service.ports import StoreError
from pulsemeter.storage.jetstream.address import LogAddress

ANSWER_S = 12.0
"""Electing a new leader takes four to nine seconds; a frame that isn't acknowledged by then is told
as trouble, and offered again under the same id."""
_ASK_S = 1.5
_AGAIN_S = 0.1
_MESSAGES_AT_ONCE = 1_000
# Far below what a server lets wait for one connection (64 MB) before it drops it.
_BYTES_AT_ONCE = 8 * 1024**2
KEPT_IDS_S = 600
"""How long the servers know an id again: an outage may last as long without a frame twice."""
_SUBJECTS_AT_ONCE = 100_000
_NO_STREAM, _NO_MESSAGE, _OTHER_NEWEST = 10059, 10037, 10071
_NOT_NOW = (10008, 10158)
"""No leader, or an earlier try of the same message is still under way."""
_LOST = (nats.errors.Error, OSError, TimeoutError)


def _cancellations() -> int:
    """How often this work was cancelled so far; what tidies up after that goes on asking."""
    task = asyncio.current_task()
    return 0 if task is None else task.cancelling()


def _heed(patience: asyncio.Timeout, before: int) -> None:
    """End where the time is over, or this work was cancelled since, and the word of it got lost:
    with Python 3.11 `wait_for`, by which the client waits, swallows it when an answer comes in the
    same moment. Servers without a leader answer at once, again and again."""
    if patience.expired():
        raise TimeoutError
    if _cancellations() > before:
        raise asyncio.CancelledError


class OtherNewest(Exception):
    """Another message came under this subject meanwhile."""


class Message(msgspec.Struct, frozen=True):
    """A stored message: its place in the stream, its subject, its bytes."""

    sequence: int
    subject: str
    data: bytes


class Stream:
    """A stream of this name on these servers."""

    def __init__(self, client: Client, address: LogAddress) -> None:
        self._client = client
        self.address = address
        self.name = address.stream

    async def make(self) -> None:
        """Make the stream where there is none: kept in files, on as many servers as asked for."""
        wanted = {
            "name": self.name,
            "subjects": [f"{self.name}.log.>"],
            "retention": "limits",
            "storage": "file",
            "discard": "new",
            "num_replicas": self.address.replicas,
            "duplicate_window": KEPT_IDS_S * 1_000_000_000,
            "allow_direct": True,
            "deny_purge": False,
            "deny_delete": False,
        }
        if await self.info_if_made() is None:
            await self._ask("STREAM.CREATE", wanted)

    async def info_if_made(self) -> Mapping[str, Any] | None:
        """The stream as its leader describes it, or None where there is none."""
        return await self._ask("STREAM.INFO", {}, (_NO_STREAM,))

    async def info(self) -> Mapping[str, Any]:
        """The stream as its leader describes it: `config`, `state`, `cluster`."""
        found = await self._ask("STREAM.INFO", {})
        assert found is not None
        return found

    async def publish(
        self, subject: str, data: bytes, *, id: str = "", newest: int | None = None
    ) -> int:
        """Store a message; answers its sequence once every server that must has it on disk. With
        an `id` that was stored lately the answer is that message's. `newest` is the sequence of
        the newest message under this subject (0: none); OtherNewest if it is another one."""
        headers = {"Nats-Expected-Stream": self.name}
        if id:
            headers["Nats-Msg-Id"] = id
        if newest is not None:
            headers["Nats-Expected-Last-Subject-Sequence"] = str(newest)
        answer = await self._request(subject, data, headers)
        refused = answer.get("error")
        if refused is None:
            return int(answer["seq"])
        if refused.get("err_code") == _OTHER_NEWEST:
            raise OtherNewest
        raise self._refused(refused)

    async def fetch(self, subject: str, after: int, limit: int) -> Sequence[Message]:
        """Messages under a subject, which may hold wildcards, behind a sequence, in order; fewer
        than `limit` if that is all there are. A server that is a moment behind answers with what
        it has: the beginning of what the others would say."""
        found: list[Message] = []
        while len(found) < limit:
            last = found[-1].sequence if found else max(after, 0)
            part, is_all = await self._batch(subject, last, limit - len(found))
            found += part
            if is_all:
                break
        return found

    async def _batch(self, subject: str, after: int, limit: int) -> tuple[list[Message], bool]:
        """One answer, and whether it is all there is; asked again where whoever took the question
        died over it."""
        asked = msgspec.json.encode(
            {
                "seq": after + 1,
                "next_by_subj": subject,
                "batch": min(limit, _MESSAGES_AT_ONCE),
                "max_bytes": _BYTES_AT_ONCE,
            }
        )
        before = _cancellations()
        try:
            async with asyncio.timeout(ANSWER_S) as patience:
                while True:
                    _heed(patience, before)
                    answers = await self._client.subscribe(self._client.new_inbox())
                    try:
                        await self._client.publish(
                            f"$JS.API.DIRECT.GET.{self.name}", asked, answers.subject
                        )
                        return await self._gather(answers)
                    except nats.errors.TimeoutError:
                        await asyncio.sleep(_AGAIN_S)
                    finally:
                        await answers.unsubscribe()
        except _LOST as error:
            raise self._lost(error) from None

    async def _gather(self, answers: Subscription) -> tuple[list[Message], bool]:
        found: list[Message] = []
        while True:
            message = await answers.next_msg(_ASK_S)
            headers = message.headers or {}
            status = headers.get("Status")
            if status == "404":
                return found, True
            if status == "204":
                return found, headers.get("Nats-Num-Pending") == "0"
            if status == "503":
                raise nats.errors.TimeoutError  # no server has the stream just now
            if status:
                why = headers.get("Description", "")
                raise StoreError(f"the log {self.address.shown} can't be read: {status} {why}")
            if found and headers["Nats-Last-Sequence"] != str(found[-1].sequence):
                raise nats.errors.TimeoutError  # a part was lost with a connection
            place = int(headers["Nats-Sequence"])
            found.append(Message(place, headers["Nats-Subject"], message.data))

    async def newest(self, subject: str) -> Message | None:
        """The newest message under a subject, which may hold wildcards, as the leader has it."""
        return await self._one({"last_by_subj": subject})

    async def next(self, subject: str, after: int) -> Message | None:
        """The first message under a subject behind a sequence, as the leader has it."""
        return await self._one({"seq": after + 1, "next_by_subj": subject})

    async def at(self, sequence: int) -> Message | None:
        """The message of this sequence, as the leader has it."""
        return await self._one({"seq": sequence})

    async def _one(self, which: Mapping[str, object]) -> Message | None:
        found = await self._ask("STREAM.MSG.GET", which, (_NO_MESSAGE,))
        if found is None:
            return None
        held = found["message"]
        data = base64.b64decode(held.get("data", ""))
        return Message(int(held["seq"]), held["subject"], data)

    async def subjects(self, pattern: str) -> set[str]:
        """The subjects that have messages, as the leader knows them."""
        found: set[str] = set()
        while True:
            asked = {"subjects_filter": pattern, "offset": len(found)}
            info = await self._ask("STREAM.INFO", asked)
            assert info is not None
            part = (info.get("state") or {}).get("subjects") or {}
            found.update(part)
            if len(part) < _SUBJECTS_AT_ONCE:
                return found

    async def erase(self, sequence: int) -> None:
        """Overwrite a message where it stands and delete it; one that is gone is no trouble."""
        try:
            await self._ask("STREAM.MSG.DELETE", {"seq": sequence, "no_erase": False})
        except StoreError:  # that a message is gone already is refused for several reasons
            if await self.at(sequence) is not None:
                raise

    async def _ask(
        self, verb: str, asked: Mapping[str, object], expected: Sequence[int] = ()
    ) -> Mapping[str, Any] | None:
        """The answer to an administrative request; None where it is one of these refusals."""
        answer = await self._request(f"$JS.API.{verb}.{self.name}", msgspec.json.encode(asked))
        refused = answer.get("error")
        if refused is None:
            return answer
        if refused.get("err_code") in expected:
            return None
        raise self._refused(refused)

    async def _request(
        self, subject: str, data: bytes, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        """Ask until somebody answers. While a leader is elected nobody does; every request here
        may be sent twice."""
        before = _cancellations()
        try:
            async with asyncio.timeout(ANSWER_S) as patience:
                while True:
                    _heed(patience, before)
                    # What is sent while no server is connected would wait in a buffer and go out
                    # as often as it was asked.
                    if self._client.is_connected or self._client.is_closed:
                        try:
                            answer: Msg = await self._client.request(
                                subject, data, timeout=_ASK_S, headers=headers
                            )
                            decoded: dict[str, Any] = msgspec.json.decode(answer.data)
                            if decoded.get("error", {}).get("err_code") not in _NOT_NOW:
                                return decoded
                        except (nats.errors.NoRespondersError, nats.errors.TimeoutError):
                            pass
                    await asyncio.sleep(_AGAIN_S)
        except _LOST as error:
            raise self._lost(error) from None

    def _lost(self, error: Exception) -> StoreError:
        # While no server lets us in, the last one said why.
        refusal = "" if self._client.is_connected else self._client.last_error
        why = str(error) or str(refusal or "") or "no answer in time"
        if "authorization" in why.lower():
            return StoreError(
                f"the NATS servers of the log {self.address.shown} refuse this user or password "
                f"({why}): start this server anew with the right ones in --log or PULSEMETER_LOG"
            )
        return StoreError(
            f"the log {self.address.shown} doesn't answer ({why}); "
            "more than half of its servers must run with JetStream, reach each other and have room "
            "on their disks (`pulsemeter doctor` with --log-monitor says which doesn't)"
        )

    def _refused(self, refused: Mapping[str, object]) -> StoreError:
        return StoreError(
            f"the log {self.address.shown} refused: {refused.get('description', 'no reason')}"
        )
