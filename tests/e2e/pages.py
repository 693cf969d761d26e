"""Every page that a participant, a visitor or staff can come to, and a walk to all of them.

A row names a page, its template and a selector that only this state of the page shows. The walk
goes along the rows in their order with one browser, as the language of that browser asks; forms
are sent by plain requests where the page behind them, not the form, is what a row is about.
"""

from __future__ import annotations

import asyncio
import functools
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Any

from playwright.sync_api import BrowserContext, Page, expect
from tests.e2e.conftest import STUDY, make_clip, short_study

from pulsemeter.bootstrap import RunningServer, media_folder
from pulsemeter.cli.staff import demonstration_link
from pulsemeter.domain.alignment import Alignment, AlignmentPoint
from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.participant import Seat
from pulsemeter.domain.playlist import Playlist
from pulsemeter.domain.protection import RESEARCH
from pulsemeter.domain.questionnaire import Answer, Part, Question, QuestionKind, Questionnaire, Why
from pulsemeter.domain.reaction import RecordKind
from pulsemeter.domain.recording import Recording, RecordingStep
from pulsemeter.domain.recruitment import Recruitment, Vendor
from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.stage_view import StageSetting
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Category, JoinMode, Stimulus, Study, StudyLanguage
from pulsemeter.domain.translation import texts
from pulsemeter.release.told_comments import CLOSING, WHY, CommentRelease, ToldComment
from pulsemeter.release.view import View
from pulsemeter.service.credential_ports import Token
from pulsemeter.service.enrol_participant import Enrolment
from pulsemeter.service.hold_seats import secret_hash
from pulsemeter.service.ingest_reaction import Incoming
from pulsemeter.service.write_study import write_study
from pulsemeter.web.services import Mailbox

if TYPE_CHECKING:
    from tests.e2e.conftest import ServedRoom

SECONDS, SHORT_SECONDS, CADENCE_MS, BREAK_MS = 24, 2, 5_000, 1_500
VENDOR = Vendor("Panel House", "pid", *(f"https://panel.example/{end}?id={{id}}" for end in "csq"))
FIVE = ("Anna Berg", "Ole Dahl", "Kim", "Christodoulopoulou-Maier", "Ümit Öz")
INSTRUMENTS = {
    "two-buttons": Instrument(),
    "free": Instrument(cue=False),
    "two-targets": Instrument(InstrumentKind.TWO_BUTTONS_PER_TARGET, targets=FIVE[:2]),
    "five-targets": Instrument(InstrumentKind.TWO_BUTTONS_PER_TARGET, targets=FIVE),
    "four-steps": Instrument(InstrumentKind.FOUR_STEPS),
    "slider": Instrument(InstrumentKind.SLIDER, start=20, ends=("Cold", "Warm")),
}
CUES = ("The presenter says “Good evening”.", "The music ends.")
ELSEWHERE = {
    "own-screen": ("two-buttons", ShownIn.OWN_SCREEN),
    "own-screen-slider": ("slider", ShownIn.OWN_SCREEN),
    "one-room": ("five-targets", ShownIn.ONE_ROOM),
}
COMMENTS = [
    ToldComment("The rents are too high, and nobody said how they will come down.", CLOSING),
    ToldComment("Die Mieten sind viel zu hoch.\nFür uns alle.", CLOSING),
    ToldComment("الإيجارات مرتفعة جدا.", CLOSING),
    ToldComment("He spoke far too fast, I could not follow him.", "more"),
    ToldComment("Sie hat ruhig und klar gesprochen, das hat mir gefallen.", WHY, "clip", "s1", 100),
    ToldComment("שכר הדירה גבוה מדי", CLOSING),
]
ANSWERS = {"age": "35_59", "region": "region_3"}

# What a translator has given so far: not everything, so that pages also show what is lacking.
ARABIC = {
    "study.title": "مقطع للتجربة",
    "stimulus.clip.title": "نغمة وأشرطة",
    "attribute.age.question": "كم عمركم؟",
    "attribute.age.under_35": "أقل من 35",
    "attribute.age.35_59": "من 35 إلى 59",
    "attribute.age.60_plus": "60 أو أكثر",
    "attribute.region.question": "أين تقيمون؟",
    "consent.runner": "الأشخاص الذين يختبرون هذا البرنامج.",
    "consent.kept": "ضغطاتكم مع أوقاتها تحت رقم عشوائي حتى نهاية الاختبار.",
    "consent.withdraw": "في كل صفحة، أو لاحقًا برمز الاسترداد.",
    "question.trust.text": "ما مدى ثقتكم بالمتحدث؟",
    "question.trust.low": "لا أثق إطلاقًا",
    "question.trust.high": "أثق تمامًا",
}
POLISH = {
    "study.title": "Klip do testów",
    "stimulus.clip.title": "Dźwięk i paski",
    "attribute.age.question": "Ile masz lat?",
    "consent.runner": "Osoby, które testują ten program.",
}
SAID = (
    Statement(
        "s1",
        1,
        "clip",
        0,
        8_000,
        "We choose to go to the moon in this decade.",
        "Kennedy",
        "The moon",
        note="Disputed.",
        source="The minutes.",
    ),
    Statement("s2", 1, "clip", 8_000, 16_000, "It will cost more than it brings."),
)


ALIGNED = Alignment(
    AlignmentPoint("He comes in.", 2_000, 0), AlignmentPoint("He leaves.", 62_700, 60_000)
)


