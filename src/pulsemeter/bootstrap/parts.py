"""What a running server is made of: the services of the pages, and the work that goes on beside."""

from dataclasses import dataclass
from functools import partial

from pulsemeter.bootstrap.folders import (
    desk_for,
    imports_for,
    media_folder,
    reception_for,
    recordings_for,
    shelf_of,
)
from pulsemeter.bootstrap.log import Bus, Feed, channel_over
from pulsemeter.bootstrap.roles import Role
from pulsemeter.bootstrap.sharing import Work, keeper_for, share, stages_for, tell_missing_files
from pulsemeter.comprehension.sentence_reader import reader_here
from pulsemeter.delivery.brief_service import briefs_for
from pulsemeter.media.copy_folder import copy_study_files
from pulsemeter.media.film_services import overlays_for, packages_for
from pulsemeter.media.report_service import reports_for
from pulsemeter.outside import OneThread, SystemChance, SystemClock
from pulsemeter.packing.export_service import exports_for
from pulsemeter.service.answer_questions import Questioning
from pulsemeter.service.apart import Reckoning
from pulsemeter.service.ask_panel import PanelQuestions
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.begin_server import load_engine
from pulsemeter.service.coarsen_profiles import Coarsening
from pulsemeter.service.compare_sessions import Comparing
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.forget_arrival import ArrivalForgetting
from pulsemeter.service.gather_duties import Duties
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.keep_retention import Retention
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Stores
from pulsemeter.service.read_desk import DeskReading
from pulsemeter.service.read_status import StatusReading
from pulsemeter.service.record_decision import Decisions
from pulsemeter.service.release_session import SessionSums
from pulsemeter.service.server_beat import TICK_MS
from pulsemeter.service.server_health import ServerHealth
from pulsemeter.service.sort_comments import Comments
from pulsemeter.service.studio import Studio
from pulsemeter.service.watch_load import LoadWatch
from pulsemeter.service.watch_log import LogWatch
from pulsemeter.service.write_remarks import Remarks
from pulsemeter.settings import Settings
from pulsemeter.storage.data_folder import DataFolder
from pulsemeter.storage.mapped_arrays import MappedArrays
from pulsemeter.web.services import Services
from pulsemeter.web.socket import OpenSockets


@dataclass(frozen=True, slots=True)
class Parts:
    """The services, what runs until it is cancelled (`doors` at every server, `runs` where it is
    done once), what is looked at now and again (`beats`, or `door_beats` at a server that doesn't
    lead), what lets persons go (`retention`), and where figures are reckoned (`gate`)."""

    services: Services
    sockets: OpenSockets
    clock: SystemClock
    channel: Feed
    retention: Retention
    doors: tuple[Work, ...]
    runs: tuple[Work, ...]
    beats: tuple[Work, ...]
    door_beats: tuple[Work, ...]
    gate: OneThread


