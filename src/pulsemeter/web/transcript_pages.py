"""The transcript of a study: taken in with its lines mended, merged, put into passages.

One statement has a page of its own (`statement_pages`). What an edit may be is decided by
`service.edit_statements`; whoever edits sends the edition that they saw.
"""

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement
from pulsemeter.domain.study import Stimulus, Study
from pulsemeter.domain.wording import Wording, WordingError
from pulsemeter.service.edit_statements import StatementEditing, WordingChanged
from pulsemeter.transcript.cue import TranscriptError
from pulsemeter.transcript.draft import SIGNS_MAX, Draft, read_draft, with_lines
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import no_study, studio_page
from pulsemeter.web.studio_steps import TRANSCRIPT
from pulsemeter.web.typed_times import read_ms, say_ms

_LINE = "line-"
_TYPED = ("start", "end", "words", "speaker", "title", "statement")
_FIELDS_MAX = 3_000
_PART_BYTES_MAX = 4 * SIGNS_MAX
TRANSCRIPT_BYTES_MAX = 3 * _PART_BYTES_MAX
"""With every byte written as three signs, as forms write those of most letters."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form of the transcript is about: a study, its stimulus, the edition that was seen;
    what was typed, by field, and a file with its name."""

    study: Study
    stimulus: Stimulus
    edition: int
    fields: dict[str, list[str]]
    file: tuple[str, bytes] | None = None

    def text(self, name: str) -> str:
        """What was typed into a field."""
        return self.fields.get(name, [""])[0]

    def texts(self, name: str) -> list[str]:
        """Everything that was chosen of a name."""
        return self.fields.get(name, [])


def editing_of(request: Request) -> StatementEditing:
    """The edits that whoever asks may make in this server's studies."""
    services = services_of(request)
    return StatementEditing(services.studies, services.audit, staff_of(request).member.name)


async def study_asked(request: Request) -> Study | Response:
    """The study that an address names, or the page that says there is none."""
    study = await services_of(request).studies.study(request.path_params["name"])
    return study or no_study(request)


async def asked_of(request: Request) -> Asked | Response:
    """What a posted form asks, as far as every form here does."""
    study = await study_asked(request)
    if isinstance(study, Response):
        return study
    fields: dict[str, list[str]] = {}
    file = None
    limits = {"max_files": 1, "max_fields": _FIELDS_MAX, "max_part_size": _PART_BYTES_MAX}
    async with request.form(**limits) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                file = (
                    (value.filename, await value.read(_PART_BYTES_MAX)) if value.filename else None
                )
            else:
                fields.setdefault(name, []).append(value)
    told, stimulus = (fields.get(name, [""])[0] for name in ("edition", "stimulus"))
    edition = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else -1
    return Asked(study, _stimulus(study, stimulus), edition, fields, file)


def _stimulus(study: Study, name: str) -> Stimulus:
    """The stimulus of this id, else the first."""
    return next((each for each in study.stimuli if each.id == name), study.stimuli[0])


def back_to(study: Study, stimulus: Stimulus, statement: str = "") -> Response:
    """To the transcript, at a statement if one is named."""
    where = f"#{quote(statement)}" if statement else ""
    query = urlencode({"stimulus": stimulus.id})
    return RedirectResponse(f"/studies/{quote(study.name, safe='')}/transcript?{query}{where}", 303)


def trouble_of(error: WordingError) -> tuple[int, str]:
    """The status and the sentence of an edit that wasn't made."""
    text = str(error)
    return (409 if isinstance(error, WordingChanged) else 422), f"{text[0].upper()}{text[1:]}."


async def transcript_page(request: Request) -> Response:
    """GET /studies/{name}/transcript?stimulus=…"""
    study = await study_asked(request)
    if isinstance(study, Response):
        return study
    return await _page(request, study, _stimulus(study, request.query_params.get("stimulus", "")))


async def _page(
    request: Request, study: Study, stimulus: Stimulus, status: int = 200, **values: Any
) -> Response:
    services = services_of(request)
    wording = await editing_of(request).wording(study.name)
    sessions = [s for s in await services.studies.sessions() if s.study == study.name]
    spoken = {}
    for session in sessions:
        said = (await services.keeper.words.words(session.code)).statements
        if said and said[0].stimulus == stimulus.id:
            spoken[session.code] = len(said)
    shown = {
        "draft": None, "source": "", "typed": dict.fromkeys(_TYPED, ""),
        "wording": wording, "groups": _groups(wording, stimulus.id), "spoken": spoken,
        "has_session": bool(sessions), "stimulus": stimulus, "say_ms": say_ms,
        # Words of sessions stay as they were, so these may change where all else is fixed.
        "fixing": None,
    }  # fmt: skip
    return await studio_page(request, study, TRANSCRIPT, status, **{**shown, **values})


def _groups(wording: Wording, stimulus: str) -> list[tuple[Passage | None, list[Statement]]]:
    """The statements of a stimulus, those of a passage together."""
    groups: list[tuple[Passage | None, list[Statement]]] = []
    for statement in wording.of(stimulus):
        passage = wording.passage_of(statement.id)
        if not groups or groups[-1][0] is not passage or passage is None:
            groups.append((passage, []))
        groups[-1][1].append(statement)
    return groups


