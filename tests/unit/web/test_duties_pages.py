import pytest

from pulsemeter.report.duties import TITLES


def test_the_page_leads_to_every_document(visit):
    async def story(site):
        assert "/studies/talk/duties" in (await site.get("/studies", "staff")).text
        page = await site.get("/studies/talk/duties", "staff")
        assert page.status_code == 200
        assert "no legal advice" in page.text
        for document in TITLES:
            for form in ("md", "html"):
                assert f'href="/studies/talk/duties/{document}.{form}"' in page.text

    visit(story)


@pytest.mark.parametrize("document", TITLES)
def test_a_document_is_taken_away_as_a_file(visit, document):
    async def story(site):
        for form, kind in (("md", "text/markdown"), ("html", "text/html")):
            answer = await site.get(f"/studies/talk/duties/{document}.{form}", "staff")
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith(kind)
            named = f"attachment; filename*=UTF-8''talk-{document}.{form}"
            assert answer.headers["content-disposition"] == named
            assert "DRAFT" in answer.text
            assert site.study.title in answer.text
        assert "Made on 2023-11-14" in answer.text

    visit(story)


def test_the_server_tells_how_it_is_reached(visit):
    async def story(site):
        text = (await site.get("/studies/talk/duties/dpia.md", "staff")).text
        assert "NOT encrypted on the way" in text

    visit(story)


@pytest.mark.parametrize("file", ["dpia", "dpia.pdf", "other.md", ".md"])
def test_another_name_is_no_document(visit, file):
    async def story(site):
        answer = await site.get(f"/studies/talk/duties/{file}", "staff")
        assert answer.status_code == 404
        assert "There is no document of this name." in answer.text

    visit(story)


def test_a_study_that_is_not_there(visit):
    async def story(site):
        for path in ("duties", "duties/dpia.md"):
            assert (await site.get(f"/studies/mars/{path}", "staff")).status_code == 404

    visit(story)
