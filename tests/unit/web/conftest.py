"""The web application over services in memory, spoken to in this process."""

import asyncio
from contextlib import asynccontextmanager, nullcontext
from dataclasses import replace
from functools import partial

import httpx
import pytest

from pulsemeter.bootstrap import imports_for
from pulsemeter.comprehension.sentence_reader import SentenceReader
from pulsemeter.delivery.way_out import WayOut
from pulsemeter.delivery.webhook import WebhookCourier
from pulsemeter.domain.brief import BriefChannel
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.domain.study import Stimulus
from pulsemeter.media.clip_maker import FfmpegClips
from pulsemeter.media.copy_folder import copy_study_files
from pulsemeter.media.film_services import overlays_for
from pulsemeter.media.package_folder import FolderPackages
from pulsemeter.media.quarantine import FolderQuarantine
from pulsemeter.media.report_service import reports_for
from pulsemeter.media.stimulus_maker import FfmpegMaker
from pulsemeter.outside import SystemChance, SystemClock
from pulsemeter.packing.export_service import exports_for
from pulsemeter.service.answer_questions import Questioning
from pulsemeter.service.ask_panel import PanelQuestions
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.brief_links import BriefLinks
from pulsemeter.service.compare_sessions import Comparing
from pulsemeter.service.deliver_briefs import Delivery
from pulsemeter.service.gather_duties import Duties
from pulsemeter.service.hand_over import HandingOver
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.jobs import Jobs
from pulsemeter.service.keep_recording import Recordings
from pulsemeter.service.manage_briefs import BriefDesk
from pulsemeter.service.read_desk import DeskReading
from pulsemeter.service.read_status import StatusReading
from pulsemeter.service.receive_stimulus import Reception
from pulsemeter.service.record_decision import Decisions
from pulsemeter.service.send_brief import Briefing
from pulsemeter.service.server_health import ServerHealth
from pulsemeter.service.show_stage import Stages
from pulsemeter.service.sort_comments import Comments
from pulsemeter.service.studio import Studio
from pulsemeter.service.watch_load import LoadWatch
from pulsemeter.service.write_remarks import Remarks
from pulsemeter.storage.data_folder import DataFolder
from pulsemeter.web import templates
from pulsemeter.web.application import build_application
from pulsemeter.web.services import Services

HOST = "http://pulse.test"
STAFF_SECRET = "staff-secret"


def _brief_desk(world):
    """Recipients and rules, with webhooks and no mail."""
    book, hooks = world.stores.briefs, WebhookCourier(b"master", world.clock, WayOut())
    return BriefDesk(
        book,
        Briefing(book, world.keeper, world.clock, world.chance, lambda *_: "http://pulse.test/"),
        Delivery(book, {BriefChannel.WEBHOOK: hooks}, world.clock),
        AuditTrail(world.stores.audit, world.clock),
        world.chance,
    )


# On every answer of every test: a page, a file, a refusal, a fault. Some have stricter ones.
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; ",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=()",
}


def check_answer(answer, is_tls):
    """The headers and the cookies of an answer are as they are to be."""
    for name, value in HEADERS.items():
        told = answer.headers.get(name, "")
        is_stricter = (name, told) == ("referrer-policy", "no-referrer")
        assert told.startswith(value) or is_stricter, (name, told)
    kind = answer.headers.get("content-type", "")
    assert kind or not answer.content, "whoever gets it would have to guess what it is"
    for cookie in answer.headers.get_list("set-cookie"):
        said = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"httponly"} <= said, cookie
        assert said & {"samesite=lax", "samesite=strict"}, cookie
        assert ("secure" in said) is is_tls, cookie
        assert not any(part.startswith("domain") for part in said), cookie


KEPT_BY_ALL = ("/assets/", "/figures.css", "/api/v1/openapi.json")
"""Addresses at which there is nothing about anybody."""


def check_keeping(answer):
    """No cache keeps what is about somebody; what is watched only the browser of who watches."""
    told, path = answer.headers.get("cache-control", ""), answer.request.url.path
    if answer.status_code >= 400 or not answer.content or path.startswith(KEPT_BY_ALL):
        return
    is_watched = path.startswith("/media/") and told.startswith("private, max-age=")
    assert is_watched or "no-store" in told, f"{path}: who may keep this? {told!r}"