def _questions() -> Questionnaire:
    both = (Part.BEFORE, Part.AFTER)
    words = tuple(Answer(w.lower(), w) for w in ("Clear", "Honest", "Tiring", "Overconfident"))
    asked = (
        Question("trust", QuestionKind.SCALE, "How far do you trust the speaker?", both,
                 low="Not at all", high="Completely", steps=7),
        Question("far", QuestionKind.SCALE, "How near is the speaker to your own views?", both,
                 low="Far away", high="Very near", steps=11),
        Question("heard", QuestionKind.SINGLE, "Have you heard this speaker before?", both,
                 answers=(Answer("yes", "Yes"), Answer("no", "No")), hint="On air or elsewhere."),
        Question("papers", QuestionKind.MULTIPLE, "Which of these do you read?", both,
                 answers=(*words[:2], Answer("none", "None of these", alone=True))),
        Question("hours", QuestionKind.NUMBER, "How many hours of news a week?", both,
                 hint="About.", number_min=0, number_max=168),
        Question("words", QuestionKind.WORDS, "Which words fit?", both, answers=words),
        Question("more", QuestionKind.TEXT, "Anything else?", both, is_required=False),
    )  # fmt: skip
    return Questionnaire(asked, Why())


GIVEN = {
    "trust": "5", "far": "3", "heard": "yes", "papers": "clear", "hours": "4", "words": "honest",
    "more": "",
}  # fmt: skip


def _spoken(study: Study) -> Study:
    """The study as people of three languages are asked it."""
    given = {"ar": ARABIC, "pl": POLISH}
    languages = (StudyLanguage(code, "the tests", tuple(t.items())) for code, t in given.items())
    return replace(study, languages=tuple(languages))


def _known_texts(study: Study, language: StudyLanguage) -> StudyLanguage:
    """A language without texts of what the study doesn't have, as a study file gives it."""
    return replace(language, texts=tuple(t for t in language.texts if t[0] in texts(study)))


@dataclass
class Sessions:
    """The sessions that one walk goes through, by what they are for."""

    room: ServedRoom
    codes: dict[str, str]
    said: Callable[[Any], Any] = field(default=lambda value: value)
    """What becomes of studies, statements and recordings before they are kept."""

    @classmethod
    def opened(
        cls, room: ServedRoom, language: str, said: Callable[[Any], Any] = lambda value: value
    ) -> Sessions:
        """All of them, with studies of this walk's own."""
        made = cls(room, {}, said)
        base = _spoken(short_study(SECONDS * 1_000, CADENCE_MS))
        age, region = base.attributes
        clip = base.stimuli[0]
        quota = (Category("full", "A full group", 1), *age.categories[:2],
                 Category("out", "Somebody else", screens_out=True))  # fmt: skip
        made._open("whole", replace(
            base, stimuli=(clip, replace(clip, id="again", title="Once more")),
            playlist=Playlist(break_ms=BREAK_MS), questionnaire=_questions(),
            personal_summary=True, recruitment=Recruitment(vendor=VENDOR),
        ), simulated=True, statements=SAID)  # fmt: skip
        for name, instrument in INSTRUMENTS.items():
            pad = replace(instrument, cadence_ms=CADENCE_MS)
            made._open(name, replace(base, instrument=pad))
        asked = replace(base, attributes=(replace(age, categories=quota), region))
        made._open("full", replace(asked, recruitment=Recruitment(vendor=VENDOR)))
        made._open("reserve", replace(asked, recruitment=Recruitment(reserve=5)))
        made._open("tokens", replace(base, join=JoinMode.TOKENS))
        slow = Recruitment(joins_a_second=1)
        made._open("slow", replace(base, join=JoinMode.TOKENS, recruitment=slow))
        made._open("live", base, kind=SessionKind.LIVE)
        for name, (pad_name, shown) in ELSEWHERE.items():
            pad = replace(INSTRUMENTS[pad_name], cadence_ms=CADENCE_MS)
            cues = CUES if shown is ShownIn.OWN_SCREEN else ()
            clicked = replace(base, instrument=pad, cues=cues)
            made._open(name, clicked, kind=SessionKind.LIVE, shown=shown)
        sound = replace(clip, duration_ms=SHORT_SECONDS * 1_000, file="short.mp4", sound_only=True)
        made._open("short", replace(base, stimuli=(sound,)))
        made._open("planned", base, state=SessionState.PLANNED)
        made._open("closed", base, state=SessionState.CLOSED)
        for name in ("recorded", "unrecorded"):
            air = replace(base, stimuli=(Stimulus("clip", "On air", SECONDS * 1_000),))
            over = SessionState.CLOSED
            made._open(name, air, SessionKind.LIVE, over, shown=ShownIn.ONE_ROOM)
        edition = Recording(
            made.codes["recorded"], "clip", 1, RecordingStep.ALIGNMENT, "Ada", 1_764_000_000_000,
            "clip.mp4", "evening.mov", SECONDS * 1_000, captions="clip.vtt", alignment=ALIGNED,
        )  # fmt: skip
        room.ask(room.server.stores.recordings.add(said(edition)))
        made._open("commented", air, SessionKind.LIVE, SessionState.CLOSED)
        left = said(CommentRelease(COMMENTS, ["a note on what was left out"]))
        room.ask(room.server.stores.releases.write_once(made.codes["commented"], left))
        made.codes["shown"], made.codes["shown-again"] = _shown_twice(made, base, language)
        bare = replace(base, name=f"{language}-bare", stimuli=(Stimulus("film", "A film", 0),))
        bare = replace(bare, languages=tuple(_known_texts(bare, s) for s in bare.languages))
        room.ask(room.server.stores.studies.add_study(said(bare), "", []))
        return made

    def _open(
        self, name: str, study: Study, kind: SessionKind = SessionKind.ON_DEMAND,
        state: SessionState = SessionState.OPEN, simulated: bool = False,
        statements: tuple[Statement, ...] = (), shown: ShownIn = ShownIn.IN_PAGE,
    ) -> None:  # fmt: skip
        room, folder = self.room, media_folder(self.room.settings.data)
        number = sum(1 for each in folder.iterdir() if each.name.startswith(f"{name}-"))
        own = self.said(replace(study, name=f"{name}-{number}"))
        told = tuple(map(self.said, statements))
        (folder / own.name).symlink_to(folder / STUDY)
        services = room.server.services

        async def work() -> str:
            await room.server.stores.studies.add_study(own, "", told)
            session = await services.conduct.plan(own.name, kind, simulated=simulated, shown=shown)
            if state is not SessionState.PLANNED:
                await services.conduct.step(session.code, SessionState.OPEN)
                await services.keeper.room(session.code)
            if state is SessionState.CLOSED:
                await services.conduct.step(session.code, SessionState.CLOSED)
            return session.code

        self.codes[name] = room.ask(work())


