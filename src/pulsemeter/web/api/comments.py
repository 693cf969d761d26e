"""Comments in themes for programs: read, and sorted in the steps of the page.

GET  /api/v1/sessions/{code}/comments
POST /api/v1/sessions/{code}/comments/{step}
"""

from starlette.requests import Request
from starlette.responses import Response

from pulsemeter.service.comment_reading import StillReading
from pulsemeter.service.conduct_session import Place
from pulsemeter.service.release_answers import NotYet
from pulsemeter.service.sort_comments import CommentBoard, ThemesChanged
from pulsemeter.web.comment_steps import STEPS
from pulsemeter.web.participant_records import json_response, problem, read_asked
from pulsemeter.web.services import services_of
from pulsemeter.wire import comments as wire

_BYTES_MAX = 10_000
_LATER = "ask again in some seconds"


async def themes(request: Request) -> Response:
    """GET …/comments."""
    place = services_of(request).conduct.place(request.path_params["code"])
    return await _answered(request, place)


async def change_themes(request: Request) -> Response:
    """POST …/comments/{step}."""
    services = services_of(request)
    place = services.conduct.place(request.path_params["code"])
    work = STEPS.get(request.path_params["step"])
    if work is None:
        return problem(404, "there is no such step", f"known are {', '.join(STEPS)}")
    asked = await read_asked(request, wire.ThemeStep, _BYTES_MAX)
    if isinstance(asked, Response):
        return asked
    try:
        await work(services.comments, place.session, asked)
    except (NotYet, ThemesChanged) as refusal:
        return problem(409, str(refusal), "look at the themes again")
    except StillReading as reading:
        return problem(409, str(reading), _LATER)
    except ValueError as error:
        return problem(422, str(error), "look at the themes again")
    return await _answered(request, place)


async def _answered(request: Request, place: Place) -> Response:
    try:
        board = await services_of(request).comments.board(place.session)
    except StillReading as reading:
        return problem(409, str(reading), _LATER)
    if board is None:
        return problem(409, "the comments have not left yet", "let them leave after the close")
    return json_response(_told(board))


def _told(board: CommentBoard) -> wire.CommentThemes:
    withheld = set(board.sheet.withheld)
    comments = [
        wire.Comment(
            held.text, held.question, held.statement, held.choice, board.tones[n], n in withheld
        )
        for n, held in enumerate(board.comments)
    ]
    told = [
        wire.CommentTheme(
            theme.number, theme.name, theme.title, [term.word for term in theme.terms],
            list(theme.quotes), list(theme.members), theme.pleased, theme.displeased,
        )
        for theme in board.themes
    ]  # fmt: skip
    return wire.CommentThemes(
        board.sheet.edition, comments, list(board.left_out), told, board.by_model
    )
