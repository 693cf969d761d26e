"""Forms of the studio as pages: filled in, laid out anew, kept, refused."""

from dataclasses import replace

from tests.unit.web.studio_visit import fields_at

from pulsemeter.domain.instrument import Instrument, InstrumentKind
from pulsemeter.domain.playlist import Playlist
from pulsemeter.domain.protection import SEALED, STANDARD
from pulsemeter.domain.staff import Membership, Role
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.edit_study import study_tables
from pulsemeter.web.step_forms import fitting, form_tables

WORDS = "/studies/new/words"


def at_new(visit, make_study, story, **changes):
    """A study without sessions beside the one that has one."""

    async def whole(site):
        book = site.world.stores.studies
        study = make_study(name="new", stimuli=(Stimulus("talk", "A talk", 0),), **changes)
        await book.add_study(study, "", [])
        await story(site, book, study)

    visit(whole)


def test_what_a_form_sends_back_unchanged_changes_nothing(visit, make_study):
    async def story(site, book, study):
        for step in ("stimuli", "words", "segments", "invitations"):
            path = f"/studies/new/{step}"
            answer = await site.post(path, "staff", data=await fields_at(site, path))
            assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?saved")
        assert await book.study("new") == study
        assert "Kept." in (await site.get(f"{WORDS}?saved", "staff")).text

    at_new(visit, make_study, story)


def test_a_change_is_kept_and_leads_on(visit, make_study):
    async def story(site, book, study):
        data = await fields_at(site, WORDS)
        data |= {"instrument.like": "Agree", "instrument.cue": "", "on": "yes"}
        answer = await site.post(WORDS, "staff", data=data)
        assert answer.headers["location"] == "/studies/new/segments"
        kept = await book.study("new")
        assert kept.instrument == Instrument(like="Agree", cue=False)
        assert replace(kept, instrument=study.instrument) == study
        entries = [e.deed async for e in site.services.audit.all()]
        assert (entries[-1].act, entries[-1].actor) == ("study changed", "Staff")

    at_new(visit, make_study, story)


def test_what_cannot_be_kept_comes_back_as_typed_with_complaints_in_place(visit, make_study):
    async def story(site, book, study):
        data = await fields_at(site, WORDS)
        data |= {"instrument.cadence_ms": "<b>fast", "consent.payer": " ", "study.title": "Mine"}
        answer = await site.post(WORDS, "staff", data=data)
        assert answer.status_code == 422
        page = answer.text
        assert "must be a whole number, not &#39;&lt;b&gt;fast&#39;" in page
        assert 'value="&lt;b&gt;fast"' in page
        assert 'href="#f-instrument-cadence-ms"' in page
        assert 'id="f-consent-payer-told"' in page
        assert 'value="Mine"' in page
        assert await book.study("new") == study

    at_new(visit, make_study, story)


def test_rows_are_added_and_taken_away_before_anything_is_kept(visit, make_study):
    path = "/studies/new/segments"

    async def story(site, book, study):
        data = await fields_at(site, path)
        data |= {"attribute[0].label": "Land", "attribute[0].category[2].label": "East"}
        page = (await site.post(path, "staff", data={**data, "more": "attribute"})).text
        assert 'name="attribute[1].label"' in page
        assert 'value="East"' in page
        gone = {**data, "drop": "attribute[0].category[0]"}
        page = (await site.post(path, "staff", data=gone)).text
        assert 'value="North"' not in page
        assert 'value="East"' in page
        assert await book.study("new") == study
        assert (await site.post(path, "staff", data=data)).status_code == 303
        kept = (await book.study("new")).attributes[0]
        assert (kept.label, [c.id for c in kept.categories]) == ("Land", ["north", "south", "east"])
        data = await fields_at(site, path)
        raised = {**data, "raise": "attribute[0].category[2]"}
        page = (await site.post(path, "staff", data=raised)).text
        assert page.index('value="East"') < page.index('value="South"')

    at_new(visit, make_study, story)


