from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import (
    Attribute,
    Category,
    Consent,
    Questions,
    Stimulus,
    StudyLanguage,
)
from pulsemeter.report.duties import TITLES
from pulsemeter.web.studio_page import FORM_BYTES_MAX
from pulsemeter.web.studio_steps import STEPS

SLIDER = Instrument(InstrumentKind.SLIDER, ends=("<b>", "</b>"))
THIRD = Category("third", "<script>alert(2)</script>")


def test_every_step_tells_where_something_is_missing(visit, make_study):
    async def story(site):
        study = make_study(name="new", title="A <i>new</i> study")
        await site.world.stores.studies.add_study(study, "", [])
        page = (await site.get("/studies/new/words", "staff")).text
        assert "A &lt;i&gt;new&lt;/i&gt; study" in page
        assert page.count(", something is missing") == 2  # languages, and the dry run
        assert 'href="/studies/new/words" aria-current="step"' in page
        assert 'href="/studies/new/transcript"' in page
        assert "Step 2 of 7" in page

    visit(story)


def test_a_session_fixes_the_study_and_a_dry_run_does_not(visit, make_study):
    async def story(site):
        assert "Copy the study" in (await site.get("/studies/talk/words", "staff")).text
        study = make_study(name="new")
        await site.world.stores.studies.add_study(study, "", [])
        await site.post("/studies/new/dry-run", "staff", data={"act": "begin"})
        page = (await site.get("/studies/new/words", "staff")).text
        assert "Copy the study" not in page
        assert "Run on my phone" in page
        tried = await site.services.studio.dry_run("new")
        assert tried.state is SessionState.OPEN
        assert f"http://pulse.test/j/{tried.code}" in page

    visit(story)


def test_a_form_longer_than_any_of_ours_is_not_read(visit):
    async def story(site):
        async def endless():
            yield b"study.title=A"

        long = {"content-length": str(FORM_BYTES_MAX + 1)}
        for options in ({"content": endless()}, {"content": b"a=b", "headers": long}):
            answer = await site.post("/studies/talk/words", "staff", **options)
            assert answer.status_code == 413

    visit(story)


def test_links_to_names_are_written_safely(visit, make_study):
    async def story(site):
        await site.world.stores.studies.add_study(make_study(name="größe_1"), "", [])
        page = (await site.get("/studies/größe_1/words", "staff")).text
        assert 'action="/studies/gr%C3%B6%C3%9Fe_1/words"' in page
        answer = await site.post("/studies/größe_1/dry-run", "staff", data={"act": "begin"})
        assert answer.headers["location"] == "/studies/gr%C3%B6%C3%9Fe_1/dry-run"

    visit(story)


def test_a_moderator_may_only_look_at_how_people_join(visit):
    async def story(site):
        await site.employ("moderator", Membership("talk", Role.MODERATOR))
        page = (await site.get("/studies/talk/invitations", "moderator")).text
        assert "Who may join" not in page
        assert site.code in page

    visit(story)


def test_no_text_of_a_study_becomes_part_of_a_page(visit, make_study):
    evil = '"><script>alert(1)</script>'
    german = StudyLanguage("de", evil, (("study.title", evil), ("consent.kept", evil)))
    region = Attribute(
        "region", evil, evil, (Category("north", evil, 60), Category("south", evil, 40), THIRD)
    )

    async def story(site):
        study = make_study(
            name="new", title=evil, question=evil, read_by=evil, cues=(evil,), languages=(german,),
            stimuli=(Stimulus("talk", evil, 0),), attributes=(region,), instrument=SLIDER,
            consent=Consent(evil, evil, evil, evil), questions=Questions(evil, evil),
        )  # fmt: skip
        await site.world.stores.studies.add_study(study, "", [])
        pages = [f"/studies/new/{step.slug}" for step in STEPS]
        pages += ["/studies", "/studies/new/languages/de", "/studies/new/file", "/studies/new/copy"]
        pages += ["/studies/new/duties", *(f"/studies/new/duties/{d}.html" for d in TITLES)]
        for path in pages:
            page = await site.get(path, "staff")
            assert page.status_code == 200
            assert "<script>alert" not in page.text
            assert "&lt;script&gt;alert" in page.text

    visit(story)
