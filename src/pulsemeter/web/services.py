"""What the web's handlers may call: the service's verbs, and a live feed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from starlette.requests import HTTPConnection

from pulsemeter.release.view import View
from pulsemeter.service.answer_questions import Questioning
from pulsemeter.service.ask_panel import PanelQuestions
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.brief_links import BriefLinks
from pulsemeter.service.compare_sessions import Comparing
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.export_jobs import ExportJobs
from pulsemeter.service.gather_duties import Duties
from pulsemeter.service.hand_over import HandingOver
from pulsemeter.service.import_jobs import Imports
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_recording import Recordings
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.make_overlay import Overlays
from pulsemeter.service.make_reports import Reporting
from pulsemeter.service.manage_briefs import BriefDesk
from pulsemeter.service.ports import StudyBook
from pulsemeter.service.read_desk import DeskReading
from pulsemeter.service.read_status import StatusReading
from pulsemeter.service.receive_stimulus import Reception
from pulsemeter.service.record_decision import Decisions
from pulsemeter.service.server_health import ServerHealth
from pulsemeter.service.show_stage import Stages
from pulsemeter.service.sort_comments import Comments
from pulsemeter.service.staff_desk import StaffDesk
from pulsemeter.service.studio import Studio
from pulsemeter.service.watch_load import LoadWatch
from pulsemeter.service.write_remarks import Remarks


class Mailbox(Protocol):
    """Events for one screen."""

    is_closed: bool

    async def take(self, wait_s: float) -> list[tuple[int, bytes]]:
        """What waits: (release number or 0, the event's bytes)."""
        ...

    def leave(self) -> None:
        """Nobody reads here any more."""
        ...


class LiveFeed(Protocol):
    """Where screens subscribe."""

    def subscribe(self, session: str, view: View) -> Mailbox:
        """A mailbox for one screen, for somebody who may see this."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one server."""

    conduct: Conduct
    enrolment: Enrolment
    ingest: Ingest
    keeper: RoomKeeper
    feed: LiveFeed
    staff: StaffDesk
    media: Path
    is_tls: bool
    studies: StudyBook
    reception: Reception
    questions: Questioning
    audit: AuditTrail
    decisions: Decisions
    packages: HandingOver
    recordings: Recordings
    briefs: BriefDesk
    links: BriefLinks
    desks: DeskReading
    remarks: Remarks
    studio: Studio
    comparing: Comparing
    panel: PanelQuestions
    stages: Stages
    duties: Duties
    comments: Comments
    exports: ExportJobs
    overlays: Overlays
    reports: Reporting
    imports: Imports
    load: LoadWatch
    status: StatusReading
    health: ServerHealth
    metrics_token: str = field(default="", repr=False)


def services_of(connection: HTTPConnection) -> Services:
    """The services of the server that got this request."""
    services: Services = connection.app.state.services
    return services