class Site:
    """A served world: pages by `get` and `post` as nobody, a participant or staff."""

    def __init__(self, world, media, code, study, is_tls=False):
        self.world, self.code, self.study, self.media = world, code, study, media
        self.host = HOST.replace("http:", "https:") if is_tls else HOST
        clips, audit = FfmpegClips(media), AuditTrail(world.stores.audit, SystemClock())
        recordings = Recordings(
            world.stores.recordings, world.stores.studies, FfmpegMaker(media), clips, audit,
            SystemClock(),
        )  # fmt: skip
        comments = Comments(world.stores, SentenceReader(), world.clock)
        load = LoadWatch(world.ingest.commits, world.clock)
        self.jobs = jobs = Jobs(world.stores.jobs, world.clock, SystemChance())
        load = LoadWatch(world.ingest.commits, world.clock)
        self.services = Services(
            world.conduct, world.enrolment, world.ingest, world.keeper, world.channel,
            world.desk, media, is_tls, world.stores.studies,
            Reception(
                world.stores.studies,
                FolderQuarantine(media.parent / "quarantine"),
                FfmpegMaker(media),
                SystemClock(),
                SystemChance(),
                jobs,
                recordings=recordings,
            ),
            Questioning(world.stores.answers, world.enrolment, world.keeper, SystemChance()),
            audit,
            Decisions(
                world.stores, world.conduct, world.keeper, world.channel, world.clock,
                SystemChance(),
            ),
            HandingOver(
                world.stores, world.conduct, world.keeper, clips,
                FolderPackages(media.parent / "packages"), world.clock, jobs,
            ),
            recordings,
            _brief_desk(world),
            BriefLinks(b"master", world.stores.briefs, world.clock),
            DeskReading(world.keeper),
            Remarks(
                world.stores.remarks, world.conduct, world.channel, world.clock, SystemChance()
            ),
            Studio(
                world.stores, world.conduct, AuditTrail(world.stores.audit, world.clock),
                world.chance, partial(copy_study_files, media),
            ),
            Comparing(world.stores.studies, world.stores.releases, world.keeper.statements),
            PanelQuestions(world.stores, world.conduct, world.keeper, world.channel),
            Stages(
                world.keeper, world.conduct, AuditTrail(world.stores.audit, world.clock),
                world.clock, SystemChance(),
            ),
            Duties(world.stores, world.clock, nullcontext, HOST),
            comments,
            exports_for(media.parent, world.stores, audit, world.clock, SystemChance(), jobs),
            overlays_for(
                media.parent, media, world.stores, world.keeper.statements,
                AuditTrail(world.stores.audit, world.clock), jobs,
            ),
            reports_for(media.parent, world.stores, world.clock, comments, jobs),
            imports_for(
                media.parent, world.stores, world.conduct, SystemClock(), SystemChance(), jobs
            ),
            load,
            StatusReading(
                world.stores, world.ingest, world.keeper, load, jobs, DataFolder(media.parent),
                world.clock, str,
            ),
            ServerHealth(
                world.conduct, world.enrolment, world.ingest, world.keeper, load, world.clock,
                sockets=(), screens=lambda: 0,
            ),
        )  # fmt: skip
        self.application = build_application(self.services)
        self.page_key = "p" * 24
        self.seat = None
        self.secrets = {"staff": STAFF_SECRET}

    @asynccontextmanager
    async def at_work(self):
        """What is uploaded and asked for is made meanwhile."""
        work = asyncio.gather(self.jobs.run(), self.services.reception.run())
        try:
            yield
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def job_done(self, kind, key):
        """Wait until a job has ended, however."""
        while (job := self.jobs.one(kind, key)) is not None and job.state.is_under_way:
            waited = {job.task} if job.task else {asyncio.create_task(asyncio.sleep(0))}
            await asyncio.wait(waited)

    def served_by(self, world):
        """The same site after a restart."""
        again = Site(world, self.media, self.code, self.study)
        again.seat = self.seat
        return again

    def cookies(self, who):
        if who in self.secrets:
            return {"pm_staff": self.secrets[who]}
        return {"nobody": {}, "participant": {"pm_seat": self.page_key}}[who]

    async def employ(self, who, *memberships):
        """A member of the staff who is signed in."""
        stores, member = self.world.stores, StaffMember(f"id-{who}", who.title())
        await stores.staff.add(member, memberships[0])
        for membership in memberships[1:]:
            await stores.staff.put_membership(member.id, membership)
        self.secrets[who] = await self.world.desk.sign_ins.begin(member.id, "link")
        return member

    async def employ_everyone(self):
        """One member in each role of the study, and the owner of another one."""
        for role in Role:
            audiences = ("region:north",) if role is Role.EDITOR else ()
            await self.employ(role.value, Membership(self.study.name, role, audiences))
        await self.employ("stranger", Membership("another", Role.OWNER))

    async def ask(self, method, path, who="nobody", **options):
        client = (options.pop("address", "127.0.0.1"), 1)
        transport = httpx.ASGITransport(self.application, False, client=client)
        headers = options.pop("headers", {})
        cookie = "; ".join(f"{k}={v}" for k, v in self.cookies(who).items())
        if cookie:
            headers = {**headers, "cookie": cookie}
        async with httpx.AsyncClient(transport=transport, base_url=self.host) as client:
            work = client.request(method, path, headers=headers, **options)
            answer = await self.world.done(work)
        check_answer(answer, self.host.startswith("https:"))
        check_keeping(answer)
        return answer

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
    async def opened(statements=(), **changes):
        world = make_world()
        stimuli = (Stimulus("talk", "A talk", 30_000, "talk.mp4", "talk.vtt"),)
        study = make_study(**{"stimuli": stimuli, **changes})
        async with world.running():
            code = await world.session(study, statements=statements)
            site = Site(world, tmp_path / "media", code, study)
            owner = StaffMember("id-staff", "Staff")
            await world.stores.staff.add(owner, Membership(EVERY_STUDY, Role.OWNER))
            _, sign_in = world.desk.sign_ins.new(owner.id, "link")
            held = replace(sign_in, secret_hash=secret_hash(STAFF_SECRET))
            await world.stores.sign_ins.add_sign_in(held)
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
