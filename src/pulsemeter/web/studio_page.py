"""What every page of the studio is given: the study, its steps and what is missing at each."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.session import fixing_session
from pulsemeter.domain.staff import Act
from pulsemeter.domain.study import Study
from pulsemeter.web.join_links import join_link
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_steps import STEPS, Step
from pulsemeter.web.templates import plain_page, render
from pulsemeter.web.typed_times import is_whole

FORM_FIELDS_MAX = 2_000
FORM_BYTES_MAX = 4_000_000


async def study_of(request: Request) -> Study | None:
    """The study that the address names."""
    return await services_of(request).studies.study(request.path_params["name"])


def no_study(request: Request) -> Response:
    """What is answered where there is none."""
    return plain_page(
        request, 404, "There is no study of this name.", "Look at the list of studies.",
        language="en",
    )  # fmt: skip


async def form_items(request: Request) -> list[tuple[str, str]]:
    """The texts of a posted form, in their order. HTTPException where it is too long to be one."""
    length = request.headers.get("content-length", "")
    if not is_whole(length) or int(length) > FORM_BYTES_MAX:
        raise HTTPException(413, "This form is longer than any of ours.")
    async with request.form(max_files=0, max_fields=FORM_FIELDS_MAX) as form:
        return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


async def studio_page(
    request: Request, study: Study, step: Step, status: int = 200, **values: Any
) -> Response:
    """The page of a step."""
    shown = {**await studio_values(request, study, step), **values}
    return render(request, step.template, status, language="en", **shown)


async def studio_values(request: Request, study: Study, step: Step | None) -> dict[str, Any]:
    """What the frame of the studio shows."""
    services, who = services_of(request), staff_of(request)
    fixing = fixing_session(study.name, await services.studies.sessions())
    missing = await services.studio.missing(study)
    tried = await services.studio.dry_run(study.name)
    return {
        "study": study,
        "who": who,
        "act": Act,
        "step": step,
        "steps": [each for each in STEPS if who.may(each.act, study.name)],
        "missing": missing,
        "fixing": fixing,
        "may_edit": who.may(Act.EDIT_STUDY, study.name) and fixing is None,
        "may_conduct": who.may(Act.CONDUCT, study.name),
        "tried": None if tried is None else join_link(request, tried.code),
        "is_tried_now": tried is not None and services.studio.shows_as_it_is(tried, study),
        "saved": "saved" in request.query_params,
        "note": "",
    }
