from tests.unit.web.studio_visit import fields_at

from pulsemeter.domain.study import Stimulus, StudyLanguage

PATH = "/studies/new/languages"
GERMAN = StudyLanguage("de", "Bea", (("study.title", "Eine Rede"),))


def at_new(visit, make_study, story, **changes):
    async def whole(site):
        book = site.world.stores.studies
        stimuli = (Stimulus("talk", "A talk", 0),)
        await book.add_study(make_study(name="new", stimuli=stimuli, **changes), "", [])
        await story(site, book)

    visit(whole)


def test_languages_come_and_go_and_somebody_stands_for_them(visit, make_study):
    async def done(site, **asked):
        form = await fields_at(site, PATH)
        data = {"mark": form["mark"], **asked}
        return await site.post(PATH, "staff", data=data)

    async def story(site, book):
        page = (await site.get(PATH, "staff")).text
        assert "nobody has read it" in page
        assert (await done(site, act="read", code="en")).status_code == 303
        assert (await book.study("new")).read_by == "Staff"
        assert (await done(site, act="add", code="ar")).status_code == 303
        page = (await site.get(PATH, "staff")).text
        assert "among them the consent text" in page
        assert "a draft" in page
        assert (await done(site, act="read", code="ar")).status_code == 303
        assert (await book.study("new")).languages == (StudyLanguage("ar", "Staff"),)
        await done(site, act="unread", code="ar")
        assert (await book.study("new")).languages == (StudyLanguage("ar"),)
        await done(site, act="drop", code="ar")
        assert (await book.study("new")).languages == ()
        refused = await done(site, act="add", code="tlh")
        assert (refused.status_code, "no words for" in refused.text) == (422, True)
        nothing = await done(site, act="dance", code="en")
        assert nothing.status_code == 303

    at_new(visit, make_study, story)


def test_nobody_stands_for_a_text_that_was_changed_meanwhile(visit, make_study):
    async def story(site, book):
        seen = (await fields_at(site, PATH))["mark"]
        words = await fields_at(site, "/studies/new/words")
        words["consent.kept"] = "Everything"
        assert (await site.post("/studies/new/words", "staff", data=words)).status_code == 303
        data = {"mark": seen, "act": "read", "code": "en"}
        answer = await site.post(PATH, "staff", data=data)
        assert (answer.status_code, "changed meanwhile" in answer.text) == (409, True)
        assert (await book.study("new")).read_by == ""

    at_new(visit, make_study, story)


def test_texts_are_translated_and_who_read_them_reads_again(visit, make_study):
    texts = f"{PATH}/de"

    async def story(site, book):
        form = await fields_at(site, texts)
        assert form["text:study.title"] == "Eine Rede"
        form["text:consent.kept"] = "Nur\r\nKlicks"
        form["text:no.such.text"] = "x"
        answer = await site.post(texts, "staff", data=form)
        assert answer.headers["location"] == f"{PATH}?saved"
        (german,) = (await book.study("new")).languages
        assert dict(german.texts) == {"study.title": "Eine Rede", "consent.kept": "Nur\nKlicks"}
        assert german.read_by == ""
        stale = await site.post(texts, "staff", data={**form, "text:study.title": "Meine"})
        assert stale.status_code == 409
        assert "Meine" in stale.text

    at_new(visit, make_study, story, languages=(GERMAN,))


def test_what_the_program_says_by_itself_is_shown(visit, make_study):
    async def story(site, book):
        page = (await site.get(f"{PATH}/de", "staff")).text
        assert 'placeholder="Gefällt mir"' in page
        assert 'lang="de"' in page

    at_new(visit, make_study, story, languages=(GERMAN,))


def test_what_is_not_there_and_what_is_fixed(visit, make_study):
    async def story(site, book):
        for ask in (site.get, site.post):
            assert (await ask(f"{PATH}/pl", "staff")).status_code == 404
            assert (await ask("/studies/mars/languages", "staff")).status_code == 404
            assert (await ask("/studies/mars/languages/de", "staff")).status_code == 404
        page = (await site.get("/studies/talk/languages", "staff")).text
        assert "I have read it" not in page

    at_new(visit, make_study, story)
