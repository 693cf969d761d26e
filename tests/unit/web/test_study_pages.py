"""The staff's list of studies, and a study's stimuli."""

from dataclasses import replace

from pulsemeter.domain.study import Attribute, Category, Stimulus


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


def test_the_page_says_which_segments_will_be_shown(visit, make_study):
    region = Attribute(
        "region", "Region", "?", (Category("n", "North", 40), Category("s", "South", 4))
    )

    async def story(site):
        add = site.world.stores.studies.add_study
        await add(make_study(name="new", title="New", attributes=(region,)), "", [])
        page = (await site.get("/studies/new/stimuli", "staff")).text
        assert "Segments that will be shown" in page
        assert "Region: will never be shown, its categories are too small" in page
        without = replace(region, categories=(Category("n", "North"), Category("s", "South")))
        await add(make_study(name="free", title="Free", attributes=(without,)), "", [])
        page = (await site.get("/studies/free/stimuli", "staff")).text
        assert "pulsemeter study show free --panel-size 200" in page

    visit(story)


def test_a_study_that_is_not_there(visit):
    async def story(site):
        assert (await site.get("/studies/mars/stimuli", "staff")).status_code == 404

    visit(story)
