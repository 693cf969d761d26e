"""Texts that try to become scripts, elements, styles or templates, in every field that people fill,
and every page that shows them, in a real browser.

Three ways in: what studies hold, what the server tells the live room and the desk, and what is
typed into forms. Each has its list of fields, and a field that stands on none fails.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import escape
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any
from urllib.parse import quote

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import ServedRoom, short_study
from tests.e2e.hostile import (
    ALL,
    PARTS,
    SHORT,
    STUDY_NAMES,
    STUDY_ROOTS,
    STUDY_TEXTS,
    TEXT,
    TOLD_ELSEWHERE,
    TOLD_NAMES,
    TOLD_TEXTS,
    TYPED_TEXTS,
    fields_with_text,
    fill,
    forms_of,
    joined,
    listen,
    look,
    send,
    with_harm,
)
from tests.e2e.page_faults import PageFaults
from tests.e2e.pages import (
    BAD_TRANSCRIPT,
    CADENCE_MS,
    CUES,
    ROWS,
    SAID,
    SECONDS,
    Sessions,
    Walk,
    add_short_clip,
    bring,
    read_through,
)
from tests.unit.report.conftest import session

from pulsemeter import wire
from pulsemeter.domain.playlist import Arm
from pulsemeter.domain.retention import Retention
from pulsemeter.domain.session import SessionKind, SessionState, ShownIn
from pulsemeter.domain.staff import EVERY_STUDY, Membership, Role, StaffMember
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.report.html import report_html
from pulsemeter.service.staff_ports import Passkey
from pulsemeter.web.routes import TABLE
from pulsemeter.web.templates import TEMPLATES
from pulsemeter.wire.dashboard import Problem
from pulsemeter.wire.panel_questions import AskedQuestion
from pulsemeter.wire.remarks import AskedRemark
from pulsemeter.wire.schema import FOLDER, structs_of

pytestmark = pytest.mark.browser
WAIT_MS = 60_000
OPEN_ALL = "() => document.querySelectorAll('details').forEach(one => { one.open = true })"


class HostileRoom(ServedRoom):
    """A server whose first study is hostile, too."""

    def study(self) -> Study:
        harmed: Study = with_harm(STUDY_TEXTS, set())(super().study())
        return harmed


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRoom]:
    data = tmp_path_factory.mktemp("hostile") / "data"
    with HostileRoom(data, seconds=SECONDS, cadence_ms=CADENCE_MS) as served:
        add_short_clip(served)
        yield served


@pytest.fixture(scope="module")
def put() -> set[tuple[str, str]]:
    """In which fields of studies a hostile text was put."""
    return set()


@pytest.fixture(scope="module")
def sessions(room: ServedRoom, put: set[tuple[str, str]]) -> Sessions:
    """Sessions of studies whose every text is hostile."""
    harmed = with_harm(STUDY_TEXTS, put)

    def said(value: Any) -> Any:
        if isinstance(value, Study):
            value = replace(value, read_by="Ada", retention=Retention(14, 120, "A longer look."))
            if value.name.endswith("-bare"):
                value = replace(value, arms=(Arm("one", "First"), Arm("two", "Second")))
        return harmed(value)

    return Sessions.opened(room, "en", said)


def test_every_text_of_a_study_is_on_the_list() -> None:
    assert joined(STUDY_TEXTS, STUDY_NAMES) == fields_with_text(*STUDY_ROOTS), (
        "say of a new field whether it is a text (STUDY_TEXTS) or a name (STUDY_NAMES)"
    )


def test_no_text_of_a_study_becomes_more_than_text(
    put: set[tuple[str, str]], sessions: Sessions, chromium: Browser
) -> None:
    context = chromium.new_context(locale="en", viewport={"width": 390, "height": 844})
    context.set_default_timeout(WAIT_MS)
    ran, walk = listen(context), Walk(sessions, context, "en")
    shown, faults = 0, []
    for row in ROWS:
        row.reach(walk)
        walk.page.locator(row.shows).first.wait_for()
        seen, found = look(walk.page)
        shown += seen
        faults += [f"{row.name}: {one}" for one in found]
    assert (faults, ran) == ([], [])
    assert shown > 500
    fields = {(kind, name) for kind, names in STUDY_TEXTS.items() for name in names}
    # Passages are made in the studio, by the forms that are filled below.
    assert fields - put == {("Passage", "title")}, "the studies of the walk have no such text"
    context.close()


# ---- that the looks find something ---------------------------------------------------------------

ECHOES = (
    "<p>{}</p>",
    "<textarea>{}</textarea>",
    "<title>{}</title>",
    "<style>b::after {{ content: '{}' }}</style>",
    '<input value="{}">',
    "<input value='{}'>",
    '<a href="{}">there</a>',
    '<script type="application/json">{{"text": "{}"}}</script>',
)
SCRIPTS = {
    '<script>const text = [{{"text": "{}"}}]</script>': PARTS[7],
    "<script>const text = '{}'</script>": PARTS[8],
    "<script>const text = `{}`</script>": PARTS[9],
}
# Nothing by themselves: they need an engine of templates, words behind them that they hide, or a
# script that takes codes for signs.
SILENT = (PARTS[10], PARTS[11], PARTS[18], PARTS[19])


def test_a_page_that_echoes_is_found(chromium: Browser, page_faults: PageFaults) -> None:
    """The control: an echo without escaping, in all places where a page has words, and a template
    that works out what it is given."""
    context = chromium.new_context()
    ran, page = listen(context), context.new_page()

    def echoed(body: str) -> list[str]:
        ran.clear()
        page.unroute_all()
        body = f"<!doctype html><body>{body}</body>"
        kind = "text/html; charset=utf-8"
        page.route("**/echo", lambda route: route.fulfill(body=body, content_type=kind))
        page.goto("http://pulse.test/echo")
        return [*look(page)[1], *ran]

    for place in ECHOES:
        assert echoed(place.format(ALL)) != [], place
        assert echoed(place.format("harmless")) == [], place
    for part in {*PARTS} - {*SCRIPTS.values()}:
        is_found = any(echoed(place.format(part)) for place in ECHOES)
        assert is_found is (part not in SILENT), part
    for place, part in SCRIPTS.items():
        assert "a script ran" in echoed(place.format(part))
    assert echoed(f"<p>{escape(ALL)}</p>") == []
    assert echoed(f"<p>{escape(ALL).replace('{{7*1337}}', '9359')}</p>") != []
    assert echoed(f"<p>{escape(ALL).replace('%(link)s', '')}</p>") != []
    assert echoed(f"<p>{escape(escape(ALL))}</p>") != []
    context.close()
    page_faults.take()  # scripts that break off are what is wanted here


# ---- what the live room and the desk are told ----------------------------------------------------


def is_for_programs(name: str) -> bool:
    """Whether only the API's own handlers speak so: then no page shows it and no form sends it."""
    package = Path(wire.__path__[0]).parent
    wanted = re.compile(rf"{re.escape(name)}\b|from pulsemeter\.wire import [^\n]*\b{name[16:]}\b")
    speakers = {
        path.relative_to(package).parts[:2]
        for path in package.rglob("*.py")
        if wanted.search(path.read_text("utf-8"))
    }
    is_in_scripts = (FOLDER / f"{name[16:]}.gen.ts").exists()
    return (
        not is_in_scripts
        and bool(speakers)
        and all(parts == ("web", "api") or parts[0] in ("wire", "client") for parts in speakers)
    )


