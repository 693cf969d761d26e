"""The staff's list of studies, and a study's stimuli."""

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


def test_stimuli_of_a_study_with_a_session_cannot_be_changed(visit):
    async def story(site):
        page = (await site.get("/studies/talk/stimuli", "staff")).text
        assert "stay as they are" in page
        assert 'type="file" disabled' in page

    visit(story)


def test_a_study_that_is_not_there(visit):
    async def story(site):
        assert (await site.get("/studies/mars/stimuli", "staff")).status_code == 404

    visit(story)
