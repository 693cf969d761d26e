"""The page on which a session's recording is attached and aligned with the session's time.

Translates only: which moments there are to choose from, what a form says, what became of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.alignment import (
    Alignment,
    AlignmentPoint,
    AlignmentRefused,
    read_time,
    write_time,
)
from pulsemeter.domain.excerpt import shortened
from pulsemeter.domain.recording import Recording
from pulsemeter.domain.session import OVER, Session
from pulsemeter.domain.staff import Act
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus
from pulsemeter.service.conduct_session import Place, UnknownSession
from pulsemeter.service.keep_recording import no_recording_because
from pulsemeter.service.stimulus_ports import ArrivalKind
from pulsemeter.service.words_from_recording import fill_words, wordless
from pulsemeter.transcript.cue import Cue
from pulsemeter.transcript.live_words import StepRefused
from pulsemeter.web.participant_records import json_response, problem
from pulsemeter.web.recording_files import recording_captions_url, recording_url
from pulsemeter.web.services import Services, services_of
from pulsemeter.web.sign_in_pages import fields_of, sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import embedded_json, plain_page, render
from pulsemeter.web.typed_times import is_whole
from pulsemeter.web.upload_api import told_progress
from pulsemeter.wire.uploads import CaptionsProgress, FileProgress, StimulusProgress, StudyStimuli

_WORDS_MAX = 90
_CUES_SHOWN = 500
FIELDS = ("cue_moment", "cue_at", "cue_file", "check_moment", "check_at", "check_file", "rate")


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment whose session time is known: a marked cue, or the beginning of a statement."""

    id: str
    words: str
    stimulus_ms: int


@dataclass(frozen=True, slots=True)
class Part:
    """What the page shows of one stimulus; `why_not` says why it takes no recording. `draft` is an
    alignment that was looked at but isn't kept."""

    stimulus: Stimulus
    why_not: str
    recording: Recording | None
    moments: Sequence[Moment]
    editions: Sequence[Recording]
    transcript: Sequence[Cue]
    wordless: int
    fields: dict[str, str]
    draft: Alignment | None = None
    trouble: str = ""

    @property
    def shown(self) -> Alignment | None:
        """The alignment whose drift is told."""
        return self.draft or (self.recording.alignment if self.recording else None)


async def recording_page(request: Request) -> Response:
    """GET /sessions/{code}/recording."""
    place = _place(request)
    return _no_session(request) if place is None else await _page(request, place)


async def align_recording(request: Request) -> Response:
    """POST /sessions/{code}/recording/{stimulus}/align: looked at (`act=look`), or kept."""
    place = _place(request)
    stimulus = _stimulus(place, request) if place else None
    if place is None or stimulus is None:
        return _no_session(request)
    services, told = services_of(request), await fields_of(request)
    fields = {name: told.get(name, "") for name in FIELDS}
    moments = moments_of(
        place.session, await services.keeper.statements(place.session.code), stimulus
    )
    try:
        alignment = alignment_of(fields, moments)
        if told.get("act") == "look":
            return await _page(request, place, 200, stimulus.id, fields, alignment)
        number = int(told["number"]) if is_whole(told.get("number", "")) else 0
        await services.recordings.align(
            place.session.code, stimulus.id, number, alignment, staff_of(request).member.name
        )
    except AlignmentRefused as refusal:
        return await _page(request, place, 422, stimulus.id, fields, trouble=sentence(str(refusal)))
    return _back(place)


async def remove_recording(request: Request) -> Response:
    """POST /sessions/{code}/recording/{stimulus}/remove."""
    place = _place(request)
    stimulus = _stimulus(place, request) if place else None
    if place is None or stimulus is None:
        return _no_session(request)
    try:
        await services_of(request).recordings.remove(
            place.session.code, stimulus.id, staff_of(request).member.name
        )
    except AlignmentRefused as refusal:
        return await _page(request, place, 422, stimulus.id, trouble=sentence(str(refusal)))
    return _back(place)


async def fill_from_recording(request: Request) -> Response:
    """POST /sessions/{code}/recording/{stimulus}/words: words for statements that have none."""
    place = _place(request)
    stimulus = _stimulus(place, request) if place else None
    if place is None or stimulus is None:
        return _no_session(request)
    services = services_of(request)
    held = await services.recordings.of(place.session.code, stimulus.id)
    cues = await services.recordings.transcript(held) if held else []
    try:
        who, words = staff_of(request).member.name, services.keeper.words
        filled = await fill_words(words, held, cues, who) if held else 0
    except StepRefused as refusal:
        return await _page(request, place, 422, stimulus.id, trouble=sentence(str(refusal)))
    if not filled:
        trouble = "The captions say nothing in the statements that have no words."
        return await _page(request, place, 422, stimulus.id, trouble=trouble)
    return _back(place)


async def recording_progress(request: Request) -> Response:
    """GET /api/v1/sessions/{code}/recording: how far its files are."""
    place = _place(request)
    if place is None:
        return problem(404, "there is no such session", "look at the list of sessions")
    return json_response(await _listed(services_of(request), place))


def moments_of(
    session: Session, statements: Sequence[Statement], stimulus: Stimulus
) -> list[Moment]:
    """The moments of a stimulus whose session time is known. A marked cue was heard on the feed
    that the session's clock follows, so its time there needs no delay taken off."""
    cues = [
        Moment(f"cue:{cue.number}", cue.words, cue.marked_ms)
        for cue in session.cues
        if cue.marked_ms is not None
    ]
    begun = [
        Moment(f"statement:{s.id}", _told_briefly(s.words), s.start_ms)
        for s in statements
        if s.stimulus == stimulus.id
    ]
    return cues + begun


def _told_briefly(words: str) -> str:
    return shortened(words, _WORDS_MAX) or "a statement without words"