def test_every_text_of_the_wire_is_on_the_list() -> None:
    names = [each.name for each in iter_modules(wire.__path__, "pulsemeter.wire.")]
    assert is_for_programs("pulsemeter.wire.audit")
    assert not is_for_programs("pulsemeter.wire.remarks")
    modules = (import_module(name) for name in names if not is_for_programs(name))
    structs = [kind for module in modules for kind in structs_of(module)]
    listed = joined(TOLD_TEXTS, TOLD_ELSEWHERE, TYPED_TEXTS, TOLD_NAMES)
    assert listed == fields_with_text(*structs), (
        "say of a new field what it is: TOLD_TEXTS, TOLD_ELSEWHERE, TYPED_TEXTS or TOLD_NAMES"
    )


def hostile_words(kind: str, name: str, text: str) -> str:
    """As `hostile` does it; on the wire no word has a greatest length."""
    return text + ALL


def faults_of(page: Page, ran: list[str], least: int) -> list[str]:
    """What any hostile text of a page has become; there have to be so many of them at least."""
    seen, found = look(page)
    return [*found, *ran, *([] if seen >= least else [f"only {seen} hostile texts are shown"])]


def test_nothing_that_the_live_room_is_told_becomes_more_than_text(
    chromium: Browser, served: Any
) -> None:
    session, put = served.session, set()
    session.said = with_harm(TOLD_TEXTS, put, hostile_words)
    session.study = session.said(replace(session.study, title="A talk" + ALL))
    session.shown = "own_screen"
    session.imported = "another system"
    session.trouble = "The disk is full."
    session.take_remark(AskedRemark("note", 0, 5_000, "A note"))
    session.take_remark(AskedRemark("line", 0, 90_000, "A line"), "Old", own=False)
    session.ask_panel(AskedQuestion("Clear?", ["Yes", "No"]))
    session.end_question()
    session.ask_panel(AskedQuestion("Still?", ["Yes", "No"]))
    session.take_cue("ask", "Good evening")
    context = chromium.new_context(viewport={"width": 1_280, "height": 1_000})
    context.set_default_timeout(WAIT_MS)
    ran, page = listen(context), context.new_page()
    page.goto(served.room_url)
    page.wait_for_selector(".strip canvas")
    page.locator(".statement-open").nth(2).click()
    page.evaluate(OPEN_ALL)
    page.get_by_label("First segment").select_option(index=2)
    page.get_by_label("Second segment").select_option(index=4)
    expect(page.locator(".difference-here")).to_be_visible()
    page.get_by_label("From", exact=True).fill("0:41")
    page.get_by_label("Until", exact=True).fill("1:29")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="The chosen range of time")).to_be_visible()
    expect(page.locator(".presence-strip").first).to_be_visible()
    expect(page.locator(".notes-list li").first).to_be_visible()
    assert faults_of(page, ran, 100) == []
    refusal = Problem("It can’t be had" + ALL, "Ask again" + ALL)
    body = msgspec.json.encode(refusal).decode()
    page.route("**/difference?*", lambda route: route.fulfill(status=422, body=body))
    page.get_by_label("Second segment").select_option(index=3)
    expect(page.get_by_role("alert").filter(has_text="It can’t be had")).to_be_visible()
    put |= {("Problem", "error"), ("Problem", "remedy")}
    assert faults_of(page, ran, 100) == []

    served.now_ms[0] = 200_000
    page.goto(served.room_url.replace("/live", "/desk"))
    page.wait_for_selector(".matrix .cell")
    for tab in ("map", "overview", "decisions", "matrix"):
        page.locator(f"#tab-{tab}").click()
        expect(page.locator("#desk-view")).to_have_attribute("aria-labelledby", f"tab-{tab}")
        assert faults_of(page, ran, 10) == []
    for cell in page.locator(".matrix .cell").all()[:4]:
        cell.click()
        expect(page.locator(".cell-view")).to_be_visible()
        assert faults_of(page, ran, 10) == []
    context.close()
    told = {(kind, name) for kind, names in TOLD_TEXTS.items() for name in names}
    assert told - put == set(), "nothing was told that has these"


