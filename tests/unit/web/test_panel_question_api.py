import msgspec
import pytest

from pulsemeter.domain.staff import Membership, Role
from pulsemeter.web import panel_question_api
from pulsemeter.wire.panel_questions import PanelQuestions
from pulsemeter.wire.participant import ShownQuestion

CLEAR = {"text": "Was that clear?", "answers": ["Yes", "No"], "planned": ""}


@pytest.fixture(autouse=True)
def sheet(monkeypatch):
    """The page's words are tested here, not the build."""

    class Assets:
        def url(self, name):
            return f"/assets/{name}"

    monkeypatch.setattr(panel_question_api, "BuiltAssets", Assets)


def url(site, rest=""):
    return f"/api/v1/sessions/{site.code}/questions{rest}"


def told(answer):
    return msgspec.json.decode(answer.content, type=PanelQuestions)


def test_a_question_goes_to_the_phones_and_its_answers_come_back_by_segment(visit):
    async def story(site):
        await site.employ("eda", Membership("talk", Role.EDITOR, ("region:south",)))
        await site.world.sit_all(site.code, [{"region": r} for r in ("north", "south") * 6])
        await site.world.keeper.tick()
        answer = await site.post(url(site), "staff", json=CLEAR)
        (asked,) = told(answer).questions
        assert (asked.text, asked.is_open, asked.segments) == ("Was that clear?", True, None)
        shown = msgspec.json.decode(
            (await site.get("/p/asked", "participant")).content, type=ShownQuestion
        )
        assert (shown.number, shown.answers, shown.language) == (1, ["Yes", "No"], "en")
        assert shown.words == ["A question to everybody", "Send", "Not now", "Thank you"]
        kept = await site.post("/p/asked", "participant", data={"number": "1", "answer": "2"})
        assert kept.status_code == 204
        for seat in site.world.enrolment.seats(site.code):
            await site.services.questions.answer_asked(seat, 1, 2)
        (ended,) = told(await site.post(url(site, "/end"), "staff")).questions
        assert not ended.is_open
        assert {segment.cell for segment in ended.segments} >= {"all", "region:north"}
        assert [a.share for a in ended.segments[0].answers] == [0, 100]
        (own,) = told(await site.get(url(site), "eda")).questions
        assert {segment.cell for segment in own.segments} == {"region:south"}
        late = await site.post("/p/asked", "participant", data={"number": "1", "answer": "1"})
        assert late.status_code == 409
        nothing = await site.get("/p/asked", "participant")
        assert nothing.json()["number"] == 0

    visit(story)


def test_words_of_the_page_are_in_its_language(visit):
    async def story(site):
        await site.post(url(site), "staff", json=CLEAR)
        headers = {"accept-language": "de"}
        answer = await site.get("/p/asked", "participant", headers=headers)
        assert answer.json()["words"][0] in ("Eine Frage an alle", "A question to everybody")

    visit(story)


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({**CLEAR, "answers": ["Yes"]}, 422, "1 answers"),
        ({**CLEAR, "planned": "nothing"}, 422, "no question 'nothing'"),
        ({"text": 7}, 400, "not what this address takes"),
        ({**CLEAR, "text": "x" * 40_000}, 413, "more than"),
    ],
)
def test_what_can_not_be_asked_is_refused(visit, body, status, words):
    async def story(site):
        answer = await site.post(url(site), "staff", json=body)
        assert answer.status_code == status
        assert words in answer.json()["error"]
        assert (await site.post(url(site, "/end"), "staff")).status_code == 409

    visit(story)


def test_under_sealed_nothing_is_asked_and_why_is_said(visit):
    async def story(site):
        answer = await site.post(url(site), "staff", json=CLEAR)
        assert answer.status_code == 422
        assert "sealed" in answer.json()["error"]
        assert "sealed" in told(await site.get(url(site), "staff")).refusal
        assert site.world.conduct.place(site.code).session.questions == ()

    visit(story, profile="sealed")


@pytest.mark.parametrize("data", [{}, {"number": "x", "answer": "1"}, {"number": "1"}])
def test_what_is_no_answer_is_refused(visit, data):
    async def story(site):
        await site.post(url(site), "staff", json=CLEAR)
        answer = await site.post("/p/asked", "participant", data=data)
        assert answer.status_code == 422

    visit(story)