def make_parts(settings: Settings, stores: Stores, bus: Bus | None = None) -> Parts:
    """Everything over these stores, with nothing of it running yet."""
    clock, chance, role = SystemClock(settings.speed), SystemChance(), Role(settings.role)
    channel = channel_over(bus, stores, clock, chance)
    trail = AuditTrail(stores.audit, clock)
    conduct = Conduct(stores.studies, clock, chance)
    enrolment = Enrolment(stores, conduct, clock, chance)
    ingest = Ingest(stores.log, stores.seats, conduct, enrolment, clock, chance)
    gate = OneThread("gate")
    reckoning = Reckoning(gate, TICK_MS / 1_000, MappedArrays(settings.data))
    keeper = keeper_for(role)(stores, conduct, enrolment, ingest, channel, clock, reckoning)
    coarsening = Coarsening(stores, enrolment, keeper, clock)
    retention = Retention(stores, conduct, enrolment, ingest, keeper, coarsening, clock)
    briefing, briefs, links = briefs_for(
        settings.data, settings.couriers, settings.url, keeper, stores, clock, chance
    )
    stages = stages_for(role)(keeper, conduct, trail, clock, chance)
    forgetting = ArrivalForgetting(stores, keeper, clock)
    later = (forgetting.tick, SessionSums(stores, keeper).tick, stages.look)
    door_beats = share(role, channel, stores, enrolment, ingest, keeper, stages, clock)
    if role is not Role.WEB:
        door_beats = (*door_beats, enrolment.finish_withdrawals)
    beats = (*door_beats, coarsening.tick, *later)
    media = media_folder(settings.data)
    tell_missing_files(conduct, media)
    jobs = Jobs(stores.jobs, clock, chance)
    reception = reception_for(settings, stores, clock, chance, jobs)
    packages = packages_for(settings.data, media, stores, conduct, keeper, clock, jobs)
    comments = Comments(stores, reader_here(), clock)
    load, sockets = LoadWatch(ingest.commits, SystemClock()), OpenSockets()
    health = _health(conduct, enrolment, ingest, keeper, load, sockets, channel)
    status = StatusReading(
        stores, ingest, keeper, load, jobs, DataFolder(settings.data), clock,
        lambda: retention.trouble, settings.workers,
    )  # fmt: skip
    services = Services(
        conduct,
        enrolment,
        ingest,
        keeper,
        channel,
        desk_for(settings, stores, clock, chance),
        media,
        settings.is_https,
        stores.studies,
        reception,
        Questioning(stores.answers, enrolment, keeper, chance),
        trail,
        Decisions(stores, conduct, keeper, channel, clock, chance),
        packages,
        recordings_for(settings.data, stores, clock),
        briefs,
        links,
        DeskReading(keeper),
        Remarks(stores.remarks, conduct, channel, clock, chance),
        Studio(stores, conduct, trail, chance, partial(copy_study_files, media)),
        Comparing(stores.studies, stores.releases, keeper.statements),
        PanelQuestions(stores, conduct, keeper, channel),
        stages,
        Duties(stores, clock, partial(shelf_of, settings.data), settings.url),
        comments,
        exports_for(settings.data, stores, trail, clock, chance, jobs),
        overlays_for(settings.data, media, stores, keeper.statements, trail, jobs),
        reports_for(settings.data, stores, clock, comments, jobs),
        imports_for(settings.data, stores, conduct, clock, chance, jobs),
        load,
        status,
        health,
        settings.metrics_token,
    )
    doors = (
        ingest.commits.run,
        ingest.claims.run,
        load.run,
        enrolment.run,
        channel.run,
        *_log_watched(bus, role, ingest),
    )
    quickening: Work = partial(load_engine, clock)
    runs = (jobs.run, briefing.keep_on, quickening, *_runs_of(services))
    return Parts(services, sockets, clock, channel, retention, doors, runs, beats, door_beats, gate)


def _log_watched(bus: Bus | None, role: Role, ingest: Ingest) -> tuple[Work, ...]:
    """The look at a log that lies elsewhere, at a server that writes to it."""
    if bus is None or role is Role.WEB:
        return ()
    return (LogWatch(bus.check, ingest, SystemClock()).run,)


def _runs_of(services: Services) -> tuple[Work, ...]:
    """What services do beside, where it is done once."""
    return (
        services.reception.run,
        services.status.run,
        services.exports.keep_tidy,
        services.reports.forget_on,
        services.imports.run,
        services.briefs.delivery.keep_on,
    )


def _health(
    conduct: Conduct, enrolment: Enrolment, ingest: Ingest, keeper: RoomKeeper,
    load: LoadWatch, sockets: OpenSockets, channel: Feed,
) -> ServerHealth:  # fmt: skip
    def screens() -> int:
        return sum(map(channel.screens, keeper.rooms))

    return ServerHealth(
        conduct, enrolment, ingest, keeper, load, SystemClock(), sockets=sockets, screens=screens
    )