# ---- what is typed into forms, and what goes to the server by script -----------------------------


class Typist:
    """A hostile owner at a browser; `names` are the fields of forms that got a hostile text."""

    def __init__(self, sessions: Sessions, context: BrowserContext) -> None:
        self.sessions, self.room, self.context = sessions, sessions.room, context
        self.page, self.ran, self.names = context.new_page(), listen(context), set[str]()

    def sign_in(self) -> None:
        """As somebody whose name is hostile, and whose passkey's is, too."""
        server = self.room.server
        member = StaffMember("hostile", SHORT)
        passkey = Passkey(b"hostile", member.id, b"", 0, SHORT, "2026-01-01")

        async def work() -> str:
            await server.stores.staff.add(member, Membership(EVERY_STUDY, Role.OWNER))
            await server.stores.sign_ins.add_passkey(passkey)
            return await server.services.staff.sign_ins.begin(member.id, "link")

        self._come_in(self.room.ask(work()))

    def sign_in_again(self) -> None:
        """After forms that may have ended the sign-in."""
        begun = self.room.server.services.staff.sign_ins.begin("hostile", "link")
        self._come_in(self.room.ask(begun))

    def _come_in(self, secret: str) -> None:
        self.context.add_cookies([{"name": "pm_staff", "value": secret, "url": self.room.url}])

    def tell(self, path: str, **body: Any) -> Any:
        """A message of a script, as the page would send it."""
        answer = self.page.request.post(self.room.url + path, data=body)
        assert answer.ok, (path, answer.status, answer.text())
        return answer.json()

    def look_at(self, path: str) -> int:
        """Open a page; how many hostile texts it shows."""
        self.page.goto(self.room.url + path)
        self.page.evaluate(OPEN_ALL)
        return self.check(path)

    def check(self, what: str) -> int:
        """Nothing on the page is more than text; how many hostile texts it shows."""
        seen, found = look(self.page)
        assert (found, self.ran) == ([], []), what
        return seen

    def fill_all(self, path: str, wait: Callable[[Page], None] = lambda page: None) -> None:
        """Each form of a page with a hostile text in every field, sent by itself; `wait` ends once
        the page is whole."""
        self.page.goto(self.room.url + path)
        wait(self.page)
        for place, form in enumerate(forms_of(self.page)):
            if place:
                self.page.goto(self.room.url + path)
                wait(self.page)
            # One that was sent before may have changed the page.
            number = forms_of(self.page).get(form)
            if number is not None:
                self.fill_form(number)

    def import_files(self, path: str) -> None:
        """A file of another system whose names and cells are hostile, and its mapping as well."""
        self.page.goto(self.room.url + path)
        cell = '"' + SHORT.replace('"', '""') + '"'
        bring(self.page, f"user,time_s,button,{cell}\n{cell},1,{cell},{cell}\n".encode(), "a.csv")
        place = self.page.url.removeprefix(self.room.url).partition("#")[0]
        assert self.look_at(place) > 0
        # That of the columns first: what is typed as a whole text leaves the page without it.
        forms = forms_of(self.page)
        self.fill_form(forms[max(forms, key=len)])
        self.fill_all(place, read_through)

    def mend_transcript(self, path: str) -> None:
        """The lines of a transcript that can't be used, mended with what is worse."""
        self.page.goto(self.room.url + path)
        self.page.evaluate(OPEN_ALL)
        self.page.locator("#source").fill(BAD_TRANSCRIPT)
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Look at it").click()
        self.fill_here()

    def fill_here(self) -> None:
        """The first form of the page that takes texts, sent with hostile ones."""
        self.fill_form(min(forms_of(self.page).values()))

    def fill_form(self, number: int) -> None:
        """A form of the page, sent with hostile texts."""
        address, names = self.page.url, fill(self.page, number, SHORT)
        self.names.update(names)
        assert send(self.page, number) < 500, (address, names)
        self.check(f"{address}, {names}")