def alignment_of(fields: dict[str, str], moments: Sequence[Moment]) -> Alignment:
    """What a form says. AlignmentRefused, with what to mend, where that is none."""
    cue = _point("cue", fields, moments)
    if cue is None:
        raise AlignmentRefused("choose a cue, and say when it is in the file")
    check = _point("check", fields, moments)
    return Alignment(cue, check, corrects_rate=fields["rate"] == "rate")


def _point(which: str, fields: dict[str, str], moments: Sequence[Moment]) -> AlignmentPoint | None:
    name = {"cue": "the cue", "check": "the check point"}[which]
    chosen, typed = fields[f"{which}_moment"], fields[f"{which}_at"].strip()
    in_file = fields[f"{which}_file"].strip()
    if not (chosen or typed or in_file):
        return None
    moment = next((m for m in moments if m.id == chosen), None)
    if chosen and moment is None:
        raise AlignmentRefused(f"{name} isn't there any more; choose another moment")
    if not in_file:
        raise AlignmentRefused(f"say when {name} is in the file: play it, and press the button")
    if moment is not None:
        return AlignmentPoint(moment.words, read_time(in_file), moment.stimulus_ms)
    if not typed:
        raise AlignmentRefused(f"say when {name} was in the session: choose a moment, or type it")
    return AlignmentPoint("", read_time(in_file), read_time(typed))


def fields_from(alignment: Alignment | None, moments: Sequence[Moment]) -> dict[str, str]:
    """A form that says this alignment."""
    fields = dict.fromkeys(FIELDS, "")
    if alignment is None:
        return fields
    fields["rate"] = "rate" if alignment.corrects_rate else "offset"
    for which, point in (("cue", alignment.cue), ("check", alignment.check)):
        if point is None:
            continue
        said = (point.words, point.stimulus_ms)
        moment = next((m for m in moments if (m.words, m.stimulus_ms) == said), None)
        fields[f"{which}_moment"] = moment.id if moment else ""
        fields[f"{which}_at"] = "" if moment else write_time(point.stimulus_ms)
        fields[f"{which}_file"] = write_time(point.file_ms)
    return fields


async def _page(
    request: Request,
    place: Place,
    status: int = 200,
    about: str = "",
    fields: dict[str, str] | None = None,
    draft: Alignment | None = None,
    trouble: str = "",
) -> Response:
    services, who = services_of(request), staff_of(request)
    statements = await services.keeper.statements(place.session.code)
    editions = await services.recordings.editions(place.session.code)
    parts = []
    for stimulus in place.study.stimuli:
        recording = await services.recordings.of(place.session.code, stimulus.id)
        moments = moments_of(place.session, statements, stimulus)
        is_meant = stimulus.id == about
        held = fields_from(recording.alignment if recording else None, moments)
        parts.append(
            Part(
                stimulus,
                no_recording_because(place.session, stimulus),
                recording,
                moments,
                [e for e in editions if e.stimulus == stimulus.id],
                await services.recordings.transcript(recording) if recording else [],
                len(
                    wordless(
                        (await services.keeper.words.words(place.session.code)).statements,
                        stimulus.id,
                    )
                ),
                (fields if is_meant else None) or held,
                draft if is_meant else None,
                trouble if is_meant else "",
            )
        )
    may_upload = who.may(Act.UPLOAD, place.study.name)
    values: dict[str, Any] = {
        "place": place, "parts": parts, "who": who, "may_upload": may_upload,
        "may_type": who.may(Act.CONDUCT, place.study.name),
        "is_over": place.session.state in OVER, "time": write_time, "moment": _moment,
        "url": recording_url, "captions_url": recording_captions_url, "cues_shown": _CUES_SHOWN,
        "listed_json": embedded_json(msgspec.json.encode(await _listed(services, place))),
    }  # fmt: skip
    return render(request, "recording.html", status, language="en", **values)


def _moment(wall_ms: int) -> str:
    return datetime.fromtimestamp(wall_ms / 1_000, UTC).strftime("%Y-%m-%d %H:%M")


async def _listed(services: Services, place: Place) -> StudyStimuli:
    """The recordings of a session with their files, in the shape of a study's stimuli."""
    code, study = place.session.code, place.study.name

    async def told(stimulus: Stimulus) -> StimulusProgress:
        held = await services.recordings.of(code, stimulus.id)
        file, captions = (held.file, held.captions) if held else ("", "")

        def progress(kind: ArrivalKind, kept: str) -> FileProgress:
            arriving = services.reception.under_way(study, stimulus.id, kind, session=code)
            if arriving is not None:
                return told_progress(arriving)
            return FileProgress("ready" if kept else "missing", float(bool(kept)), kept, "")

        return StimulusProgress(
            stimulus.id,
            stimulus.title,
            held.duration_ms if held else 0,
            held.sound_only if held else False,
            progress(ArrivalKind.STIMULUS, file),
            [CaptionsProgress("", progress(ArrivalKind.CAPTIONS, captions))],
        )

    return StudyStimuli(study, False, [await told(stimulus) for stimulus in place.study.stimuli])


def _place(request: Request) -> Place | None:
    try:
        return services_of(request).conduct.place(request.path_params["code"])
    except UnknownSession:
        return None


def _stimulus(place: Place, request: Request) -> Stimulus | None:
    wanted = request.path_params["stimulus"]
    return next((s for s in place.study.stimuli if s.id == wanted), None)


def _back(place: Place) -> Response:
    return RedirectResponse(f"/sessions/{quote(place.session.code, safe='')}/recording", 303)


def _no_session(request: Request) -> Response:
    return plain_page(
        request, 404, "There is no such recording.", "Look at the list of sessions.",
        link=("/sessions", "To the sessions"), language="en",
    )  # fmt: skip
