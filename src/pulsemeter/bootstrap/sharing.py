"""What a server does because others share its store: hear them, tell them, leave to them what is
theirs."""

import logging
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from pulsemeter.bootstrap.log import Feed
from pulsemeter.bootstrap.roles import Role
from pulsemeter.channel.local import LocalChannel
from pulsemeter.domain.session import ACCEPTS_SEATS, Session
from pulsemeter.media.missing_files import missing_files
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.ingest_reaction import Ingest
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.ports import Clock, Stores
from pulsemeter.service.share_store import SharedStore, follow_store
from pulsemeter.service.show_stage import Stages
from pulsemeter.service.stages_elsewhere import StagesElsewhere, TellStages
from pulsemeter.service.watch_rooms import WatchedRooms

_diagnostics = logging.getLogger(__name__)
Work = Callable[[], Coroutine[Any, Any, None]]


def keeper_for(role: Role) -> type[RoomKeeper]:
    """How a server of this role keeps its rooms."""
    return WatchedRooms if role is Role.WEB else RoomKeeper


def stages_for(role: Role) -> type[Stages]:
    """How a server of this role knows of stage views."""
    return StagesElsewhere if role is Role.WEB else Stages


def share(
    role: Role,
    channel: Feed,
    stores: Stores,
    enrolment: Enrolment,
    ingest: Ingest,
    keeper: RoomKeeper,
    stages: Stages,
    clock: Clock,
) -> tuple[Work, ...]:
    """What a server of this role looks at now and again for the others; nothing where it is
    alone."""
    if not role.is_shared or isinstance(channel, LocalChannel):
        return ()
    takes = role is not Role.WEB
    shared = SharedStore(
        enrolment, ingest, keeper, stores.log, channel, clock, takes_reactions=takes
    )
    following = partial(follow_store, shared)
    if role.leads:
        return following, TellStages(stages, channel, clock).tick
    ingest.keeps_clock = False
    keeper.words.is_elsewhere = True
    if isinstance(keeper, WatchedRooms):
        keeper.watch(channel.told_activity, channel.local)
    if isinstance(stages, StagesElsewhere):
        stages.listen(channel.stages_elsewhere)
    return (following,)


def tell_missing_files(conduct: Conduct, media: Path) -> None:
    """Say in the diagnostics, as soon as a session takes seats, which files its players will ask
    for in vain: the folder may be another machine's."""

    def look(session: Session) -> None:
        if session.state not in ACCEPTS_SEATS:
            return
        for path in missing_files(media, conduct.place(session.code).study):
            _diagnostics.error(
                "session %s shows %s, which isn't on this machine: mount the media folder of the "
                "server on which the study was made at %s (docs/reference/cluster.md)",
                session.code, path, media,
            )  # fmt: skip

    conduct.on_change(look)
