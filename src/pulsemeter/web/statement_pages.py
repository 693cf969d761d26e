"""One statement of a study: its words and labels, its times, where it is split.

Translates only; what an edit may be is decided by `service.edit_statements`.
"""

import re

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.domain.statement import StatementKind
from pulsemeter.domain.study import Study
from pulsemeter.domain.wording import Wording, WordingError
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import plain_page, render
from pulsemeter.web.transcript_pages import (
    Asked,
    asked_of,
    back_to,
    editing_of,
    study_asked,
    trouble_of,
)
from pulsemeter.web.typed_times import read_ms, say_ms

_TEXTS = ("words", "speaker", "topic", "note", "source")


async def statement_page(request: Request) -> Response:
    """GET /studies/{name}/statements/{statement}."""
    study = await study_asked(request)
    return study if isinstance(study, Response) else await _page(request, study)


async def _page(
    request: Request, study: Study, status: int = 200, trouble: str = "", asked: Asked | None = None
) -> Response:
    wording = await editing_of(request).wording(study.name)
    try:
        statement = wording.statement(request.path_params["statement"])
    except WordingError as error:
        _, sentence = trouble_of(error)
        return plain_page(request, 404, sentence, "Look at the transcript again.", language="en")
    typed = {name: getattr(statement, name) for name in _TEXTS}
    typed |= {"start": say_ms(statement.start_ms), "end": say_ms(statement.end_ms)}
    typed["kind"] = statement.kind.value
    if asked is not None:
        typed |= {name: asked.text(name) for name in typed if name in asked.fields}
    before, after = wording.around(statement)
    stimulus = next(each for each in study.stimuli if each.id == statement.stimulus)
    return render(
        request, "statement.html", status, language="en", study=study, stimulus=stimulus,
        wording=wording, statement=statement, typed=typed, before=before, after=after,
        pieces=re.findall(r"\S+", statement.words), kinds=list(StatementKind),
        passage=wording.passage_of(statement.id), who=staff_of(request), say_ms=say_ms,
        trouble=trouble,
    )  # fmt: skip


async def edit_statement(request: Request) -> Response:
    """POST /studies/{name}/statements/{statement}: `act` is change, bounds, split or delete."""
    asked = await asked_of(request)
    if isinstance(asked, Response):
        return asked
    try:
        made = await _edited(request, asked)
    except (WordingError, ValueError) as error:
        known = error if isinstance(error, WordingError) else WordingError(str(error))
        return await _page(request, asked.study, *trouble_of(known), asked)
    name = request.path_params["statement"]
    still = {statement.id for statement in made.statements}
    split = [s.id for s in made.statements if name in s.parents]
    place = name if name in still else split[0] if split else ""
    return back_to(asked.study, asked.stimulus, place)


async def _edited(request: Request, asked: Asked) -> Wording:
    """The wording after the edit. WordingError, ValueError say why it can't be made."""
    editing = editing_of(request)
    name = request.path_params["statement"]
    where = (asked.study.name, asked.edition, name)
    act = asked.text("act")
    if act == "change":
        return await editing.change(
            *where,
            words=asked.text("words"),
            speaker=asked.text("speaker"),
            topic=asked.text("topic"),
            kind=StatementKind(asked.text("kind")),
            note=asked.text("note"),
            source=asked.text("source"),
        )
    if act == "bounds":
        return await editing.set_bounds(
            *where, read_ms(asked.text("start")), read_ms(asked.text("end"))
        )
    if act == "split":
        word, at = asked.text("word"), asked.text("at")
        return await editing.split(
            *where,
            word=int(word) if word.isdecimal() and len(word) < 6 else None,
            at_ms=read_ms(at) if at.strip() else None,
        )
    if act == "delete":
        return await editing.delete(*where)
    raise WordingError("there is no such edit")