# By address of the table, where its page is looked at; `{…}` is a study or the code of a session.
PAGES: dict[str, tuple[str, ...]] = {
    "/": ("/", f"/?code={quote(TEXT)}"),
    "/j/{code}": ("/j/{tokens}", f"/j/{{whole}}?pid={quote(TEXT)}", f"/j/{quote(SHORT, safe='')}"),
    "/takeover": ("/takeover",),
    "/withdraw": ("/withdraw",),
    "/privacy": ("/privacy",),
    "/accessibility": ("/accessibility",),
    "/now": ("/now",),
    "/now/board": ("/now/board",),
    "/stage/{token}": (f"/stage/{quote(SHORT, safe='')}",),
    "/staff/sign-in": ("/staff/sign-in",),
    "/staff/welcome": ("/staff/welcome",),
    # With a password its form asks for the present one.
    "/staff/account": ("/staff/account", "/staff/account?again"),
    "/audit": ("/audit", f"/audit?actor={quote(TEXT)}&study={quote(TEXT)}&before={quote(TEXT)}"),
    "/staff/status": ("/staff/status",),
    "/studies": ("/studies",),
    "/studies/new": ("/studies/new",),
    "/studies/{name}/people": (
        "/studies/{bare}/people",
        f"/studies/{quote(SHORT, safe='')}/people",
    ),
    "/studies/{name}/briefs": ("/studies/{bare}/briefs", "/studies/{told}/briefs"),
    "/studies/{name}/copy": ("/studies/{bare}/copy",),
    "/studies/{name}/duties": ("/studies/{bare}/duties",),
    "/studies/{name}/file": ("/studies/{bare}/file",),
    "/studies/{name}/imports": ("/studies/{bare}/imports",),
    "/studies/{name}/imports/{job}": (f"/studies/{{bare}}/imports/{quote(SHORT, safe='')}",),
    "/studies/{name}/stimuli": ("/studies/{bare}/stimuli",),
    "/studies/{name}/words": ("/studies/{bare}/words",),
    "/studies/{name}/segments": ("/studies/{bare}/segments",),
    "/studies/{name}/languages": ("/studies/{bare}/languages",),
    "/studies/{name}/languages/{code}": (
        "/studies/{bare}/languages/ar",
        f"/studies/{{bare}}/languages/{quote(SHORT, safe='')}",
    ),
    "/studies/{name}/invitations": ("/studies/{bare}/invitations", "/studies/tokens-0/invitations"),
    "/studies/{name}/dry-run": ("/studies/{bare}/dry-run",),
    "/studies/{name}/transcript": (
        "/studies/{bare}/transcript",
        f"/studies/{{said}}/transcript?stimulus={quote(TEXT)}",
        "/studies/spoken/transcript",
    ),
    "/studies/{name}/statements/{statement}": (
        "/studies/{said}/statements/s1",
        "/studies/worded/statements/s1",
        f"/studies/{{said}}/statements/{quote(SHORT, safe='')}",
    ),
    "/sessions": ("/sessions",),
    "/sessions/{code}/live": (
        "/sessions/{talk}/live",
        "/sessions/{air}/live",
        f"/sessions/{quote(SHORT, safe='')}/live",
    ),
    "/sessions/{code}/compare": (
        "/sessions/{shown}/compare?with={shown-again}",
        f"/sessions/{{shown}}/compare?with={quote(TEXT)}&segment={quote(TEXT)}",
    ),
    "/sessions/{code}/recording": ("/sessions/{recorded}/recording",),
    "/sessions/{code}/comments": ("/sessions/{commented}/comments",),
    "/sessions/{code}/data": ("/sessions/{shown}/data",),
    "/sessions/{code}/report": ("/sessions/{shown}/report",),
    "/sessions/{code}/overlay": ("/sessions/{shown}/overlay",),
    "/sessions/{code}/briefs": (
        "/sessions/{shown}/briefs",
        f"/sessions/{{talk}}/briefs?to={quote(TEXT)}",
    ),
    "/sessions/{code}/stage": ("/sessions/{shown}/stage", "/sessions/{talk}/stage"),
    "/sessions/{code}/now": ("/sessions/{shown}/now",),
    "/sessions/{code}/desk": ("/sessions/{shown}/desk",),
}  # fmt: skip
# No pages, or pages of the way, which the walk goes.
NO_PAGES = {
    "/j/{code}/again", "/p", "/p/step", "/p/summary", "/p/asked", "/figures.css",
    "/health/live", "/health/ready", "/metrics",
    "/stage/{token}/feed", "/studies/{name}/export", "/studies/{name}/duties/{file}",
    "/studies/{name}/invitations/{code}/poster", "/studies/{name}/sessions/{code}/plan",
    "/sessions/{code}/recording/{stimulus}/transcript.vtt", "/sessions/{code}/data/{job}/file",
    "/sessions/{code}/overlay/{file}", "/sessions/{code}/report/{form}",
    "/studies/{name}/imports/{job}/mapping.toml",
}  # fmt: skip
# Fields whose whole names a template is told: one of the names that it makes.
MADE_NAMES = {
    ("studio_fields.html", "{{ path }}"): "consent.runner",
    ("questions.html", "{{ question.id }}"): "more",
    ("why.html", "{{ moment.statement.id }}"): "s[12]",
    ("studio_import.html", "{{ name }}"): "system",
}


