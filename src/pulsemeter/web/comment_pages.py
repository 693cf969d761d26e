"""What participants wrote, in themes: read after the close, and sorted by those who may.

    GET  /sessions/{code}/comments         themes with quotes, or why there are none yet
    POST /sessions/{code}/comments/{step}  one change: leave, stop, regroup, rename, merge, split,
                                           move, withhold, allow

Comments are of the whole panel; who may see own audiences only doesn't come here.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pulsemeter.domain import theme as themes
from pulsemeter.domain.session import Session
from pulsemeter.domain.staff import Act
from pulsemeter.domain.theme import THEMES_MAX
from pulsemeter.release.told_comments import CLOSING, WHY, ToldComment
from pulsemeter.service.comment_reading import StillReading
from pulsemeter.service.release_answers import NotYet
from pulsemeter.service.sort_comments import CommentBoard, Comments, ThemesChanged
from pulsemeter.web.services import services_of
from pulsemeter.web.sign_in_pages import sentence
from pulsemeter.web.staff_door import staff_of
from pulsemeter.web.templates import plain_page, render

_FIELDS_MAX = 20
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
    work = _STEPS.get(step)
    if work is None:
        return plain_page(
            request, 404, "There is no such step.", "Go back to the comments.", language="en"
        )
    async with request.form(max_files=0, max_fields=_FIELDS_MAX) as form:
        try:
            await work(services.comments, session, form)
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


def _number(form: FormData, name: str) -> int:
    """A whole number of the form. ValueError, with what to mend, where it is none."""
    text = str(form.get(name, "")).strip()[:9]
    if not text.isascii() or not text.isdigit():
        raise ValueError(f"{name} {text!r} is no number; choose again on this page")
    return int(text)


async def _leave(desk: Comments, session: Session, form: FormData) -> None:
    await desk.let_leave(session, at_once=form.get("now") == "yes")


async def _stop(desk: Comments, session: Session, _: FormData) -> None:
    await desk.stop_reading(session)


async def _regroup(desk: Comments, session: Session, form: FormData) -> None:
    await desk.regroup(session, _number(form, "edition"), _number(form, "count"))


async def _rename(desk: Comments, session: Session, form: FormData) -> None:
    number, name = _number(form, "theme"), str(form.get("name", ""))
    await desk.change(session, _number(form, "edition"), lambda s: themes.renamed(s, number, name))


async def _merge(desk: Comments, session: Session, form: FormData) -> None:
    number, into = _number(form, "theme"), _number(form, "into")
    await desk.change(session, _number(form, "edition"), lambda s: themes.merged(s, number, into))


async def _split(desk: Comments, session: Session, form: FormData) -> None:
    word = str(form.get("word", ""))[: themes.NAME_LENGTH_MAX]
    await desk.split(session, _number(form, "edition"), _number(form, "theme"), word)


async def _move(desk: Comments, session: Session, form: FormData) -> None:
    place, into = _number(form, "comment"), _number(form, "into")
    await desk.change(session, _number(form, "edition"), lambda s: themes.moved(s, place, into))


async def _withhold(desk: Comments, session: Session, form: FormData) -> None:
    place = _number(form, "comment")
    await desk.change(session, _number(form, "edition"), lambda s: themes.withheld(s, place, True))


async def _allow(desk: Comments, session: Session, form: FormData) -> None:
    place = _number(form, "comment")
    await desk.change(session, _number(form, "edition"), lambda s: themes.withheld(s, place, False))


_STEPS: dict[str, Callable[[Comments, Session, FormData], Awaitable[None]]] = {
    "leave": _leave,
    "stop": _stop,
    "regroup": _regroup,
    "rename": _rename,
    "merge": _merge,
    "split": _split,
    "move": _move,
    "withhold": _withhold,
    "allow": _allow,
}
