from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.web.studio_page import FORM_BYTES_MAX


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
