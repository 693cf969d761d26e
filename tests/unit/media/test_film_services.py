"""What a server makes of films is put together over one data folder."""

import asyncio

import pytest
from tests.unit.release.showings import a_showing

from pulsemeter.media.film_services import overlays_for, packages_for, planning_for
from pulsemeter.release.view import EVERYTHING
from pulsemeter.report.overlay_story import OverlayRefused
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.plan_overlay import OverlayChoice


def test_overlays_and_packages_look_into_the_same_media(world, tmp_path):
    media = tmp_path / "media"
    (media / "night").mkdir(parents=True)
    (media / "night" / "talk.mp4").write_bytes(b"film")
    _, maker = planning_for(media, world.stores, world.keeper.statements)
    assert maker.has_source("night", "talk.mp4")
    jobs = Jobs(world.stores.jobs, world.clock, world.chance)
    packages_for(tmp_path, media, world.stores, world.conduct, world.keeper, world.clock, jobs)
    overlays = overlays_for(
        tmp_path, media, world.stores, world.keeper.statements,
        AuditTrail(world.stores.audit, world.clock), jobs,
    )  # fmt: skip
    session = a_showing("ABC234").session
    assert overlays.progress(session, EVERYTHING).state == "none"
    assert not (tmp_path / "overlays").exists()


def test_a_showing_without_a_file_is_refused(world, tmp_path):
    planning, _ = planning_for(tmp_path, world.stores, world.keeper.statements)
    with pytest.raises(OverlayRefused, match="no file of A talk is here"):
        asyncio.run(planning.plan(a_showing("ABC234"), OverlayChoice()))
