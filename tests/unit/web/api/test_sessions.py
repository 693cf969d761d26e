from pulsemeter.domain.session import SessionState

PATH = "/api/v1/sessions"


def test_sessions_are_listed_to_those_who_belong_to_the_study(visit):
    async def story(site):
        await site.employ_everyone()
        (told,) = (await site.get(PATH, "staff")).json()["sessions"]
        assert (told["code"], told["study"], told["kind"]) == (site.code, "talk", "live")
        assert (told["state"], told["figures"], told["closed_early"]) == ("running", True, "")
        (watched,) = (await site.get(PATH, "viewer")).json()["sessions"]
        assert not watched["figures"]
        assert (await site.get(PATH, "stranger")).json() == {"sessions": []}

    visit(story)


def test_a_session_that_was_closed_early_says_so_and_shows_its_figures(visit):
    async def story(site):
        await site.employ_everyone()
        assert (await site.post(f"{PATH}/{site.code}/close", "staff")).status_code == 200
        (told,) = (await site.get(PATH, "viewer")).json()["sessions"]
        assert (told["state"], told["figures"]) == (SessionState.CLOSED, True)
        assert told["closed_early"].startswith("early, ")

    visit(story)


def test_one_session_is_told_with_its_clock_and_where_people_join(visit):
    async def story(site):
        told = (await site.get(f"{PATH}/{site.code}", "staff")).json()
        assert told["session"] == (await site.get(PATH, "staff")).json()["sessions"][0]
        assert (told["session_ms"], told["extended_ms"]) == (5_000, 0)
        assert told["stimuli"] == ["talk"]
        assert told["join_url"] == f"http://pulse.test/j/{site.code}"
        lower = (await site.get(f"{PATH}/{site.code.lower()}", "staff")).json()
        assert lower["session"]["code"] == site.code
        assert (await site.get(f"{PATH}/NOSUCH", "staff")).status_code == 404

    visit(story)
