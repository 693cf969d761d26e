"""Steps 1 to 3 of the studio: stimuli with their files, question and words, segments."""

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request

from pulsemeter.domain.instrument import InstrumentKind
from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.session import fixing_session
from pulsemeter.domain.staff import Act
from pulsemeter.domain.study import Study
from pulsemeter.languages import LANGUAGES
from pulsemeter.release.foresee_plan import (
    foresee_plan,
    foreseen_lines,
    foreseen_size,
    planned_size,
)
from pulsemeter.release.foresee_segments import foresee_segments
from pulsemeter.web.page_language import named_languages
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.step_forms import StepForm
from pulsemeter.web.studio_steps import SEGMENTS, STIMULI, VERDICT_KEYS, VERDICT_USUAL, WORDS
from pulsemeter.web.templates import embedded_json
from pulsemeter.web.upload_api import stimuli_of


async def _stimuli_values(request: Request, study: Study) -> Mapping[str, Any]:
    """Every file with how far it is."""
    services = services_of(request)
    has_session = fixing_session(study.name, await services.studies.sessions()) is not None
    listed = stimuli_of(study, services.reception, has_session)
    size = planned_size(study)
    foreseen = []
    if size and not staff_of(request).may(Act.EDIT_STUDY, study.name):
        foreseen = foreseen_lines(await asyncio.to_thread(foresee_plan, study, size))
    return {
        "listed": listed,
        "listed_json": embedded_json(msgspec.json.encode(listed)),
        "foreseen": foreseen,
    }


async def _words_values(request: Request, study: Study) -> Mapping[str, Any]:
    return {"kinds": list(InstrumentKind), "languages_known": named_languages(LANGUAGES)}


async def _segment_values(request: Request, study: Study) -> Mapping[str, Any]:
    """What each segment's expected persons buy, for the size that is asked for or planned."""
    asked = request.query_params.get("size", "")
    size = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    size = foreseen_size(study, size)
    # Reckoning the chances of verdicts takes a moment that presses must not wait for.
    foreseen = await asyncio.to_thread(foresee_plan, study, size)
    segments = await asyncio.to_thread(foresee_segments, foreseen)
    return {
        "profiles": list(PROFILES.values()),
        "size": size,
        "has_quotas": planned_size(study) > 0,
        "assumed": foreseen.assumed,
        "segments": segments,
        "verdict_keys": VERDICT_KEYS,
        "verdict_usual": VERDICT_USUAL,
    }


STIMULI_FORM = StepForm(STIMULI, _stimuli_values)
WORDS_FORM = StepForm(WORDS, _words_values)
SEGMENTS_FORM = StepForm(SEGMENTS, _segment_values)
