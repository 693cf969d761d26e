from dataclasses import replace

from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Attribute, Category, Stimulus

REGION = Attribute("region", "Region", "?", (Category("n", "North", 40), Category("s", "South", 4)))


def test_stimuli_of_a_study_with_a_session_cannot_be_changed(visit):
    async def story(site):
        page = (await site.get("/studies/talk/stimuli", "staff")).text
        assert "stay as they are" in page
        assert 'type="file" disabled' in page

    visit(story)


def test_whoever_does_not_edit_is_told_which_segments_will_be_shown(visit, make_study):
    async def story(site):
        await site.employ("moderator", Membership("new", Role.MODERATOR))
        add = site.world.stores.studies.add_study
        await add(make_study(name="new", title="New", attributes=(REGION,)), "", [])
        page = (await site.get("/studies/new/stimuli", "moderator")).text
        assert "Region: will never be shown, its categories are too small" in page
        assert (
            "Segments that will be shown"
            not in (await site.get("/studies/new/stimuli", "staff")).text
        )

    visit(story)


def test_the_segments_say_what_each_number_of_persons_buys(visit, make_study):
    async def story(site):
        add = site.world.stores.studies.add_study
        await add(make_study(name="new", profile="standard", attributes=(REGION,)), "", [])
        page = (await site.get("/studies/new/segments", "staff")).text
        assert "<strong>Never shown:</strong>" in page
        assert 'name="size" value="44"' in page
        larger = (await site.get("/studies/new/segments?size=400", "staff")).text
        assert "Never shown" not in larger
        assert "±6" in larger
        for odd in ("-1", "²", "9999999", "x", "0"):
            odd_page = await site.get("/studies/new/segments", "staff", params={"size": odd})
            assert 'name="size" value="44"' in odd_page.text

    visit(story)


def test_without_quotas_a_usual_size_is_reckoned_with(visit, make_study):
    async def story(site):
        free = replace(REGION, categories=(Category("n", "North"), Category("s", "South")))
        stimuli = (Stimulus("talk", "A talk", 0),)
        study = make_study(name="new", attributes=(free,), stimuli=stimuli)
        await site.world.stores.studies.add_study(study, "", [])
        page = (await site.get("/studies/new/segments", "staff")).text
        assert 'name="size" value="100"' in page
        assert "equally large categories of Region" in page

    visit(story)
