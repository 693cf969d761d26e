"""What is said in a study, for programs: its statements and passages, read and edited.

    GET    /api/v1/studies/{name}/statements                      all, with the edition as ETag
    POST   /api/v1/studies/{name}/statements                      a new one
    POST   /api/v1/studies/{name}/statements/merge
    GET, PATCH, DELETE /api/v1/studies/{name}/statements/{statement}
    PUT    /api/v1/studies/{name}/statements/{statement}/bounds
    POST   /api/v1/studies/{name}/statements/{statement}/split
    POST   /api/v1/studies/{name}/passages
    PATCH, DELETE /api/v1/studies/{name}/passages/{passage}

Every edit says as If-Match which edition it is made in, and answers the wording after it.
Translates only; what an edit may be is decided by `service.edit_statements`.
"""

from collections.abc import Awaitable, Callable

from msgspec import convert
from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.edit_wording import StatementFacts
from pulsemeter.domain.passage import Passage
from pulsemeter.domain.statement import Statement, StatementKind
from pulsemeter.domain.wording import Wording, WordingError
from pulsemeter.service.edit_statements import StatementEditing, WordingChanged
from pulsemeter.web.api.studies import no_study
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.studio_page import study_of
from pulsemeter.wire import wording as wire

Edit = Callable[[StatementEditing, str, int], Awaitable[Wording]]
"""An edit of a study's wording, by its name and the edition that was seen."""
_BODY_BYTES_MAX = 262_144
_LOOK = "read the statements again"


async def wording(request: Request) -> Response:
    """GET /api/v1/studies/{name}/statements."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    return _told(await _editing(request).wording(study.name))


async def read_statement(request: Request) -> Response:
    """GET /api/v1/studies/{name}/statements/{statement}: its newest revision, or any other one,
    also of a statement that is gone."""
    name, sought = request.path_params["name"], request.path_params["statement"]
    if await study_of(request) is None:
        return no_study(request)
    asked = request.query_params.get("revision")
    try:
        if asked is None:
            found = (await _editing(request).wording(name)).statement(sought)
            return json_response(statement_message(found))
    except WordingError as error:
        return _not_there(error)
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    revision = await services_of(request).studies.statement_revision(name, sought, number)
    if revision is None:
        return problem(404, f"there is no revision {asked[:20]!r} of {sought!r}", _LOOK)
    return json_response(statement_message(revision))


async def add_statement(request: Request) -> Response:
    """POST /api/v1/studies/{name}/statements."""
    asked = await read_asked(request, wire.NewStatement, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    facts = (asked.stimulus, asked.start_ms, asked.end_ms, asked.words, asked.speaker)
    return await answered(request, lambda e, study, seen: e.add(study, seen, *facts), 201)


async def merge_statements(request: Request) -> Response:
    """POST /api/v1/studies/{name}/statements/merge."""
    asked = await read_asked(request, wire.StatementMerge, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    chosen = asked.statements
    return await answered(request, lambda e, study, seen: e.merge(study, seen, chosen))


async def change_statement(request: Request) -> Response:
    """PATCH /api/v1/studies/{name}/statements/{statement}."""
    asked = await read_asked(request, wire.ChangedStatement, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    name, facts = request.path_params["statement"], _facts(asked)
    return await answered(request, lambda e, study, seen: e.change(study, seen, name, **facts))


def _facts(asked: wire.ChangedStatement) -> StatementFacts:
    facts: StatementFacts = {}
    if asked.words is not None:
        facts["words"] = asked.words
    if asked.speaker is not None:
        facts["speaker"] = asked.speaker
    if asked.topic is not None:
        facts["topic"] = asked.topic
    if asked.kind is not None:
        facts["kind"] = StatementKind(asked.kind)
    if asked.note is not None:
        facts["note"] = asked.note
    if asked.source is not None:
        facts["source"] = asked.source
    return facts


async def delete_statement(request: Request) -> Response:
    """DELETE /api/v1/studies/{name}/statements/{statement}."""
    name = request.path_params["statement"]
    return await answered(request, lambda e, study, seen: e.delete(study, seen, name))


async def set_bounds(request: Request) -> Response:
    """PUT /api/v1/studies/{name}/statements/{statement}/bounds."""
    asked = await read_asked(request, wire.StatementBounds, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    facts = (request.path_params["statement"], asked.start_ms, asked.end_ms)
    return await answered(request, lambda e, study, seen: e.set_bounds(study, seen, *facts))


async def split_statement(request: Request) -> Response:
    """POST /api/v1/studies/{name}/statements/{statement}/split."""
    asked = await read_asked(request, wire.StatementSplit, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    name, word, at_ms = request.path_params["statement"], asked.word, asked.at_ms
    if word is None and at_ms is None:
        return problem(422, "nothing says where to split", "give word or at_ms")
    return await answered(
        request, lambda e, study, seen: e.split(study, seen, name, word=word, at_ms=at_ms)
    )


async def make_passage(request: Request) -> Response:
    """POST /api/v1/studies/{name}/passages."""
    asked = await read_asked(request, wire.NewPassage, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    facts = (asked.statements, asked.title)
    return await answered(request, lambda e, study, seen: e.make_passage(study, seen, *facts), 201)


async def change_passage(request: Request) -> Response:
    """PATCH /api/v1/studies/{name}/passages/{passage}."""
    asked = await read_asked(request, wire.ChangedPassage, _BODY_BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    name, members, title = request.path_params["passage"], asked.statements, asked.title

    def edit(editing: StatementEditing, study: str, seen: int) -> Awaitable[Wording]:
        return editing.change_passage(study, seen, name, statements=members, title=title)

    return await answered(request, edit)


async def remove_passage(request: Request) -> Response:
    """DELETE /api/v1/studies/{name}/passages/{passage}."""
    name = request.path_params["passage"]
    return await answered(request, lambda e, study, seen: e.remove_passage(study, seen, name))


async def answered(request: Request, edit: Edit, status: int = 200) -> Response:
    """The wording after an edit, or why it can't be made."""
    study = await study_of(request)
    if study is None:
        return no_study(request)
    seen = request.headers.get("if-match")
    if seen is None:
        return problem(428, "the header If-Match is missing", "send the ETag that you read")
    editing = _editing(request)
    now = await editing.wording(study.name)
    try:
        _check_there(request, now)
    except WordingError as error:
        return _not_there(error)
    if seen not in ("*", _tag(now)):
        return problem(412, "somebody else edited the statements since you read them", _LOOK)
    try:
        return _told(await edit(editing, study.name, now.edition), status)
    except WordingChanged as error:
        return problem(412, str(error), _LOOK)
    except WordingError as error:
        return problem(422, str(error), "mend the edit, or leave it")