_FIELD = re.compile(r"<(?:input|textarea)\b(?:[^>{]|{{.*?}}|{%.*?%})*>")


def fields_in_templates() -> dict[tuple[str, str], str]:
    """By template and name, the pattern of every field that takes texts."""
    found = {}
    for path in sorted(TEMPLATES.glob("*.html")):
        for tag in re.findall(
            r"<(?:input|textarea)\b(?:[^>{]|{{.*?}}|{%.*?%})*>", path.read_text("utf-8")
        ):
            kind = re.search(r'\btype="([^"]*)"', tag)
            name = re.search(r'\bname="([^"]*)"', tag)
            if name and not (kind and kind[1] in ("hidden", "checkbox", "radio", "file")):
                words = re.split(r"{{.*?}}", name[1])
                made = ".+".join(map(re.escape, words))
                found[path.name, name[1]] = MADE_NAMES[path.name, name[1]] if made == ".+" else made
    return found


def type_by_script(typist: Typist, codes: dict[str, str]) -> None:
    """Everything that scripts of pages send for people who type."""
    api, air = (f"/api/v1/sessions/{codes[name]}" for name in ("talk", "air"))
    for kind in ("note", "line"):
        typist.tell(f"{api}/remarks", kind=kind, stimulus=0, at_ms=0, words=TEXT)
    typist.tell(f"{air}/questions", text=TEXT, answers=[SHORT, f"{SHORT}!"])
    typist.tell(f"{air}/cue/ask", words=TEXT)
    typist.tell(f"{api}/words/load", key="1", text=f"{ALL}\n\n{TEXT}", speaker=SHORT)
    typist.tell(f"{api}/words/next", key="2", at_ms=0)
    typist.tell(f"{api}/words/end", key="3", at_ms=15_000)
    said = {"id": "c", "start_ms": 16_000, "end_ms": 32_000, "words": TEXT, "speaker": SHORT}
    typist.tell(f"{api}/captions", captions=[said])
    now = typist.page.request.get(f"{typist.room.url}{api}/words").json()["now"]
    typed = {"statement": now["statements"][0]["id"], "words": ALL, "speaker": SHORT}
    typist.tell(f"{api}/words/type", key="4", topic=SHORT, **typed)

    about = {"statement": "s1", "revision": 1, "audience": "all", "kind": "feature"}
    decisions = f"/api/v1/sessions/{codes['shown']}/decisions"
    decision = typist.tell(decisions, **about, reason=ALL, taken=True)["id"]
    done = f"{decisions}/{decision}/done"
    for wrong in ("javascript:harm()", f"https://harm.example/{SHORT}"):
        refused = typist.page.request.post(typist.room.url + done, data={"ran_at": wrong})
        assert refused.status == 422, "a link that isn't one"
    typist.tell(done, reason=ALL, ran_at="https://there.example/1")
    upload = {"study": "en-bare", "stimulus": "film", "size_bytes": 10, "mark": "m"}
    typist.tell("/api/v1/studies/en-bare/uploads", **upload, name=f"{SHORT}.mp4")


