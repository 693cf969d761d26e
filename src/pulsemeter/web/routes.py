"""Every URL of the server on one screen, each with the party it is for."""

from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route

from pulsemeter.web import (
    dashboard_room,
    dashboard_stream,
    join_pages,
    media_files,
    page_language,
    participant_records,
    question_pages,
    staff_pages,
    study_pages,
    summary_page,
    takeover_pages,
    upload_api,
    wait_pages,
    withdraw_pages,
)
from pulsemeter.web import participant_pages as pages
from pulsemeter.web.built_files import BuiltFiles
from pulsemeter.web.policy import Handler, Policy, guarded

ASSETS = Path(__file__).parent / "assets"

_PUBLIC, _STAFF, _BOTH = Policy.PUBLIC, Policy.STAFF, Policy.SEAT_OR_STAFF

TABLE: tuple[tuple[str, str, Handler, Policy], ...] = (
    ("GET", "/", join_pages.home, _PUBLIC),
    ("POST", "/language", page_language.choose_language, _PUBLIC),
    ("POST", "/join", join_pages.join_by_code, _PUBLIC),
    ("GET", "/j/{code}", join_pages.join_page, _PUBLIC),
    ("POST", "/j/{code}/redeem", join_pages.redeem, _PUBLIC),
    ("GET", "/j/{code}/again", join_pages.again, _PUBLIC),
    ("GET", "/p", pages.participant_page, _PUBLIC),
    ("GET", "/p/step", wait_pages.step, _PUBLIC),
    ("POST", "/p/consent", pages.consent, _PUBLIC),
    ("POST", "/p/profile", pages.profile, _PUBLIC),
    ("POST", "/p/practised", pages.practised, _PUBLIC),
    ("POST", "/p/watched", pages.watched, _PUBLIC),
    ("POST", "/p/go-on", pages.go_on, _PUBLIC),
    ("POST", "/p/questions", question_pages.answer_questions, _PUBLIC),
    ("GET", "/p/summary", summary_page.summary, _PUBLIC),
    ("POST", "/p/why", question_pages.answer_why, _PUBLIC),
    ("POST", "/p/closing", pages.closing, _PUBLIC),
    ("POST", "/p/withdraw", pages.withdraw, _PUBLIC),
    ("POST", "/p/records", participant_records.take_records, _PUBLIC),
    ("GET", "/takeover", takeover_pages.takeover_page, _PUBLIC),
    ("POST", "/takeover", takeover_pages.take_over, _PUBLIC),
    ("GET", "/withdraw", withdraw_pages.withdraw_page, _PUBLIC),
    ("POST", "/withdraw", withdraw_pages.withdraw_by_code, _PUBLIC),
    ("GET", "/privacy", join_pages.privacy, _PUBLIC),
    ("GET", "/accessibility", join_pages.accessibility, _PUBLIC),
    ("GET", "/media/{code}/{stimulus}", media_files.stimulus_file, _BOTH),
    ("GET", "/media/{code}/{stimulus}/pieces/{piece}", media_files.stimulus_piece, _BOTH),
    ("GET", "/media/{code}/{stimulus}/captions", media_files.captions_file, _BOTH),
    ("GET", "/media/{code}/{stimulus}/captions/{language}", media_files.captions_file, _BOTH),
    ("GET", "/staff/sign-in", staff_pages.sign_in_page, _PUBLIC),
    ("POST", "/staff/sign-in", staff_pages.sign_in, _PUBLIC),
    ("GET", "/studies", study_pages.studies_page, _STAFF),
    ("GET", "/studies/{name}/stimuli", study_pages.stimuli_page, _STAFF),
    ("GET", "/api/v1/studies/{name}/stimuli", upload_api.stimuli_progress, _STAFF),
    ("POST", "/api/v1/uploads", upload_api.begin_upload, _STAFF),
    ("PATCH", "/api/v1/uploads/{id}", upload_api.add_piece, _STAFF),
    ("HEAD", "/api/v1/uploads/{id}", upload_api.upload_offset, _STAFF),
    ("DELETE", "/api/v1/uploads/{id}", upload_api.drop_upload, _STAFF),
    ("GET", "/sessions", staff_pages.sessions_page, _STAFF),
    ("GET", "/sessions/{code}/live", staff_pages.live_room_page, _STAFF),
    ("GET", "/api/v1/sessions/{code}/room", dashboard_room.live_room_facts, _STAFF),
    ("GET", "/api/v1/sessions/{code}/stream", dashboard_stream.stream, _STAFF),
    ("POST", "/api/v1/sessions/{code}/{step}", dashboard_room.step_session, _STAFF),
    ("POST", "/api/v1/sessions/{code}/cue/{step}", dashboard_room.change_cue, _STAFF),
)


def routes() -> list[BaseRoute]:
    """The table as routes, and the built front end."""
    listed: list[BaseRoute] = [
        Route(path, guarded(handler, policy), methods=[method])
        for method, path, handler, policy in TABLE
    ]
    return [*listed, Mount("/assets", BuiltFiles(directory=ASSETS, check_dir=False), name="assets")]
