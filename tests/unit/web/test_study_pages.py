"""The staff's list of studies."""

from pulsemeter.domain.session import SessionKind
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Stimulus


def test_the_list_says_what_is_still_to_be_uploaded(visit, make_study):
    async def story(site):
        study = make_study(name="new", title="A <new> one", stimuli=(Stimulus("a", "A", 0),))
        await site.world.stores.studies.add_study(study, "", [])
        page = (await site.get("/studies", "staff")).text
        assert "A &lt;new&gt; one" in page
        assert "1 to be uploaded" in page
        assert "/studies/new/stimuli" in page

    visit(story)


def test_dry_runs_are_no_sessions_of_the_list(visit):
    async def story(site):
        planned = await site.world.conduct.plan("talk", SessionKind.LIVE, dry_run=True)
        page = (await site.get("/studies", "staff")).text
        assert ">1<span" in page
        assert "dry run" in (await site.get("/sessions", "staff")).text
        assert planned.dry_run

    visit(story)


def test_whoever_owns_every_study_makes_new_ones(visit):
    async def story(site):
        await site.employ("owner", Membership("talk", Role.OWNER))
        assert "/studies/new" in (await site.get("/studies", "staff")).text
        page = (await site.get("/studies", "owner")).text
        assert "/studies/new" not in page
        assert "/studies/talk/copy" in page

    visit(story)
