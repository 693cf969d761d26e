import pytest

from pulsemeter.domain.study import Stimulus, StudyLanguage

PATH = "/api/v1/studies/new/languages"
GERMAN = StudyLanguage("de", "Bea", (("study.title", "Eine Rede"),))


@pytest.fixture
def at_new(visit, make_study):
    """Run a story at a site with a study in English and German that no session fixes, given what
    sends a change of a language as it stands."""

    def run(story):
        async def whole(site):
            stimuli = (Stimulus("talk", "A talk", 0),)
            study = make_study(name="new", stimuli=stimuli, languages=(GERMAN,))
            await site.world.stores.studies.add_study(study, "", [])

            async def sent(method, code, more="", seen="", **options):
                read = await site.get(f"{PATH}/{code}", "staff")
                headers = {"if-match": seen or read.headers.get("etag", "*")}
                return await site.ask(
                    method, f"{PATH}/{code}{more}", "staff", headers=headers, **options
                )

            await story(site, sent)

        visit(whole)

    return run


def test_languages_are_listed_with_how_far_they_are(at_new):
    async def story(site, sent):
        told = (await site.get(PATH, "staff")).json()
        own, german = told["languages"]
        assert (own["code"], own["name"], own["is_own"], own["lacking"]) == (
            "en", "English", True, []
        )  # fmt: skip
        assert (german["code"], german["name"], german["read_by"]) == ("de", "Deutsch", "Bea")
        assert "study.title" not in german["lacking"]
        assert set(german["lacks_consent"]) <= set(german["lacking"])
        assert "consent.kept" in german["lacks_consent"]
        assert "pl" in told["others"]
        assert not {"en", "de"} & set(told["others"])

    at_new(story)


def test_a_language_comes_and_goes(at_new):
    async def story(site, sent):
        answer = await site.post(PATH, "staff", json={"code": "ar"})
        assert (answer.status_code, answer.json()["language"]["code"]) == (201, "ar")
        assert answer.json()["language"]["program"] == "draft"
        for code, said in (("ar", "already"), ("tlh", "no words for"), ("en", "already")):
            refused = await site.post(PATH, "staff", json={"code": code})
            assert refused.status_code == 422
            assert said in refused.json()["complaints"][0]["what"]
        gone = await sent("DELETE", "ar")
        assert (gone.status_code, gone.json()["language"]["code"]) == (200, "en")
        listed = (await site.get(PATH, "staff")).json()["languages"]
        assert [each["code"] for each in listed] == ["en", "de"]
        own = await sent("DELETE", "en")
        assert (own.status_code, "own language" in own.json()["error"]) == (409, True)

    at_new(story)


def test_texts_are_given_and_want_to_be_read_again(at_new):
    async def story(site, sent):
        rows = {r["path"]: r for r in (await site.get(f"{PATH}/de", "staff")).json()["texts"]}
        assert rows["study.title"]["given"] == "Eine Rede"
        assert rows["instrument.like"] == {
            "path": "instrument.like", "own": "Like", "given": "", "by_itself": "Gefällt mir"
        }  # fmt: skip
        body = {"texts": {"study.title": "Die Rede", "consent.kept": "Nur\nKlicks"}}
        kept = await sent("PUT", "de", json=body)
        assert (kept.status_code, kept.json()["language"]["read_by"]) == (200, "")
        (german,) = (await site.world.stores.studies.study("new")).languages
        assert dict(german.texts) == body["texts"]
        nothing = await sent("PUT", "de", json={"texts": {"no.such": "x"}})
        assert (nothing.status_code, "'no.such'" in nothing.json()["error"]) == (422, True)
        own = await sent("PUT", "en", json=body)
        assert (own.status_code, "study file" in own.json()["remedy"]) == (409, True)
        assert (await sent("PUT", "de", json={"texts": 3})).status_code == 400

    at_new(story)


def test_somebody_stands_by_name_for_what_they_saw(at_new):
    async def story(site, sent):
        seen = (await site.get(f"{PATH}/de", "staff")).headers["etag"]
        read = await sent("PUT", "de", "/reader")
        assert (read.status_code, read.json()["language"]["read_by"]) == (200, "Staff")
        assert (await sent("DELETE", "de", "/reader")).json()["language"]["read_by"] == ""
        assert (await sent("PUT", "en", "/reader")).json()["language"]["read_by"] == "Staff"
        assert (await site.world.stores.studies.study("new")).read_by == "Staff"
        await sent("PUT", "de", json={"texts": {"study.title": "Die Rede"}})
        late = await sent("PUT", "de", "/reader", seen=seen)
        assert (late.status_code, late.json()["remedy"] != "") == (412, True)
        blind = await site.ask("PUT", f"{PATH}/de/reader", "staff")
        assert (blind.status_code, "If-Match" in blind.json()["error"]) == (428, True)
        assert readers_of(await site.world.stores.studies.study("new")) == ("Staff", "")

    at_new(story)


def readers_of(study):
    return (study.read_by, *(language.read_by for language in study.languages))


def test_what_is_not_there_and_what_a_session_has(at_new):
    async def story(site, sent):
        for method, more in (("GET", ""), ("PUT", ""), ("DELETE", ""), ("PUT", "/reader")):
            answer = await sent(method, "pl", more)
            assert (answer.status_code, "'pl'" in answer.json()["error"]) == (404, True)
        fixed = await site.post(PATH.replace("new", "talk"), "staff", json={"code": "de"})
        assert (fixed.status_code, site.code in fixed.json()["error"]) == (409, True)
        gone = PATH.replace("new", "mars")
        for method, more in (("GET", ""), ("POST", ""), ("GET", "/de"), ("PUT", "/de")):
            assert (await site.ask(method, gone + more, "staff")).status_code == 404

    at_new(story)
