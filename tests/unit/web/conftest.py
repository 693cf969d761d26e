"""The web application over services in memory, spoken to in this process."""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.study import Stimulus
from pulsemeter.media.quarantine import FolderQuarantine
from pulsemeter.media.stimulus_maker import FfmpegMaker
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.service.answer_questions import Questioning
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.receive_stimulus import Reception
from pulsemeter.web import templates
from pulsemeter.web.application import build_application
from pulsemeter.web.services import Services

HOST = "http://pulse.test"
STAFF_SECRET = "staff-secret"


class Site:
    """A served world: pages by `get` and `post` as nobody, a participant or staff."""

    def __init__(self, world, media, code, study, is_tls=False):
        self.world, self.code, self.study, self.media = world, code, study, media
        self.services = Services(
            world.conduct, world.enrolment, world.ingest, world.keeper, world.channel,
            world.stores.staff, media, is_tls, world.stores.studies,
            Reception(
                world.stores.studies,
                FolderQuarantine(media.parent / "quarantine"),
                FfmpegMaker(media),
                SystemClock(),
                SystemChance(),
            ),
            Questioning(world.stores.answers, world.enrolment, world.keeper, SystemChance()),
            AuditTrail(world.stores.audit, SystemClock()),
        )  # fmt: skip
        self.application = build_application(self.services)
        self.page_key = "p" * 24
        self.seat = None

    def served_by(self, world):
        """The same site after a restart."""
        again = Site(world, self.media, self.code, self.study)
        again.seat = self.seat
        return again

    def cookies(self, who):
        return {
            "nobody": {},
            "participant": {"pm_seat": self.page_key},
            "staff": {"pm_staff": STAFF_SECRET},
        }[who]

    async def ask(self, method, path, who="nobody", **options):
        client = (options.pop("address", "127.0.0.1"), 1)
        transport = httpx.ASGITransport(self.application, False, client=client)
        headers = options.pop("headers", {})
        cookie = "; ".join(f"{k}={v}" for k, v in self.cookies(who).items())
        if cookie:
            headers = {**headers, "cookie": cookie}
        async with httpx.AsyncClient(transport=transport, base_url=HOST) as client:
            work = client.request(method, path, headers=headers, **options)
            return await self.world.done(work)

    async def get(self, path, who="nobody", **options):
        return await self.ask("GET", path, who, **options)

    async def post(self, path, who="nobody", **options):
        return await self.ask("POST", path, who, **options)


@pytest.fixture
def site(make_world, make_study, tmp_path):
    """A running live session with one participant, one stimulus file and one signed-in owner."""
    folder = tmp_path / "media" / "talk"
    folder.mkdir(parents=True)
    (folder / "talk.mp4").write_bytes(bytes(range(256)) * 8)
    (folder / "talk.vtt").write_text("WEBVTT\n", "utf-8")
    (folder / "long.hls").mkdir()
    (folder / "long.hls" / "index.m3u8").write_text("#EXTM3U\npart.m4s\n", "utf-8")
    (folder / "long.hls" / "part.m4s").write_bytes(b"piece")
    (folder / "talk.de.vtt").write_text("WEBVTT\n\nDeutsch", "utf-8")
    (tmp_path / "secret.txt").write_text("not yours", "utf-8")

    @asynccontextmanager
    async def opened(**changes):
        world = make_world()
        stimuli = (Stimulus("talk", "A talk", 30_000, "talk.mp4", "talk.vtt"),)
        study = make_study(**{"stimuli": stimuli, **changes})
        async with world.running():
            code = await world.session(study)
            site = Site(world, tmp_path / "media", code, study)
            await world.stores.staff.add_link(secret_hash("link"), "owner")
            await world.stores.staff.use_link(secret_hash("link"), secret_hash(STAFF_SECRET))
            redeemed = await world.done(world.enrolment.redeem(code, "", site.page_key))
            await world.done(world.enrolment.consent(redeemed.seat))
            await world.done(world.enrolment.answer_profile(redeemed.seat, {"region": "north"}))
            site.seat = await world.done(world.enrolment.practised(redeemed.seat))
            await world.go(code, SessionState.RUNNING)
            world.clock.now_ms += 5_000
            yield site

    return opened


@pytest.fixture
def visit(site):
    """Run a story on an opened site."""

    def run(story, **changes):
        async def whole():
            async with site(**changes) as opened:
                await story(opened)

        asyncio.run(whole())

    return run


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages' words are tested here, not the build."""
    monkeypatch.setitem(templates._ENVIRONMENT.globals, "asset", lambda entry: f"/assets/{entry}")
