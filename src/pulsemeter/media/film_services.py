"""What one server makes of films, put together: hand-over packages with clips, and overlays."""

from pathlib import Path

from pulsemeter.media.clip_maker import FfmpegClips
from pulsemeter.media.overlay_folder import FolderOverlays
from pulsemeter.media.overlay_maker import FfmpegOverlays
from pulsemeter.media.package_folder import FolderPackages
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.compare_sessions import Comparing, Statements
from pulsemeter.service.conduct_session import Conduct
from pulsemeter.service.hand_over import HandingOver
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.keep_room import RoomKeeper
from pulsemeter.service.make_overlay import FilmPlanning, Overlays
from pulsemeter.service.overlay_ports import OverlayMaker
from pulsemeter.service.ports import Clock, Stores


def packages_for(
    data: Path, media: Path, stores: Stores, conduct: Conduct, keeper: RoomKeeper, clock: Clock,
    jobs: Jobs,
) -> HandingOver:  # fmt: skip
    """The hand-over packages of a data folder."""
    shelf = FolderPackages(data / "packages")
    return HandingOver(stores, conduct, keeper, FfmpegClips(media), shelf, clock, jobs)


def planning_for(
    media: Path, stores: Stores, statements: Statements
) -> tuple[FilmPlanning, OverlayMaker]:
    """What plans films of sessions, and what makes them."""
    maker = FfmpegOverlays(FfmpegClips(media))
    comparing = Comparing(stores.studies, stores.releases, statements)
    return FilmPlanning(comparing, stores.recordings.newest, maker), maker


def overlays_for(
    data: Path, media: Path, stores: Stores, statements: Statements, audit: AuditTrail, jobs: Jobs
) -> Overlays:
    """The films with overlays of a data folder."""
    planning, maker = planning_for(media, stores, statements)
    shelf = FolderOverlays(data / "overlays")
    return Overlays(stores.studies, planning, maker, shelf, audit, jobs)