async def tell_session(server: RunningServer, study: Study, side: int) -> str:
    """A session in one room that is over and has told its figures; its code. Twelve persons press
    in each interval, all but three of them on this side."""
    services = server.services
    writers = [1 + secrets.randbits(50) for _ in range(12)]
    session = await services.conduct.plan(study.name, SessionKind.LIVE, shown=ShownIn.ONE_ROOM)
    code = session.code
    await services.conduct.step(code, SessionState.OPEN)
    await services.keeper.room(code)
    mailbox = services.feed.subscribe(code, View())
    seats = [await _seated(services.enrolment, code) for _ in writers]
    await services.conduct.step(code, SessionState.RUNNING, 0)
    await _heard(mailbox, b"plan", b"")
    holders = list(zip(writers, seats, strict=True))
    for writer, seat in holders:
        await services.ingest.take_seat(seat, writer)
    for k in range(SECONDS * 1_000 // CADENCE_MS):
        # The room's player leads: each interval is there while they press in it.
        await services.conduct.step(code, SessionState.RUNNING, k * CADENCE_MS + 800)
        stored: list[asyncio.Future[Any]] = []
        for number, (writer, seat) in enumerate(holders):
            choice = side if number > 2 else -side
            press = Incoming(k + 1, RecordKind.PRESS, 0, 0, choice, k * CADENCE_MS + 500)
            stored.append(asyncio.get_running_loop().create_future())
            services.ingest.take(seat, writer, [press], stored[-1].set_result)
        await asyncio.gather(*stored)
    await services.conduct.step(code, SessionState.CLOSED)
    await _heard(mailbox, b"release", b'"final"')
    mailbox.leave()
    return code


async def _seated(enrolment: Enrolment, code: str) -> Seat:
    redeemed = await enrolment.redeem(code, "", secrets.token_urlsafe(24))
    await enrolment.consent(redeemed.seat)
    return await enrolment.practised(await enrolment.answer_profile(redeemed.seat, ANSWERS))


async def _heard(mailbox: Mailbox, name: bytes, words: bytes) -> None:
    """Until an event of this name with these words has come to a screen."""
    while not any(
        b"event: " + name in event and words in event for _, event in await mailbox.take(30)
    ):
        continue


def _shown_twice(made: Sessions, base: Study, language: str) -> tuple[str, str]:
    """Two showings of one stimulus whose panels differ."""
    room = made.room
    air = Stimulus("air", "On air", SECONDS * 1_000)
    said = tuple(made.said(replace(statement, stimulus="air")) for statement in SAID)
    study = made.said(replace(base, name=f"{language}-twice", stimuli=(air,), profile=RESEARCH))

    async def work() -> tuple[str, str]:
        await room.server.stores.studies.add_study(study, "", said)
        first, second = (tell_session(room.server, study, side) for side in (100, -100))
        told = await asyncio.gather(first, second)
        return told[0], told[1]

    return room.ask(work())


def add_short_clip(room: ServedRoom) -> None:
    """A second clip, for the end of watching."""
    make_clip(media_folder(room.settings.data) / STUDY / "short.mp4", SHORT_SECONDS)


class Walk:
    """One browser on its way through all pages in one language."""

    def __init__(self, sessions: Sessions, context: BrowserContext, language: str) -> None:
        self.sessions, self.room = sessions, sessions.room
        self.context, self.language = context, language
        self.page: Page = context.new_page()
        self.origin = self.room.url

    def code(self, session: str) -> str:
        return self.sessions.codes[session]

    def go(self, path: str) -> None:
        self.page.goto(self.origin + path)

    def post(self, path: str, **form: str) -> None:
        """A form as this browser would send it."""
        answer = self.page.request.post(self.origin + path, form=dict(form), max_redirects=0)
        assert answer.status in (200, 204, 303), f"{path}: {answer.status}"

    def say(self, frame: dict[str, Any]) -> None:
        """What the run page tells the server, without the page."""
        answer = self.page.request.post(f"{self.origin}/p/records", data=frame)
        assert answer.ok, answer.text()

    def sit(self, session: str, origin: str = "", **answers: str) -> None:
        """A new person, up to the page behind the profile."""
        self.arrive(session, origin)
        self.post("/p/consent", agrees="yes")
        self.post("/p/profile", **(ANSWERS | answers))

    def arrive(self, session: str, origin: str = "") -> None:
        """A new person, up to the consent."""
        self.origin = origin or self.room.url
        self.context.clear_cookies(name="pm_seat")
        self.post(f"/j/{self.code(session)}/redeem", page_key=secrets.token_urlsafe(24))

    def stay(self) -> None:
        """A page that goes on by itself stays as long as somebody looks at it."""
        self.page.evaluate("""() => {
          const last = setTimeout(() => undefined);
          for (let timer = 1; timer <= last; timer += 1) clearTimeout(timer);
        }""")

    def submit(self) -> None:
        """The page's own form, whatever the browser thinks of its fields."""
        with self.page.expect_navigation():
            self.page.evaluate("""() => {
              const form = document.querySelector('main form');
              form.noValidate = true;
              form.querySelector('.main').click();
            }""")

    def ready(self, session: str, origin: str = "") -> None:
        """A new person whose page offers to start."""
        self.sit(session, origin)
        self.post("/p/practised")
        self.go("/p")
        expect(self.page.locator("#start")).to_have_attribute("aria-disabled", "false")

    def run(self, session: str) -> None:
        """A new person who watches and has just reacted."""
        self.ready(session)
        self.start()
        self.page.evaluate("""() => {
          const one = document.querySelector('.choice, [role=slider]');
          one.focus();
          one.click();
        }""")

    def start(self) -> None:
        self.page.locator("#start").click()
        pad = self.page.locator(".choice, [role=slider]").first
        expect(pad).to_have_attribute("aria-disabled", "false")


# ---- how each page is reached ------------------------------------------------------------------


def _language_choice(walk: Walk) -> None:
    walk.page.locator(".languages summary").click()


def _join_with_token(walk: Walk, session: str, token: str) -> None:
    walk.go(f"/j/{walk.code(session)}")
    walk.page.locator("#token").fill(token)
    walk.submit()


def _burnt_link(walk: Walk) -> None:
    token = Token(secret_hash("used-once"), walk.code("tokens"), is_used=True)
    if walk.room.ask(walk.room.server.stores.credentials.find(token.token_hash)) is None:
        walk.room.ask(walk.room.server.stores.credentials.add([token]))
    _join_with_token(walk, "tokens", "used-once")


def _too_many(walk: Walk) -> None:
    for _ in range(3):  # one join a second, and the browser may be slower than that
        _join_with_token(walk, "slow", "nobody's")
        if walk.page.locator("[data-onward]").count():
            break
    walk.stay()


def _code_unknown(path: str) -> Callable[[Walk], None]:
    """A recovery code that nobody has, typed at this address."""

    def visit(walk: Walk) -> None:
        walk.go(path)
        walk.page.locator("#recovery_code").fill("AAAA-AAAA")
        walk.submit()

    return visit


def _gone_on_elsewhere(walk: Walk) -> None:
    """The seat went on in another browser, by its recovery code."""
    walk.arrive("whole")
    walk.go("/p")
    recovery = walk.page.locator(".recovery code").inner_text()
    here = walk.page.url.removesuffix("/p")
    assert walk.page.context.browser is not None
    other = walk.page.context.browser.new_context()
    answer = other.request.post(f"{here}/takeover", form={"recovery_code": recovery})
    assert answer.ok, answer.status
    other.close()
    walk.go("/p")


def _withdrawn_by_code(walk: Walk) -> None:
    walk.arrive("whole")
    walk.go("/p")
    recovery = walk.page.locator(".recovery code").inner_text()
    walk.go("/withdraw")
    walk.page.locator("#recovery_code").fill(recovery)
    walk.page.locator("[name=sure]").check()
    walk.submit()


def _consent(walk: Walk) -> None:
    walk.go(f"/j/{walk.code('whole')}?pid=A-17")
    walk.arrive("whole")
    walk.go("/p")


def _step(walk: Walk, path: str, **form: str) -> None:
    walk.post(path, **form)
    walk.go("/p")


def _unanswered(walk: Walk) -> None:
    walk.submit()


def _wrong_number(walk: Walk) -> None:
    walk.page.locator("#hours").fill("many")
    walk.submit()


def _withdrawal_open(walk: Walk) -> None:
    walk.page.locator(".withdraw summary").click()


def _break(walk: Walk) -> None:
    walk.post("/p/practised")
    walk.say({"type": "hello", "writer": 9})
    press = {"kind": "press", "stimulus": 0, "target": 0}
    records = [
        {**press, "sequence": 1, "choice": 100, "clock_ms": 4_000},
        {**press, "sequence": 2, "choice": -100, "clock_ms": 12_000},
    ]
    walk.say({"type": "records", "writer": 9, "records": records})
    _step(walk, "/p/watched?stage=0")


def _closing(walk: Walk) -> None:
    while walk.page.locator("form[action='/p/go-on']").count():
        _step(walk, "/p/go-on")
    _step(walk, "/p/watched?stage=1")


def _thanks(walk: Walk) -> None:
    _step(walk, "/p/why")
    walk.stay()


def _practice(walk: Walk) -> None:
    walk.page.locator("#practise").click()


def _done(walk: Walk) -> None:
    walk.page.evaluate("""() => {
      const asked = document.querySelector('[data-deed]').dataset.deed;
      document.querySelector(`.choice[data-choice="${asked.split('@')[0]}"]`).click();
    }""")
    expect(walk.page.locator("#task-done")).to_be_visible()


def plain_http(room: ServedRoom) -> str:
    """The same server at an address that no browser takes for this machine itself."""
    return room.url.replace("127.0.0.1", "0.0.0.0")


def _ready_on_plain_http(walk: Walk) -> None:
    walk.ready("two-buttons", plain_http(walk.room))


def _start(walk: Walk) -> None:
    walk.start()


def _paused(walk: Walk) -> None:
    walk.page.keyboard.press("Space")


def _settings(walk: Walk) -> None:
    walk.page.locator(".settings summary").click()


def _elsewhere(walk: Walk) -> None:
    walk.ready("two-buttons")
    second = walk.context.new_page()
    second.goto(walk.room.url + "/p")
    expect(walk.page.locator("html")).to_have_attribute("data-phase", "elsewhere")
    second.close()


def _lost(walk: Walk) -> None:
    walk.ready("two-buttons")
    walk.context.clear_cookies(name="pm_seat")
    # Without a line the page asks by POST, after three tries, whether it still has a seat.
    walk.page.evaluate("""() => {
      WebSocket = class { constructor() { setTimeout(() => this.onclose()) } };
      setInterval(() => dispatchEvent(new Event('online')), 50);
    }""")
    walk.room.close_sockets()


def _waiting_live(walk: Walk) -> None:
    walk.ready("live")
    walk.page.locator("#start").click()


def _running_live(walk: Walk) -> None:
    walk.room.step(walk.code("live"), SessionState.RUNNING)


def _paused_live(walk: Walk) -> None:
    walk.room.step(walk.code("live"), SessionState.PAUSED)


def _waiting_elsewhere(walk: Walk, session: str) -> None:
    walk.page.locator("#start").click()


def _running_elsewhere(walk: Walk, session: str) -> None:
    walk.room.step(walk.code(session), SessionState.RUNNING)
    pad = walk.page.locator(".choice, [role=slider]").first
    expect(pad).to_have_attribute("aria-disabled", "false")


def _cue_open(walk: Walk, session: str) -> None:
    conduct, code = walk.room.server.services.conduct, walk.code(session)
    walk.room.ask(conduct.ask_cue(code, conduct.place(code).study.cues[0], 0))


def _paused_elsewhere(walk: Walk, session: str) -> None:
    walk.room.step(walk.code(session), SessionState.PAUSED)


def _finishing(walk: Walk) -> None:
    walk.ready("short")
    walk.start()
    walk.page.wait_for_function("() => document.getElementById('video').buffered.length > 0")
    walk.context.set_offline(True)
    walk.room.close_sockets()
    walk.page.locator(".choice").first.click()


def _back_online(walk: Walk) -> None:
    walk.context.set_offline(False)
    walk.page.locator("form[action='/p/closing']").wait_for()


def _full(walk: Walk, session: str) -> None:
    walk.sit(session, age="full")
    walk.go(f"/j/{walk.code(session)}?pid=A-17")
    walk.sit(session, age="full")
    walk.go("/p")
    walk.stay()


def _not_sought(walk: Walk) -> None:
    walk.go(f"/j/{walk.code('full')}?pid=A-17")
    walk.sit("full", age="out")
    walk.go("/p")
    walk.stay()


def _signed_in(walk: Walk) -> None:
    walk.go("/")
    walk.go(walk.room.ask(demonstration_link(walk.room.server.services.staff, "")))
    walk.page.wait_for_url("**/sessions")


def _refused_sign_in(walk: Walk) -> None:
    walk.go("/staff/sign-in")
    walk.page.locator("#name").fill("unknown")
    walk.page.locator("#password").fill("unknown")
    with walk.page.expect_navigation():
        walk.page.locator("#sign-in button").click()


def _refused_link(walk: Walk) -> None:
    walk.go("/staff/welcome")
    walk.page.locator("#token").fill("unknown")
    with walk.page.expect_navigation():
        walk.page.locator("#link button").click()


def _at_localhost(path: str) -> Callable[[Walk], None]:
    """Where browsers allow passkeys, other than at a bare address."""

    def reach(walk: Walk) -> None:
        walk.page.goto(f"http://localhost:{walk.room.settings.port}{path}")

    return reach


def _invited(walk: Walk) -> None:
    staff = walk.room.server.services.staff
    walk.room.ask(demonstration_link(staff, ""))  # so that the name is taken
    admission = staff.admission
    membership = Membership(STUDY, Role.EDITOR, ("region:region_1",))
    token = walk.room.ask(admission.invite("a test", membership))
    _at_localhost(f"/staff/welcome#{token}")(walk)


def _refused_newcomer(walk: Walk) -> None:
    walk.page.locator("#name").fill("Demonstration")
    walk.page.locator("#password").fill("correct horse battery")
    with walk.page.expect_navigation():
        walk.page.locator("#welcome button:not([type=button])").click()


_SPOKEN = "/studies/whole-0"
BAD_TRANSCRIPT = """1
00:00:00,000 --> 00:00:06,000
We choose to go to the moon.

2
00:00:06,000 --> 00:00:61,000
Not because it is easy.
"""


def _bad_transcript(walk: Walk) -> None:
    """A transcript with a line that can't be used, looked at before it is taken in."""
    walk.go(_SPOKEN + "/transcript")
    walk.page.locator("summary", has_text="Subtitles").click()
    walk.page.locator("#source").fill(BAD_TRANSCRIPT)
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Look at it").click()


_NEWCOMERS = count(1)


def _came_in(walk: Walk) -> None:
    walk.page.locator("#name").fill(f"Ada {next(_NEWCOMERS)}")  # nobody else has this name
    walk.page.locator("#password").fill("correct horse battery")
    with walk.page.expect_navigation():
        walk.page.locator("#welcome button:not([type=button])").click()
    _at_localhost("/staff/account")(walk)


def _invites(walk: Walk) -> None:
    walk.go(f"/studies/{STUDY}/people")
    walk.page.locator("#role").select_option("editor")
    walk.page.locator("[name=audience][value=age]").last.check()
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Make a link").click()
    walk.page.locator("details summary").first.click()


def _of_bare(page: str) -> Callable[[Walk], None]:
    """A page of the study that nobody has seen yet."""
    return lambda walk: walk.go(f"/studies/{walk.language}-bare/{page}")


def _wrong_words(walk: Walk) -> None:
    _of_bare("words")(walk)
    walk.page.get_by_label("Cadence").fill("fast")
    walk.page.locator(".phone summary").click()
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Keep and go on").click()


def _more_segments(walk: Walk) -> None:
    _of_bare("segments")(walk)
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Add an attribute").click()
    closed = walk.page.locator("main details:not([open]) > summary")
    while closed.count():
        closed.first.click()


def _dry_run_begun(walk: Walk) -> None:
    walk.go("/studies/whole-0/dry-run")
    with walk.page.expect_navigation():
        walk.page.locator("[name=act][value=begin]").first.click()  # perhaps not the first one


READ_WAIT_MS = 120_000


def dials(persons: int = 24, moments: int = 4) -> bytes:
    """A simulated file of another system: a row for each reaction, regions in other words."""
    lines = ["respondent;time_s;button;age;Land"]
    for person in range(persons):
        who = f"p{person};{{}};{{}};{'under_35' if person % 2 else '60_plus'};L{person % 2}"
        lines += [who.format(5 * k, "+" if (person + k) % 3 else "-") for k in range(moments)]
    return "\n".join(lines).encode()


def bring(page: Page, content: bytes = dials(), name: str = "dials.csv") -> None:
    """Bring a file on the page of a study's imports."""
    page.locator("#files").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Look at the files").click()
    read_through(page)


def read_through(page: Page) -> None:
    """Wait until the files of an import are read; the page asks again by itself."""
    page.locator("#as-text").wait_for(timeout=READ_WAIT_MS)
    page.wait_for_load_state()  # with its sheets: it may have come anew just now


def _import_begun(walk: Walk) -> None:
    walk.go("/studies/live-0/imports")
    waiting = walk.page.locator(".job-acts a")
    if waiting.count():  # from a walk before
        waiting.first.click()
        read_through(walk.page)
    else:
        bring(walk.page)


def _nothing_new(walk: Walk) -> None:
    walk.go("/studies/new")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Make the study").click()


_TAKEN_IN = count(1)


def _taken_in(walk: Walk) -> None:
    walk.go("/studies/new")
    text = re.sub(r"file = .*\ncaptions = .*\n", "", walk.room.ask(_file_of(walk.room)))
    walk.page.locator("#files").set_input_files(
        {"name": "study.toml", "mimeType": "application/toml", "buffer": text.encode()}
    )
    walk.page.locator("#import-name").fill(f"taken-in-{next(_TAKEN_IN)}")
    with walk.page.expect_navigation():
        walk.page.get_by_role("button", name="Take it in").click()


async def _file_of(room: ServedRoom) -> str:
    study = await room.server.stores.studies.study(STUDY)
    assert study is not None
    return write_study(study)


def _live_room(walk: Walk) -> None:
    walk.go(f"/sessions/{walk.code('live')}/live")
    walk.page.locator(".status").wait_for()


def _nameless_recipient(walk: Walk) -> None:
    walk.go(f"/studies/{STUDY}/briefs")
    page = walk.page
    page.locator("#name-new").fill(" ")
    page.locator("#address-new").fill("edda@north.example")
    page.locator("[name=every]").last.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Add the recipient").click()


def _new_token(walk: Walk) -> None:
    walk.go("/staff/account")
    page = walk.page
    page.get_by_text("Make a token").first.click()
    page.locator("#token-label").fill("nightly export")
    with page.expect_navigation():
        page.get_by_role("button", name="Make a token").click()
    page.get_by_text("Make a token").first.click()


def _data_made(walk: Walk) -> None:
    """A package that lies ready; how far it is was renewed without a click."""
    _goes("/sessions/{shown}/data")(walk)
    if not walk.page.locator(".job-acts a").count():
        walk.page.get_by_role("button", name="Make the package").first.click()
    walk.page.locator(".job-acts a").first.wait_for()


def _desk(walk: Walk) -> None:
    walk.go(f"/sessions/{walk.code('live')}/desk")
    walk.page.locator(".matrix-card").wait_for()


def _shows_stage(walk: Walk) -> None:
    """The picture of a session that is over, as if its figures had left long ago."""
    stages, code = walk.room.server.services.stages, walk.code("shown")
    place = walk.room.server.services.conduct.place(code)
    setting = StageSetting(("all",))
    held = walk.room.ask(stages.switch_on("the tests", place, setting, has_read=True))
    held.marks[:] = [(left_ms - 3_600_000, number) for left_ms, number in held.marks]
    walk.context.clear_cookies(name="pm_seat")  # whoever takes part would be refused
    walk.go(f"/stage/{held.token}")


def _goes(path: str) -> Callable[[Walk], None]:
    """Reached by its address; `{name}` stands for the code of a session."""
    return lambda walk: walk.go(re.sub(r"{([\w-]+)}", lambda m: walk.code(m[1]), path))


@dataclass(frozen=True)
class Row:
    """A page in one of its states."""

    name: str
    template: str
    shows: str
    reach: Callable[[Walk], None]
    step: int = 0
    """The step of the way that its title names; 0 for none."""
    for_staff: bool = False
    """Pages for staff speak English."""


PAD = ".pad .choice, [role=slider]"
ON = "[data-phase={0}] section[data-phases={0}]"
ROWS = (
    # what everybody may open
    Row("home", "home.html", "form[action='/join']", _goes("/")),
    Row("choice of language", "home.html", ".languages form", _language_choice),
    Row("privacy", "privacy.html", "main a[href='/withdraw']", _goes("/privacy")),
    Row("accessibility", "accessibility.html", "main kbd", _goes("/accessibility")),
    Row("withdraw", "withdraw.html", "#recovery_code", _goes("/withdraw")),
    Row("withdraw, code unknown", "withdraw.html", "[role=alert]", _code_unknown("/withdraw")),
    Row("withdraw, done", "plain.html", "main a[href='/']", _withdrawn_by_code),
    Row("go on by code", "takeover.html", "#recovery_code", _goes("/takeover")),
    Row("go on, code unknown", "takeover.html", "[role=alert]", _code_unknown("/takeover")),
    Row("gone on elsewhere", "elsewhere.html", "main a[href='/takeover']", _gone_on_elsewhere),
    Row("nothing here", "plain.html", "main a[href='/']", _goes("/nowhere")),
    # who can't come in
    Row("unknown session", "plain.html", "main a[href='/']", _goes("/j/AAAAAA")),
    Row("not open yet", "plain.html", "main a[href='/']", _goes("/j/{planned}")),
    Row("over", "plain.html", "main a[href='/']", _goes("/j/{closed}")),
    Row("join with a code of one's own", "join.html", "#token", _goes("/j/{tokens}")),
    Row(
        "link unknown",
        "plain.html",
        "main a[href='/']",
        lambda walk: _join_with_token(walk, "tokens", "nobodys"),
    ),
    Row("link used", "plain.html", "main a[href='/']", _burnt_link),
    Row("too many", "too_many.html", "[data-onward]", _too_many),
    # the way
    Row("join", "join.html", "#join-form", _goes("/j/{live}")),
    Row("consent", "consent.html", "[name=agrees]", _consent, 1),
    Row("leave and withdraw", "consent.html", ".withdraw [name=sure]", _withdrawal_open, 1),
    Row(
        "profile",
        "profile.html",
        "[name=age]",
        lambda walk: _step(walk, "/p/consent", agrees="yes"),
        2,
    ),
    Row("profile, unanswered", "profile.html", ".missing", _unanswered, 2),
    Row("join, with a seat", "join.html", ".note a[href='/p']", _goes("/j/{whole}")),
    Row(
        "questions before",
        "questions.html",
        "#trust",
        lambda walk: _step(walk, "/p/profile", **ANSWERS),
        2,
    ),
    Row("questions before, unanswered", "questions.html", "#trust.missing", _unanswered, 2),
    Row(
        "how it works",
        "run.html",
        "#practise",
        lambda walk: _step(walk, "/p/questions", **GIVEN),
        3,
    ),
    Row("break", "break.html", "form[action='/p/go-on']", _break, 4),
    Row("closing", "closing.html", "[name=overall]", _closing, 5),
    Row(
        "questions after",
        "questions.html",
        "#trust",
        lambda walk: _step(walk, "/p/closing", overall="good"),
        5,
    ),
    Row(
        "questions after, a wrong answer",
        "questions.html",
        "#hours[aria-invalid]",
        _wrong_number,
        5,
    ),
    Row("why", "why.html", "blockquote", lambda walk: _step(walk, "/p/questions", **GIVEN), 5),
    Row("thanks", "thanks.html", "[data-onward] a.main", _thanks),
    Row("summary", "summary.html", "blockquote", _goes("/p/summary")),
    Row("not for participants", "plain.html", "main a[href='/']", _goes("/studies")),
    Row("privacy, with a seat", "privacy.html", ".withdraw", _goes("/privacy")),
    Row("withdrawn", "withdrawn.html", "h1", lambda walk: _step(walk, "/p/withdraw", sure="yes")),
    # who gets no seat
    Row("group full", "screened_out.html", "[data-onward]", lambda walk: _full(walk, "full")),
    Row("not sought", "not_sought.html", "[data-onward]", _not_sought),
    Row("waiting list", "reserve.html", "[data-step=reserve]", lambda walk: _full(walk, "reserve")),
    # the page that runs
    Row(
        "practice",
        "run.html",
        "#task",
        lambda walk: (walk.sit("two-buttons"), walk.go("/p"), _practice(walk)),
        3,
    ),
    Row("practice, done", "run.html", "#task-done", _done, 3),
    Row("ready on plain http", "run.html", "#insecure", _ready_on_plain_http, 4),
    Row("running on plain http", "run.html", "#may-sleep", _start, 4),
    *(
        Row(f"running, {pad}", "run.html", PAD, lambda walk, pad=pad: walk.run(pad), 4)
        for pad in INSTRUMENTS
    ),
    Row("paused", "run.html", "#play", _paused, 4),
    Row("settings", "run.html", ".settings .box", _settings, 4),
    Row("waiting for a live session", "run.html", ON.format("waiting"), _waiting_live, 4),
    Row("running live", "run.html", "#like", _running_live, 4),
    Row("live session paused", "run.html", "#hold", _paused_live, 4),
    *(
        Row(f"{name}, {session}", "run.html", shows, functools.partial(reach, session=session), 4)
        for session in ELSEWHERE
        for name, shows, reach in (
            ("ready", "#start", Walk.ready),
            ("waiting", ON.format("waiting"), _waiting_elsewhere),
            ("running", PAD, _running_elsewhere),
            ("asked to tap", "#cue", _cue_open),
            ("paused", "#hold", _paused_elsewhere),
        )
        if session != "one-room" or name != "asked to tap"
    ),
    Row("went on elsewhere", "run.html", "a.main[href='/p']", _elsewhere, 4),
    Row("seat lost", "run.html", ON.format("lost"), _lost, 4),
    Row("answers wait", "run.html", "#retry", _finishing, 4),
    Row("answers sent", "closing.html", "[name=overall]", _back_online, 5),
    Row(
        "no seat",
        "plain.html",
        "main a[href='/']",
        lambda walk: (walk.context.clear_cookies(name="pm_seat"), walk.go("/p")),
    ),
    # the staff's pages
    Row("staff sign-in", "staff_sign_in.html", "#sign-in", _goes("/staff/sign-in"), for_staff=True),
    Row(
        "staff sign-in, refused",
        "staff_sign_in.html",
        "[role=alert]",
        _refused_sign_in,
        for_staff=True,
    ),
    Row("staff link", "staff_link.html", "#link", _goes("/staff/welcome"), for_staff=True),
    Row("staff link, refused", "plain.html", "main", _refused_link, for_staff=True),
    Row(
        "staff sign-in by passkey",
        "staff_sign_in.html",
        "#passkey button",
        _at_localhost("/staff/sign-in"),
        for_staff=True,
    ),
    Row("staff welcome", "staff_welcome.html", "#welcome", _invited, for_staff=True),
    Row(
        "staff welcome, refused",
        "staff_welcome.html",
        "[role=alert]",
        _refused_newcomer,
        for_staff=True,
    ),
    Row("account", "staff_account.html", "#passkeys", _came_in, for_staff=True),
    Row("sessions", "sessions.html", "table", _signed_in, for_staff=True),
    Row("studies", "studies.html", "table", _goes("/studies"), for_staff=True),
    Row("status", "status.html", "dl", _goes("/staff/status"), for_staff=True),
    Row("audit log", "audit.html", "table", _goes("/audit"), for_staff=True),
    Row(
        "account, by a link", "staff_account.html", ".note", _goes("/staff/account"), for_staff=True
    ),
    Row("account, a new token", "staff_account.html", ".link", _new_token, for_staff=True),
    Row(
        "people", "staff_people.html", "#invite", _goes(f"/studies/{STUDY}/people"), for_staff=True
    ),
    Row("now", "now.html", "[role=status]", _goes("/sessions/{live}/now"), for_staff=True),
    Row("link of a brief", "now_link.html", "#link", _goes("/now"), for_staff=True),
    Row("briefs", "briefs.html", "#rules", _goes(f"/studies/{STUDY}/briefs"), for_staff=True),
    Row("briefs, refused", "briefs.html", "[role=alert]", _nameless_recipient, for_staff=True),
    Row(
        "briefs of a session",
        "session_briefs.html",
        "#sent",
        _goes("/sessions/{live}/briefs"),
        for_staff=True,
    ),
    Row("people, invited", "staff_people.html", ".link", _invites, for_staff=True),
    Row("stimuli", "studio_stimuli.html", ".slot", _of_bare("stimuli"), for_staff=True),
    Row("words", "studio_words.html", ".pad-choice", _of_bare("words"), for_staff=True),
    Row("words, wrong", "studio_words.html", "[role=alert]", _wrong_words, for_staff=True),
    Row("segments", "studio_segments.html", ".buys", _of_bare("segments"), for_staff=True),
    Row("segments, more", "studio_segments.html", ".thresholds", _more_segments, for_staff=True),
    Row("languages", "studio_languages.html", ".language", _of_bare("languages"), for_staff=True),
    Row("texts", "studio_texts.html", ".said", _of_bare("languages/ar"), for_staff=True),
    Row(
        "transcript",
        "studio_transcript.html",
        "#said",
        _goes(_SPOKEN + "/transcript"),
        for_staff=True,
    ),
    Row(
        "transcript, bad lines", "studio_transcript.html", ".line", _bad_transcript, for_staff=True
    ),
    Row(
        "statement", "statement.html", ".pieces", _goes(_SPOKEN + "/statements/s1"), for_staff=True
    ),
    Row(
        "invitations, none",
        "studio_invitations.html",
        "#join-title",
        _of_bare("invitations"),
        for_staff=True,
    ),
    Row(
        "invitations",
        "studio_invitations.html",
        ".way .qr",
        _goes("/studies/tokens-0/invitations"),
        for_staff=True,
    ),
    Row("opening", "studio_dry_run.html", ".check", _of_bare("dry-run"), for_staff=True),
    Row("dry run", "studio_dry_run.html", ".qr", _dry_run_begun, for_staff=True),
    Row("copy", "studio_copy.html", "#name", _of_bare("copy"), for_staff=True),
    Row("study file", "studio_file.html", "#text", _of_bare("file"), for_staff=True),
    Row(
        "imports",
        "studio_imports.html",
        "#mapping",
        _goes("/studies/live-0/imports"),
        for_staff=True,
    ),
    Row("import", "studio_import.html", "#found", _import_begun, for_staff=True),
    Row("duties", "duties.html", "#duties", _of_bare("duties"), for_staff=True),
    Row("new study", "studio_new.html", "#files", _goes("/studies/new"), for_staff=True),
    Row("new study, refused", "studio_new.html", "[role=alert]", _nothing_new, for_staff=True),
    Row("taken in", "studio_taken_in.html", "h1", _taken_in, for_staff=True),
    Row(
        "stimuli, fixed",
        "studio_stimuli.html",
        ".slot",
        _goes("/studies/whole-0/stimuli"),
        for_staff=True,
    ),
    Row(
        "recording",
        "recording.html",
        ".drift",
        _goes("/sessions/{recorded}/recording"),
        for_staff=True,
    ),
    Row(
        "recording, none yet",
        "recording.html",
        ".slot",
        _goes("/sessions/{unrecorded}/recording"),
        for_staff=True,
    ),
    Row("data", "data.html", "#released", _goes("/sessions/{shown}/data"), for_staff=True),
    Row("data, ready", "data.html", ".job-acts a", _data_made, for_staff=True),
    Row("report", "report.html", "#ask", _goes("/sessions/{shown}/report"), for_staff=True),
    Row(
        "compare",
        "compare.html",
        ".pm-figure",
        _goes("/sessions/{shown-again}/compare?with={shown}"),
        for_staff=True,
    ),
    Row(
        "compare, nothing told",
        "compare.html",
        "#ranks",
        _goes("/sessions/{recorded}/compare?with={unrecorded}"),
        for_staff=True,
    ),
    Row(
        "comments",
        "comments.html",
        "blockquote",
        _goes("/sessions/{commented}/comments"),
        for_staff=True,
    ),
    Row(
        "comments, none left yet",
        "comments.html",
        "#leave",
        _goes("/sessions/{recorded}/comments"),
        for_staff=True,
    ),
    Row("film", "overlay.html", "#choose", _goes("/sessions/{shown}/overlay"), for_staff=True),
    Row(
        "film, not yet",
        "overlay.html",
        "#not-now",
        _goes("/sessions/{live}/overlay"),
        for_staff=True,
    ),
    Row("no such study", "plain.html", "main", _goes("/studies/nothing/stimuli"), for_staff=True),
    Row(
        "stage view, off",
        "stage_settings.html",
        "#choose",
        _goes("/sessions/{live}/stage"),
        for_staff=True,
    ),
    Row(
        "stage view, not now",
        "stage_settings.html",
        "#not-now",
        _goes("/sessions/{one-room}/stage"),
        for_staff=True,
    ),
    Row("stage", "stage_view.html", ".pm-stage", _shows_stage, for_staff=True),
    Row(
        "stage view, on",
        "stage_settings.html",
        "code.link",
        _goes("/sessions/{shown}/stage"),
        for_staff=True,
    ),
    Row("live room", "live_room.html", ".status", _live_room, for_staff=True),
    Row("desk", "desk.html", ".tabs", _desk, for_staff=True),
)
