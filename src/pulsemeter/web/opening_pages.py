"""Step 7 of the studio: the dry run, what is missing, and a session opened from the browser.

GET, POST /studies/{name}/dry-run          the page; a dry run begun or ended
POST      /studies/{name}/sessions         a session opened: its analysis plan is sealed
GET       /studies/{name}/sessions/{code}/plan    that plan, word by word
"""

from collections.abc import Mapping
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from pulsemeter.domain.session import SessionKind, ShownIn
from pulsemeter.domain.study import Study
from pulsemeter.service.check_showing import WAYS, usual_way
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.study_languages import LanguageUnread
from pulsemeter.service.study_readiness import NotReady
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import form_items, no_study, studio_page, study_of
from pulsemeter.web.studio_steps import DRY_RUN
from pulsemeter.web.templates import plain_page

_REFUSALS = (StudyRefused, NotReady, LanguageUnread)


async def dry_run_page(request: Request) -> Response:
    """GET /studies/{name}/dry-run."""
    study = await study_of(request)
    return no_study(request) if study is None else await _page(request, study)


async def _page(request: Request, study: Study, status: int = 200, note: str = "") -> Response:
    return await studio_page(
        request, study, DRY_RUN, status, note=note,
        sessions=await services_of(request).studio.sessions(study.name),
        usual_way=usual_way(study),
    )  # fmt: skip


async def change_dry_run(request: Request) -> Response:
    """POST /studies/{name}/dry-run."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    asked, studio = dict(await form_items(request)), services_of(request).studio
    if asked.get("act") == "end":
        await studio.end_dry_run(staff_of(request), study.name)
        return _back(study)
    try:
        await studio.begin_dry_run(staff_of(request), study, *_way(study, asked))
    except _REFUSALS as refusal:
        return await _page(request, study, 422, sentence(str(refusal)))
    return _back(study)


def _way(study: Study, asked: Mapping[str, str]) -> tuple[SessionKind, ShownIn]:
    """Kind and place as asked for, else what suits the study."""
    return WAYS.get(asked.get("way", ""), WAYS[usual_way(study)])


def _back(study: Study) -> Response:
    return RedirectResponse(f"/studies/{quote(study.name, safe='')}/{DRY_RUN.slug}", 303)


async def open_session(request: Request) -> Response:
    """POST /studies/{name}/sessions."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    asked = dict(await form_items(request))
    if asked.get("way") not in WAYS:
        return await _page(request, study, 422, "Choose what kind of session it is.")
    try:
        studio = services_of(request).studio
        await studio.open_session(staff_of(request), study, *WAYS[asked["way"]])
    except _REFUSALS as refusal:
        return await _page(request, study, 422, sentence(str(refusal).removesuffix(".")))
    return RedirectResponse(f"/studies/{quote(study.name, safe='')}/invitations", 303)


async def session_plan(request: Request) -> Response:
    """GET /studies/{name}/sessions/{code}/plan."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    wanted = request.path_params["code"]
    held = await services_of(request).studio.sessions(study.name)
    found = next((each for each in held if each.session.code == wanted), None)
    if found is None or found.plan is None:
        return plain_page(
            request, 404, "This session has no analysis plan.", "Look at the study’s last step.",
            language="en",
        )  # fmt: skip
    return PlainTextResponse(found.plan.plan.text, headers={"cache-control": "no-store"})