def _check_there(request: Request, now: Wording) -> None:
    """WordingError where the address names a statement or a passage that isn't there."""
    if "statement" in request.path_params:
        now.statement(request.path_params["statement"])
    if "passage" in request.path_params:
        now.passage(request.path_params["passage"])


def _not_there(error: WordingError) -> Response:
    return problem(404, str(error), _LOOK)


def _editing(request: Request) -> StatementEditing:
    services = services_of(request)
    return StatementEditing(services.studies, services.audit, staff_of(request).member.name)


def _tag(held: Wording) -> str:
    return f'"{held.edition}"'


def _told(held: Wording, status: int = 200) -> Response:
    told = wire.StudyWording(
        held.edition,
        _tag(held),
        [statement_message(statement) for statement in held.statements],
        [passage_message(passage) for passage in held.passages],
    )
    answer = json_response(told, status)
    answer.headers["ETag"] = _tag(held)
    return answer


def statement_message(held: Statement) -> wire.StudyStatement:
    """A statement as programs are told it."""
    return wire.StudyStatement(
        id=held.id,
        revision=held.revision,
        stimulus=held.stimulus,
        start_ms=held.start_ms,
        end_ms=held.end_ms,
        words=held.words,
        speaker=held.speaker,
        topic=held.topic,
        kind=convert(held.kind.value, type=wire.StatementKindName),
        note=held.note,
        source=held.source,
        parents=list(held.parents),
    )


def passage_message(held: Passage) -> wire.StudyPassage:
    """A passage as programs are told it."""
    members = list(held.statements)
    return wire.StudyPassage(held.id, held.revision, held.stimulus, held.title, members)
