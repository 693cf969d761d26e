"""What the documents of duty of a study tell of, gathered from every store as it is now.

Figures come from the book of releases alone; of contacts only how many there are is asked.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime

from pulsemeter import __version__
from pulsemeter.analysis.analysis import Analysis
from pulsemeter.analysis.data_error import DataError
from pulsemeter.domain.consent import consent_text
from pulsemeter.domain.session import OVER, Session, SessionState
from pulsemeter.domain.staff import Role, membership_in
from pulsemeter.report.configuration import Configuration, HeldSession
from pulsemeter.report.duties import duty_documents
from pulsemeter.report.outline import Report
from pulsemeter.service.audit_ports import AuditBook
from pulsemeter.service.conduct_session import UnknownStudy
from pulsemeter.service.ports import Clock, Stores
from pulsemeter.service.register_ports import ContactShelf
from pulsemeter.service.study_analysis import released_study
from pulsemeter.service.study_languages import unread_languages

OpenShelf = Callable[[], AbstractAsyncContextManager[ContactShelf | None]]
"""Opens the register for a look at how many there are; None where there is none."""
_PAGE = 1_000


async def gather_duties(
    stores: Stores, clock: Clock, open_shelf: OpenShelf, name: str, address: str
) -> Configuration:
    """The configuration of a study with all around it. UnknownStudy where there is none.

    `address` is where people reach the server, "" where that isn't known.
    """
    study = await stores.studies.study(name)
    if study is None:
        raise UnknownStudy(f"there is no study {name!r}; `pulsemeter study list` shows all")
    sessions = [s for s in await stores.studies.sessions() if s.study == name and not s.dry_run]
    days = await session_days(stores.audit)
    async with open_shelf() as shelf:
        contacts = 0 if shelf is None else (await shelf.counts()).get(name, 0)
    return Configuration(
        study=study,
        made=_day(clock.wall_ms()),
        version=__version__,
        consents=tuple(await stores.studies.consents(name)) or (consent_text(study),),
        unread=tuple(unread_languages(study)),
        sessions=tuple([await _held(stores, session, days) for session in sessions]),
        roles=await _roles(stores, name),
        recipients=tuple(await stores.briefs.recipients(name)),
        contacts=contacts,
        address=address,
    )


class Duties:
    """The documents of duty of every study of one server."""

    def __init__(self, stores: Stores, clock: Clock, open_shelf: OpenShelf, address: str) -> None:
        self._stores, self._clock = stores, clock
        self._open_shelf, self._address = open_shelf, address

    async def documents(self, name: str) -> dict[str, Report]:
        """A study's documents by the names of their files. UnknownStudy where there is none."""
        return duty_documents(
            await gather_duties(self._stores, self._clock, self._open_shelf, name, self._address)
        )


async def _held(
    stores: Stores, session: Session, days: Mapping[tuple[str, str], str]
) -> HeldSession:
    closed = days.get((session.code, SessionState.CLOSED.value), "")
    return HeldSession(
        session,
        opened=days.get((session.code, SessionState.OPEN.value), ""),
        closed=closed if session.state in OVER else "",
        released=await _released(stores, session),
    )


async def _released(stores: Stores, session: Session) -> Analysis | None:
    try:
        return await released_study(stores, session.study, session.code)
    except DataError:
        return None


async def session_days(book: AuditBook) -> dict[tuple[str, str], str]:
    """The day of each step of a session that the audit log knows, by its code and state."""
    found: dict[tuple[str, str], str] = {}
    after = 0
    while entries := await book.entries(after, _PAGE):
        for entry in entries:
            head, _, state = entry.deed.act.partition(" ")
            if head == "session":
                found[entry.deed.subject, state] = _day(entry.deed.wall_ms)
        after = entries[-1].number
    return found


async def _roles(stores: Stores, name: str) -> dict[Role, int]:
    held = [membership_in(name, memberships) for _, memberships in await stores.staff.all()]
    counted = Counter(membership.role for membership in held if membership is not None)
    return {role: counted[role] for role in Role if counted[role]}


def _day(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1_000, UTC).date().isoformat()
