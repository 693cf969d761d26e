"""Segments of the plan at once: the difference of two, and what a range of time was like.

    GET /api/v1/sessions/{code}/difference?stimulus=0&first=A&second=B&after=N
    GET /api/v1/sessions/{code}/range?stimulus=0&from_ms=0&until_ms=60000&cell=A&cell=B

Both are made of what was released, as far as whoever asks may see it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.release.cell_range import NotShown, checked_cells, newest_intervals, snapped
from pulsemeter.release.figures import Release
from pulsemeter.release.plan import PlannedCell
from pulsemeter.service.conduct_session import Place
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of, view_of
from pulsemeter.web.typed_times import is_whole
from pulsemeter.wire.telling_cells import difference_message, range_message

_CELLS_MAX = 3
_MS_MAX = 24 * 3_600_000
_LOOK = "choose among the segments of the live room"


@dataclass(frozen=True, slots=True)
class _Seen:
    """What of a session whoever asks may see."""

    place: Place
    cells: Sequence[PlannedCell]
    releases: Iterable[Release]
    last: int


async def difference(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/difference."""
    seen, asked = await _seen(request), request.query_params
    first, second = asked.get("first", ""), asked.get("second", "")
    try:
        checked_cells(seen.cells, (first, second))
        stimulus = _stimulus(request, seen)
        after = _whole(request, "after", 2**53, 0)
    except (NotShown, ValueError) as error:
        return problem(422, str(error), _LOOK)
    told = newest_intervals(seen.releases, stimulus, after)
    attributes = {cell.attribute for cell in seen.cells if cell.id in (first, second)}
    is_shared = len(attributes) > 1 or first == second
    return json_response(
        difference_message(told, (first, second), stimulus, seen.last, shared=is_shared)
    )


async def range_summary(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/range."""
    seen, asked = await _seen(request), request.query_params
    cells, pair = asked.getlist("cell"), (asked.get("first"), asked.get("second"))
    try:
        if len(cells) > _CELLS_MAX:
            raise ValueError(f"{len(cells)} segments; {_CELLS_MAX} are the most")
        checked_cells(seen.cells, [*cells, *(cell for cell in pair if cell is not None)])
        stimulus = _stimulus(request, seen)
        from_ms = _whole(request, "from_ms", _MS_MAX)
        until_ms = _whole(request, "until_ms", _MS_MAX)
        cadence_ms = seen.place.study.instrument.cadence_ms
        duration_ms = seen.place.study.stimuli[stimulus].duration_ms
        intervals = snapped(from_ms, until_ms, cadence_ms, duration_ms)
    except (NotShown, ValueError) as error:
        return problem(422, str(error), _LOOK)
    told = [r for r in newest_intervals(seen.releases, stimulus) if r.interval in intervals]
    first, second = pair
    return json_response(
        range_message(
            told,
            cells,
            None if first is None or second is None else (first, second),
            stimulus=stimulus,
            range_ms=(
                intervals.start * cadence_ms, min(intervals.stop * cadence_ms, duration_ms)
            ),
            intervals=len(intervals),
        )
    )  # fmt: skip


async def _seen(request: Request) -> _Seen:
    """The session as it may be seen; the policy has found it before."""
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    room = await services.keeper.room(place.session.code)
    if room is None:
        return _Seen(place, [], [], 0)
    view = view_of(staff_of(request), place.study.name)
    releases = room.releaser.releases
    seen = (told for release in releases if (told := view.of_release(release)) is not None)
    last = releases[-1].number if releases else 0
    return _Seen(place, view.of_cells(room.follower.cells()), seen, last)


def _stimulus(request: Request, seen: _Seen) -> int:
    return _whole(request, "stimulus", len(seen.place.study.stimuli) - 1, 0)


def _whole(request: Request, name: str, most: int, absent: int | None = None) -> int:
    told = request.query_params.get(name)
    if told is None and absent is not None:
        return absent
    if told is None or not is_whole(told) or int(told) > most:
        raise ValueError(f"{name} is {told!r}, not a whole number up to {most}")
    return int(told)