def test_every_page_is_looked_at() -> None:
    asked = {
        path for method, path, _, _ in TABLE
        if method == "GET" and not path.startswith(("/api/", "/media/"))
    }  # fmt: skip
    assert asked == {*PAGES} | NO_PAGES, "a new page: say where it is looked at"


def test_nothing_that_is_typed_becomes_more_than_text(
    room: ServedRoom, sessions: Sessions, chromium: Browser
) -> None:
    context = chromium.new_context(locale="en", viewport={"width": 1_280, "height": 900})
    context.set_default_timeout(WAIT_MS)
    typist = Typist(sessions, context)
    places = room.server.services.conduct.place
    talk = replace(short_study(SECONDS * 1_000, CADENCE_MS), name="talk")
    talk = replace(talk, stimuli=(Stimulus("talk", "A talk", 300_000),), cues=CUES)
    for name, shown in (("talk", ShownIn.ONE_ROOM), ("air", ShownIn.OWN_SCREEN)):
        code = room.open_session(SessionKind.LIVE, study=replace(talk, name=name), shown=shown)
        sessions.codes[name] = code

    # Some that no session has fixed, so that their words can be edited.
    for name in ("spoken", "worded"):
        said = sessions.said(replace(short_study(SECONDS * 1_000, CADENCE_MS), name=name))
        room.ask(room.server.stores.studies.add_study(said, "", list(map(sessions.said, SAID))))

    phone = chromium.new_context(locale="en", viewport={"width": 390, "height": 844})
    phone.set_default_timeout(WAIT_MS)
    person = Typist(sessions, phone)
    walk = Walk(sessions, phone, "en")
    person.page = walk.page
    names = [row.name for row in ROWS]
    for row in ROWS[names.index("consent") : names.index("summary") + 1]:
        row.reach(walk)
        walk.page.locator(row.shows).first.wait_for()
        if row.name in ("questions before", "closing", "questions after", "why"):
            person.fill_here()
        person.check(row.name)
    walk.ready("air")
    walk.page.locator("#start").click()

    typist.sign_in()
    room.step(sessions.codes["air"], SessionState.RUNNING)
    # Where all watch in one room, the player there leads the clock.
    lead = room.server.services.conduct.step
    room.ask(lead(sessions.codes["talk"], SessionState.RUNNING, 40_000))
    type_by_script(typist, sessions.codes)
    walk.page.locator("#cue").wait_for()
    walk.page.locator("#asked").wait_for()
    assert person.check("the run page") >= 2

    studies = {"bare": "en-bare", "said": places(sessions.codes["whole"]).session.study}
    studies["told"] = places(sessions.codes["shown"]).session.study

    def at(address: str) -> str:
        known = {**sessions.codes, **studies}
        return re.sub(r"{([\w-]+)}", lambda found: known[found[1]], address)

    addresses = [at(address) for several in PAGES.values() for address in several]
    for address in addresses:
        typist.fill_all(address)
        typist.sign_in_again()
    typist.mend_transcript("/studies/worded/transcript")
    typist.import_files("/studies/worded/imports")
    shown = [(address, typist.look_at(address)) for address in addresses]
    typed = typist.names | person.names
    missing = [
        field for field, pattern in fields_in_templates().items()
        if not any(re.fullmatch(pattern, name) for name in typed)
    ]  # fmt: skip
    assert missing == [], "no hostile text was typed there"
    assert sum(seen for _, seen in shown) > 300
    context.close()
    phone.close()


# ---- what is kept as a file and opened later -----------------------------------------------------


def test_no_word_of_a_report_becomes_more_than_text(chromium: Browser, tmp_path: Path) -> None:
    """A report is one file with a script and a style of its own; opened from a disk."""
    file = tmp_path / "report.html"
    file.write_text(report_html(session(), title=ALL), "utf-8")
    context = chromium.new_context()
    ran, page = listen(context), context.new_page()
    page.goto(file.as_uri())
    seen, found = look(page)
    own = [one for one in found if one.startswith("it became an element: <script>")]
    assert (len(own), [one for one in found if one not in own], ran) == (1, [], [])
    assert seen > 0
    assert page.locator("script").count() == 1
    assert page.get_by_text("<script>alert('x')</script>").count() > 0
    assert page.locator("b", has_text="and").count() == 0
    context.close()
