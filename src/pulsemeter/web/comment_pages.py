"""What participants wrote, in themes: read after the close, and sorted by those who may.

    GET  /sessions/{code}/comments         themes with quotes, or why there are none yet
    POST /sessions/{code}/comments/{step}  one change: leave, stop, regroup, rename, merge, split,
                                           move, withhold, allow

Comments are of the whole panel; who may see own audiences only doesn't come here.
"""

from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain.staff import Act
from pulsemeter.domain.theme import THEMES_MAX
from pulsemeter.release.told_comments import CLOSING, WHY, ToldComment
from pulsemeter.service.comment_reading import StillReading
from pulsemeter.service.release_answers import NotYet
from pulsemeter.service.sort_comments import CommentBoard, ThemesChanged
from pulsemeter.web.comment_steps import STEPS
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import plain_page, render
from pulsemeter.wire.comments import ThemeStep

_FIELDS_MAX = 20
_NUMBERS = ("edition", "theme", "into", "comment", "count")
REFRESH_S = 4
_TONES = {1: "pleased", -1: "displeased", 0: ""}


@dataclass(frozen=True, slots=True)
class ShownComment:
    """A comment on the page: its place from 0, its words, and what it answers."""

    place: int
    text: str
    about: str
    tone: str
    is_withheld: bool


async def comments_page(request: Request) -> Response:
    """GET /sessions/{code}/comments."""
    return await _page(request)


async def _page(request: Request, status: int = 200, trouble: str = "") -> Response:
    services, who = services_of(request), staff_of(request)
    place = services.conduct.place(request.path_params["code"])
    board, reading = None, None
    try:
        board = await services.comments.board(place.session)
    except StillReading as still:
        reading = still
    shown = _shown(board) if board else []
    return render(
        request, "comments.html", status,
        language="en", place=place, who=who, board=board, shown=shown, trouble=trouble,
        reading=reading, refresh_s=REFRESH_S, has_model=services.comments.has_model,
        may_sort=who.may(Act.SORT_COMMENTS, place.study.name), themes_max=THEMES_MAX,
        keeps=place.study.profile.comments,
        withheld=[shown[n] for n in board.sheet.withheld] if board else [],
    )  # fmt: skip


async def change_comments(request: Request) -> Response:
    """POST /sessions/{code}/comments/{step}."""
    services, step = services_of(request), request.path_params["step"]
    session = services.conduct.place(request.path_params["code"]).session
    work = STEPS.get(step)
    if work is None:
        return plain_page(
            request, 404, "There is no such step.", "Go back to the comments.", language="en"
        )
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        try:
            await work(services.comments, session, _asked(form))
        except NotYet as early:
            return await _page(request, 409, sentence(str(early)))
        except StillReading:
            return await _page(request, 409)
        except ThemesChanged as changed:
            return await _page(request, 409, sentence(str(changed)))
        except ValueError as error:
            return await _page(request, 422, sentence(str(error)))
    return RedirectResponse(f"/sessions/{session.code}/comments", 303)


def _shown(board: CommentBoard) -> list[ShownComment]:
    held = set(board.sheet.withheld)
    return [
        ShownComment(place, c.text, _about(c), _TONES[board.tones[place]], place in held)
        for place, c in enumerate(board.comments)
    ]


def _about(comment: ToldComment) -> str:
    if comment.question == CLOSING:
        return ""
    if comment.question != WHY:
        return f"question {comment.question}"
    if not comment.statement:
        return "why they pressed"
    pressed = "Like" if comment.choice > 0 else "Dislike"
    return f"why {pressed} at {comment.statement}"


def _asked(form: FormData) -> ThemeStep:
    """What a form says. ValueError, with what to mend, for what is no number."""
    numbers = {name: _number(form, name) for name in _NUMBERS if name in form}
    word, name = str(form.get("word", "")), str(form.get("name", ""))
    return ThemeStep(**numbers, name=name, word=word, now=form.get("now") == "yes")


def _number(form: FormData, name: str) -> int:
    text = str(form.get(name, "")).strip()[:9]
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{name} {text!r} is no number; choose again on this page")
    return int(text)