def test_somebody_else_s_change_of_this_part_is_said_and_of_another_is_not(visit, make_study):
    async def story(site, book, study):
        words, segments = (
            await fields_at(site, WORDS),
            await fields_at(site, "/studies/new/segments"),
        )
        theirs = replace(study, title="Theirs")
        assert await book.change_study(study, theirs, "")
        segments["attribute[0].label"] = "Land"
        done = await site.post("/studies/new/segments", "staff", data=segments)
        assert done.status_code == 303
        answer = await site.post(WORDS, "staff", data={**words, "study.title": "Mine"})
        assert answer.status_code == 409
        assert "Somebody else changed this part" in answer.text
        assert 'value="Mine"' in answer.text
        assert (await book.study("new")).title == "Theirs"
        again = answer.text.split('name="mark" value="')[1].split('"')[0]
        data = {**words, "study.title": "Mine", "mark": again}
        assert (await site.post(WORDS, "staff", data=data)).status_code == 303
        assert (await book.study("new")).title == "Mine"

    at_new(visit, make_study, story)


def test_a_study_with_a_session_is_shown_and_not_changed(visit):
    async def story(site):
        data = await fields_at(site, "/studies/talk/words")
        page = (await site.get("/studies/talk/words", "staff")).text
        assert f"Session {site.code} has this study" in page
        assert '<fieldset class="plain-set" disabled>' in page
        answer = await site.post(
            "/studies/talk/words", "staff", data={**data, "study.title": "Late"}
        )
        assert answer.status_code == 422
        assert "copy it" in answer.text
        assert (await site.world.stores.studies.study("talk")).title == "A talk"

    visit(story)


def test_a_moderator_sees_the_stimuli_without_their_form(visit):
    async def story(site):
        await site.employ("moderator", Membership("talk", Role.MODERATOR))
        page = (await site.get("/studies/talk/stimuli", "moderator")).text
        assert 'class="slot"' in page
        assert 'name="stimulus[0].title"' not in page
        assert "/studies/talk/words" not in page
        assert "/studies/talk/dry-run" in page

    visit(story)


def test_a_study_that_no_form_can_say_is_shown_without_one(visit, make_study):
    async def story(site, book, study):
        for step in ("stimuli", "words", "invitations"):
            page = await site.get(f"/studies/new/{step}", "staff")
            assert page.status_code == 200
            assert "written as a study file, which has no words for its" in page.text
            assert "disabled" in page.text
        for path in ("file", "export"):
            answer = await site.get(f"/studies/new/{path}", "staff")
            assert (answer.status_code, "written as a study file" in answer.text) == (409, True)
        assert (await site.post(WORDS, "staff")).status_code == 409

    at_new(visit, make_study, story, playlist=Playlist(break_ms=1_500))


def test_a_study_that_is_not_there(visit):
    async def story(site):
        for step in ("stimuli", "words", "segments", "invitations"):
            for ask in (site.get, site.post):
                assert (await ask(f"/studies/mars/{step}", "staff")).status_code == 404

    visit(story)


def test_another_instrument_takes_only_what_is_its_own(visit, make_study):
    slider = Instrument(InstrumentKind.SLIDER, start=20, ends=("Cold", "Warm"))
    tables = study_tables(make_study(instrument=slider))
    assert fitting(tables)["instrument"] == tables["instrument"]
    tables["instrument"]["kind"] = "four_steps"
    assert set(fitting(tables)["instrument"]) == {"kind"}

    async def story(site, book, study):
        data = await fields_at(site, WORDS)
        chosen = {**data, "instrument.kind": "four_steps"}
        assert (await site.post(WORDS, "staff", data=chosen)).status_code == 303
        kept = (await book.study("new")).instrument
        assert kept.kind is InstrumentKind.FOUR_STEPS

    at_new(visit, make_study, story, instrument=slider)


def test_the_box_of_comments_shows_what_the_profile_does(make_study):
    for profile in (STANDARD, SEALED):
        shown = form_tables(make_study(profile=profile.name))
        assert shown["protection"]["comments"] is profile.comments
