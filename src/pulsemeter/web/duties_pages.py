"""What a study owes, as files to take away: drafts made when they are asked for.

GET /studies/{name}/duties           what there is
GET /studies/{name}/duties/{file}    one document, as Markdown or as a page
"""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.report.duties import TITLES
from pulsemeter.report.html import page_of
from pulsemeter.report.markdown import markdown_of
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import no_study, study_of
from pulsemeter.web.templates import plain_page, render

_FORMS = {"md": (markdown_of, "text/markdown"), "html": (page_of, "text/html")}


async def duties_page(request: Request) -> Response:
    """GET /studies/{name}/duties."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    return render(
        request, "duties.html", language="en", study=study, who=staff_of(request), titles=TITLES
    )


async def duties_file(request: Request) -> Response:
    """GET /studies/{name}/duties/{file}."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    document, _, form = request.path_params["file"].rpartition(".")
    if document not in TITLES or form not in _FORMS:
        return plain_page(
            request, 404, "There is no document of this name.", "Look at the duties of the study.",
            language="en",
        )  # fmt: skip
    write, kind = _FORMS[form]
    text = write((await services_of(request).duties.documents(study.name))[document])
    name = quote(f"{study.name}-{document}.{form}")
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{name}",
        "cache-control": "no-store",
    }
    return Response(text, media_type=kind, headers=headers)