async def preview_transcript(request: Request) -> Response:
    """POST /studies/{name}/transcript/preview: what was typed or chosen, read but not taken in."""
    asked = await asked_of(request)
    return asked if isinstance(asked, Response) else await _previewed(request, asked)


async def _previewed(
    request: Request, asked: Asked, trouble: str = "", status: int = 200
) -> Response:
    values: dict[str, Any] = {"note": trouble}
    try:
        values["source"] = _source(asked)
        values["draft"] = read_draft(
            values["source"], asked.stimulus.id, asked.stimulus.duration_ms
        )
    except TranscriptError as error:
        values["note"], status = f"{error}", 422
    return await _page(request, asked.study, asked.stimulus, status, **values)


def _source(asked: Asked) -> str:
    """The text of the form, with the lines that were mended in it; that of a chosen file."""
    if asked.file is not None:
        return transcript_text(*asked.file)
    mended = mended_lines({name: asked.text(name) for name in asked.fields})
    return with_lines(asked.text("source"), mended)


def transcript_text(name: str, content: bytes) -> str:
    """The text of a file that came. TranscriptError where it is none."""
    try:
        is_wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
        return content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise TranscriptError(
            f"{name[:80]} is not UTF-8 text; save it again with the encoding UTF-8"
        ) from None


def mended_lines(fields: Mapping[str, str]) -> dict[int, str]:
    """The lines that were mended in the fields of a form, by number."""
    return {
        int(name.removeprefix(_LINE)): text
        for name, text in fields.items()
        if name.startswith(_LINE) and name.removeprefix(_LINE).isdecimal() and len(name) < 14
    }


async def take_in_transcript(request: Request) -> Response:
    """POST /studies/{name}/transcript/take-in: in place of what the stimulus had."""
    asked = await asked_of(request)
    if isinstance(asked, Response):
        return asked
    try:
        source = _source(asked)
        draft: Draft = read_draft(source, asked.stimulus.id, asked.stimulus.duration_ms)
        await editing_of(request).take_in(
            asked.study.name, asked.edition, asked.stimulus.id, draft.statements, draft.passages
        )
    except TranscriptError:
        return await _previewed(request, asked)
    except WordingError as error:
        status, trouble = trouble_of(error)
        return await _previewed(request, asked, trouble, status)
    return back_to(asked.study, asked.stimulus)


async def take_over_session(request: Request) -> Response:
    """POST /studies/{name}/transcript/from-session: what was said live becomes the study's."""
    asked = await asked_of(request)
    if isinstance(asked, Response):
        return asked
    services, code = services_of(request), asked.text("session")
    sessions = {s.code for s in await services.studies.sessions() if s.study == asked.study.name}
    if code not in sessions:
        return await _page(
            request, asked.study, asked.stimulus, 422, note="This study has no such session."
        )
    said, passages = (await services.keeper.words.words(code)).worded()
    work = editing_of(request).take_in(
        asked.study.name, asked.edition, asked.stimulus.id, said, passages
    )
    return await _edited(request, asked, work)


async def edit_transcript(request: Request) -> Response:
    """POST /studies/{name}/transcript/edit: `act` says what is done with the chosen ones."""
    asked = await asked_of(request)
    if isinstance(asked, Response):
        return asked
    editing, where = editing_of(request), (asked.study.name, asked.edition)
    chosen = asked.texts("statement")
    act = asked.text("act")
    if act == "merge":
        work = editing.merge(*where, chosen)
    elif act == "passage":
        work = editing.make_passage(*where, chosen, asked.text("title"))
    elif act == "rename":
        work = editing.change_passage(*where, asked.text("passage"), title=asked.text("title"))
    elif act == "dissolve":
        work = editing.remove_passage(*where, asked.text("passage"))
    elif act == "add":
        work = _added(editing, asked)
    else:
        return await _page(request, asked.study, asked.stimulus, 422, note="No such edit.")
    return await _edited(request, asked, work)


async def _added(editing: StatementEditing, asked: Asked) -> Wording:
    try:
        times = read_ms(asked.text("start")), read_ms(asked.text("end"))
    except ValueError as error:
        raise WordingError(str(error)) from None
    return await editing.add(
        asked.study.name, asked.edition, asked.stimulus.id, *times, asked.text("words"),
        asked.text("speaker"),
    )  # fmt: skip


async def _edited(request: Request, asked: Asked, work: Awaitable[Wording]) -> Response:
    """Back to the list, or to what was typed with the reason why it wasn't done."""
    try:
        await work
    except WordingError as error:
        status, trouble = trouble_of(error)
        typed = {name: asked.text(name) for name in _TYPED}
        typed["statement"] = " ".join(asked.texts("statement"))
        return await _page(request, asked.study, asked.stimulus, status, note=trouble, typed=typed)
    return back_to(asked.study, asked.stimulus)
