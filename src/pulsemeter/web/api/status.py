"""How the server fares, for programs that watch it: GET /api/v1/status. Nothing of persons."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from msgspec import convert
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.service.read_status import ServerStatus
from pulsemeter.web.participant_records import json_response
from pulsemeter.web.services import services_of
from pulsemeter.wire import status as wire

S = TypeVar("S", bound=StrEnum)


async def status(request: Request) -> Response:
    """GET /api/v1/status."""
    return json_response(_told(await services_of(request).status.read()))


def _told(found: ServerStatus) -> wire.ServerStatus:
    disk = found.disk
    return wire.ServerStatus(
        now_ms=found.now_ms,
        up_ms=found.up_ms,
        troubles=[*found.troubles],
        records=found.records,
        last_commit_ms=found.last_commit_ms,
        waiting=found.waiting,
        behind=found.behind,
        burden=convert(found.burden.name.lower(), wire.BurdenName),
        workers=found.workers,
        sessions=_counts(found.sessions),
        simulated=found.simulated,
        dry_runs=found.dry_runs,
        disk=None if disk is None else wire.DiskStatus(
            disk.free_bytes, disk.disk_bytes, disk.kept_bytes, found.lasts_ms, disk.backup_ms
        ),
        due=found.due,
        jobs=_counts(found.jobs),
        briefs=_counts(found.briefs),
    )  # fmt: skip


def _counts(held: Mapping[S, int]) -> dict[str, int]:
    return {state.value: count for state, count in held.items() if count}
