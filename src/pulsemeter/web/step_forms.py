"""A step of the studio that is one form: shown, laid out anew with more rows or fewer, kept.

What can't be kept comes back as it was typed, with each complaint beside its field.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.instrument import InstrumentKind
from pulsemeter.domain.study import Study
from pulsemeter.service.create_study import StudyRefused
from pulsemeter.service.edit_study import StudyMoved, Tables, study_tables
from pulsemeter.service.study_reading import Complaint, StudyFileError
from pulsemeter.service.write_study import StudyNotWritable
from pulsemeter.web.services import services_of
from pulsemeter.web.shown_form import Form
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_form import changed_rows, given_of, mark_of, overlaid
from pulsemeter.web.studio_page import form_items, no_study, studio_page, study_of
from pulsemeter.web.studio_steps import STEPS, Step

MOVED = (
    "Somebody else changed this part of the study since you opened the page. What you typed is "
    "below and not kept yet; keep it again to put it in place of theirs."
)
_KINDS_OF = {
    "strong_like": InstrumentKind.FOUR_STEPS,
    "strong_dislike": InstrumentKind.FOUR_STEPS,
    "start": InstrumentKind.SLIDER,
    "ends": InstrumentKind.SLIDER,
    "target": InstrumentKind.TWO_BUTTONS_PER_TARGET,
}


@dataclass(frozen=True, slots=True)
class StepForm:
    """The form of a step, and what its page shows besides."""

    step: Step
    values: Callable[[Request, Study], Awaitable[Mapping[str, Any]]]

    async def page(self, request: Request) -> Response:
        """GET: the form, filled in."""
        study = await study_of(request)
        return no_study(request) if study is None else await self.shown(request, study)

    async def shown(
        self, request: Request, study: Study, tables: Tables | None = None, status: int = 200,
        *, complaints: list[Complaint] | None = None, note: str = "", more: str = "",
    ) -> Response:  # fmt: skip
        """The page, filled in from these tables or from the study; `more` names rows of which
        some further blank ones are wanted."""
        values, fields = dict(await self.values(request, study)), self.step.fields
        try:
            kept = form_tables(study)
        except StudyNotWritable as refusal:
            # No form can say this study; what needs none, such as uploads, goes on.
            kept, note, values["may_edit"] = {}, sentence(str(refusal)), False
        form = Form(fields, kept if tables is None else tables, complaints or [])
        return await studio_page(
            request, study, self.step, status, form=form, note=note, more=more,
            mark=mark_of(kept, fields), **values,
        )  # fmt: skip

    async def save(self, request: Request) -> Response:
        """POST: keep what was typed, or lay the form out anew."""
        study = await study_of(request)
        if study is None:
            return no_study(request)
        items = await form_items(request)
        asked, given = dict(items), given_of(items)
        for act in ("drop", "raise"):
            changed_rows(given, act, asked.get(act, ""))
        before = form_tables(study)
        tables = fitting(overlaid(before, given, self.step.fields))
        if asked.keys() & {"more", "drop", "raise"}:
            return await self.shown(request, study, tables, more=asked.get("more", ""))
        if asked.get("mark") != mark_of(before, self.step.fields):
            return await self.shown(request, study, tables, 409, note=MOVED)
        try:
            who, studio = staff_of(request), services_of(request).studio
            await studio.edit(who, study, tables, self.step.name)
        except StudyFileError as error:
            return await self.shown(request, study, tables, 422, complaints=error.complaints)
        except StudyRefused as refusal:
            status = 409 if isinstance(refusal, StudyMoved) else 422
            note = sentence(str(refusal))
            return await self.shown(request, study, tables, status, note=note)
        return RedirectResponse(self._next(study, "on" in asked), 303)

    def _next(self, study: Study, is_on: bool) -> str:
        step = STEPS[STEPS.index(self.step) + 1] if is_on else self.step
        return f"/studies/{quote(study.name, safe='')}/{step.slug}" + ("" if is_on else "?saved")


def form_tables(study: Study) -> Tables:
    """The tables of a study as its forms are filled in from them."""
    tables = study_tables(study)
    # What a profile says by itself about comments isn't written; the box shows it all the same.
    tables.setdefault("protection", {}).setdefault("comments", study.profile.comments)
    return tables


def fitting(tables: Tables) -> Tables:
    """The tables without what another kind of instrument had: a form has all of them."""
    instrument: Mapping[str, Any] = tables.get("instrument", {})
    kind = instrument.get("kind", InstrumentKind.TWO_BUTTONS)
    kept = {k: v for k, v in instrument.items() if _KINDS_OF.get(k, kind) == kind}
    return {**tables, "instrument": kept} if instrument else tables
