"""Every URL of the server on one screen, each with its policy.

Those of the API stand in `web/api`, where each is described for programs, too.
"""

from enum import Enum
from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route

from pulsemeter.domain.staff import Act
from pulsemeter.web import (
    account_pages,
    audit_page,
    brief_pages,
    comment_pages,
    compare_page,
    data_pages,
    desk_api,
    duties_pages,
    health_pages,
    import_pages,
    invitation_pages,
    join_pages,
    media_files,
    now_pages,
    opening_pages,
    overlay_pages,
    page_language,
    panel_question_api,
    participant_records,
    people_pages,
    question_pages,
    recording_files,
    recording_pages,
    report_pages,
    sign_in_pages,
    staff_pages,
    stage_pages,
    statement_pages,
    status_page,
    studio_pages,
    study_language_pages,
    study_making_pages,
    study_pages,
    summary_page,
    takeover_pages,
    transcript_pages,
    wait_pages,
    withdraw_pages,
)
from pulsemeter.web import participant_pages as pages
from pulsemeter.web.api.table import ADDRESSES
from pulsemeter.web.built_files import BuiltFiles
from pulsemeter.web.import_pages import UPLOAD_BYTES_MAX
from pulsemeter.web.policy import (
    PUBLIC,
    SIGNED_IN,
    Handler,
    Policy,
    bringing,
    guarded,
    in_session,
    in_study,
    on_server,
)
from pulsemeter.web.studio_page import FORM_BYTES_MAX
from pulsemeter.web.study_making_pages import IMPORT_BYTES_MAX
from pulsemeter.web.transcript_pages import TRANSCRIPT_BYTES_MAX

ASSETS = Path(__file__).parent / "assets"

_WATCH = in_session(Act.SEE_STUDY, or_seat=True)
_FIGURES = in_session(Act.SEE_LIVE, after_close=Act.SEE_RELEASED)
_CONDUCT = in_session(Act.CONDUCT)
_SEE = in_session(Act.SEE_STUDY)
_ALIGN = in_session(Act.ALIGN)
_UPLOAD_HERE = in_session(Act.UPLOAD)
_RECORDED = "/media/{code}/{stimulus}/recording"
_DATA = "/sessions/{code}/data"
_OVERLAY = "/sessions/{code}/overlay"
_RECORDING = "/sessions/{code}/recording"
_COMMENTS = "/sessions/{code}/comments"
_REPORT = "/sessions/{code}/report"
_TRANSCRIPT = _RECORDING + "/{stimulus}/transcript.vtt"
_PEOPLE = in_study(Act.MANAGE_PEOPLE)
_BRIEFS = "/studies/{name}/briefs"
_SAID = "/studies/{name}/transcript"
_IMPORTS = "/studies/{name}/imports"
_STATEMENT = "/studies/{name}/statements/{statement}"
_MAY_BRIEF = in_study(Act.BRIEF)
_EDIT = bringing(in_study(Act.EDIT_STUDY), FORM_BYTES_MAX)
_MAKE = bringing(on_server(Act.EDIT_STUDY), FORM_BYTES_MAX)
_IMPORT = bringing(_MAKE, IMPORT_BYTES_MAX)
_TRANSCRIBE = bringing(_EDIT, TRANSCRIPT_BYTES_MAX)
_OPEN = bringing(in_study(Act.CONDUCT), FORM_BYTES_MAX)
_TEXTS = "/studies/{name}/languages/{code}"
_TAKE_BACK = "/studies/{name}/people/invitations/{invitation}/take-back"

TABLE: tuple[tuple[str, str, Handler, Policy], ...] = (
    ("GET", "/", join_pages.home, PUBLIC),
    ("POST", "/language", page_language.choose_language, PUBLIC),
    ("POST", "/join", join_pages.join_by_code, PUBLIC),
    ("GET", "/j/{code}", join_pages.join_page, PUBLIC),
    ("POST", "/j/{code}/redeem", join_pages.redeem, PUBLIC),
    ("GET", "/j/{code}/again", join_pages.again, PUBLIC),
    ("GET", "/p", pages.participant_page, PUBLIC),
    ("GET", "/p/step", wait_pages.step, PUBLIC),
    ("POST", "/p/consent", pages.consent, PUBLIC),
    ("POST", "/p/profile", pages.profile, PUBLIC),
    ("POST", "/p/practised", pages.practised, PUBLIC),
    ("POST", "/p/watched", pages.watched, PUBLIC),
    ("POST", "/p/go-on", pages.go_on, PUBLIC),
    ("POST", "/p/questions", question_pages.answer_questions, PUBLIC),
    ("GET", "/p/summary", summary_page.summary, PUBLIC),
    ("GET", "/p/asked", panel_question_api.shown, PUBLIC),
    ("POST", "/p/asked", panel_question_api.answer, PUBLIC),
    ("POST", "/p/why", question_pages.answer_why, PUBLIC),
    ("POST", "/p/closing", pages.closing, PUBLIC),
    ("POST", "/p/withdraw", pages.withdraw, PUBLIC),
    ("POST", "/p/records", participant_records.take_records, PUBLIC),
    ("GET", "/takeover", takeover_pages.takeover_page, PUBLIC),
    ("POST", "/takeover", takeover_pages.take_over, PUBLIC),
    ("GET", "/withdraw", withdraw_pages.withdraw_page, PUBLIC),
    ("POST", "/withdraw", withdraw_pages.withdraw_by_code, PUBLIC),
    ("GET", "/privacy", join_pages.privacy, PUBLIC),
    ("GET", "/accessibility", join_pages.accessibility, PUBLIC),
    ("GET", "/figures.css", compare_page.figure_sheet, PUBLIC),
    ("GET", "/health/live", health_pages.live, PUBLIC),
    ("GET", "/health/ready", health_pages.ready, PUBLIC),
    ("GET", "/metrics", health_pages.metrics, PUBLIC),
    ("GET", "/now", now_pages.now_link_page, PUBLIC),
    ("POST", "/now", now_pages.follow_link, PUBLIC),
    ("GET", "/now/board", now_pages.now_board_page, PUBLIC),
    ("GET", "/stage/{token}", stage_pages.stage_page, PUBLIC),
    ("GET", "/stage/{token}/feed", stage_pages.stage_feed, PUBLIC),
    ("GET", "/media/{code}/{stimulus}", media_files.stimulus_file, _WATCH),
    ("GET", "/media/{code}/{stimulus}/pieces/{piece}", media_files.stimulus_piece, _WATCH),
    ("GET", "/media/{code}/{stimulus}/captions", media_files.captions_file, _WATCH),
    ("GET", "/media/{code}/{stimulus}/captions/{language}", media_files.captions_file, _WATCH),
    ("GET", _RECORDED, recording_files.recording_file, _SEE),
    ("GET", _RECORDED + "/pieces/{piece}", recording_files.recording_piece, _SEE),
    ("GET", _RECORDED + "/captions", recording_files.recording_captions, _SEE),
    ("GET", "/staff/sign-in", sign_in_pages.sign_in_page, PUBLIC),
    ("POST", "/staff/sign-in", sign_in_pages.sign_in, PUBLIC),
    ("GET", "/staff/welcome", sign_in_pages.welcome_page, PUBLIC),
    ("POST", "/staff/welcome", sign_in_pages.welcome, PUBLIC),
    ("POST", "/staff/welcome/password", sign_in_pages.welcome_with_password, PUBLIC),
    ("POST", "/staff/sign-out", sign_in_pages.sign_out, SIGNED_IN),
    ("GET", "/staff/account", account_pages.account_page, SIGNED_IN),
    ("POST", "/staff/account/password", account_pages.set_password, SIGNED_IN),
    ("POST", "/staff/account/password/remove", account_pages.drop_password, SIGNED_IN),
    ("POST", "/staff/account/passkeys/remove", account_pages.drop_passkey, SIGNED_IN),
    ("POST", "/staff/account/sign-ins/end", account_pages.end_sign_in, SIGNED_IN),
    ("POST", "/staff/account/tokens", account_pages.make_token, SIGNED_IN),
    ("POST", "/staff/account/tokens/take-back", account_pages.take_back_token, SIGNED_IN),
    ("GET", "/audit", audit_page.audit_page, on_server(Act.SEE_AUDIT)),
    ("GET", "/staff/status", status_page.status_page, on_server(Act.SEE_STATUS)),
    ("GET", "/studies", study_pages.studies_page, SIGNED_IN),
    ("GET", "/studies/{name}/people", people_pages.people_page, _PEOPLE),
    ("POST", "/studies/{name}/people/invite", people_pages.invite, _PEOPLE),
    ("POST", "/studies/{name}/people/{member}/role", people_pages.change_role, _PEOPLE),
    ("POST", "/studies/{name}/people/{member}/remove", people_pages.remove, _PEOPLE),
    ("POST", _TAKE_BACK, people_pages.take_back, _PEOPLE),
    ("GET", _BRIEFS, brief_pages.briefs_page, _MAY_BRIEF),
    ("POST", _BRIEFS + "/recipients", brief_pages.put_recipient, _MAY_BRIEF),
    ("POST", _BRIEFS + "/recipients/{recipient}/{step}", brief_pages.step_recipient, _MAY_BRIEF),
    ("POST", _BRIEFS + "/rules", brief_pages.put_rule, _MAY_BRIEF),
    ("POST", _BRIEFS + "/rules/{rule}/{step}", brief_pages.step_rule, _MAY_BRIEF),
    ("GET", "/studies/new", study_making_pages.new_study_page, _MAKE),
    ("POST", "/studies/new", study_making_pages.make_study, _MAKE),
    ("POST", "/studies/import", study_making_pages.take_in_study, _IMPORT),
    ("GET", "/studies/{name}/copy", study_making_pages.copy_page, _EDIT),
    ("POST", "/studies/{name}/copy", study_making_pages.copy_study, _EDIT),
    ("GET", "/studies/{name}/export", study_making_pages.export_study, _EDIT),
    ("GET", "/studies/{name}/duties", duties_pages.duties_page, _EDIT),
    ("GET", "/studies/{name}/duties/{file}", duties_pages.duties_file, _EDIT),
    ("GET", _IMPORTS, import_pages.imports_page, _EDIT),
    ("POST", _IMPORTS, import_pages.bring_files, bringing(_EDIT, UPLOAD_BYTES_MAX)),
    ("GET", _IMPORTS + "/{job}", import_pages.import_page, _EDIT),
    ("POST", _IMPORTS + "/{job}", import_pages.change_import, _EDIT),
    ("GET", _IMPORTS + "/{job}/mapping.toml", import_pages.mapping_file, _EDIT),
    ("GET", "/studies/{name}/file", study_making_pages.file_page, _EDIT),
    ("POST", "/studies/{name}/file", study_making_pages.save_file, _EDIT),
    ("GET", "/studies/{name}/stimuli", studio_pages.STIMULI_FORM.page, in_study(Act.UPLOAD)),
    ("POST", "/studies/{name}/stimuli", studio_pages.STIMULI_FORM.save, _EDIT),
    ("GET", "/studies/{name}/words", studio_pages.WORDS_FORM.page, _EDIT),
    ("POST", "/studies/{name}/words", studio_pages.WORDS_FORM.save, _EDIT),
    ("GET", "/studies/{name}/segments", studio_pages.SEGMENTS_FORM.page, _EDIT),
    ("POST", "/studies/{name}/segments", studio_pages.SEGMENTS_FORM.save, _EDIT),
    ("GET", "/studies/{name}/languages", study_language_pages.languages_page, _EDIT),
    ("POST", "/studies/{name}/languages", study_language_pages.change_languages, _EDIT),
    ("GET", _TEXTS, study_language_pages.texts_page, _EDIT),
    ("POST", _TEXTS, study_language_pages.save_texts, _EDIT),
    ("GET", "/studies/{name}/invitations", invitation_pages.FORM.page, _OPEN),
    ("POST", "/studies/{name}/invitations", invitation_pages.FORM.save, _EDIT),
    ("POST", "/studies/{name}/invitations/links", invitation_pages.make_links, _OPEN),
    ("GET", "/studies/{name}/invitations/{code}/poster", invitation_pages.poster, _OPEN),
    ("GET", "/studies/{name}/dry-run", opening_pages.dry_run_page, _OPEN),
    ("POST", "/studies/{name}/dry-run", opening_pages.change_dry_run, _OPEN),
    ("POST", "/studies/{name}/sessions", opening_pages.open_session, _OPEN),
    ("GET", "/studies/{name}/sessions/{code}/plan", opening_pages.session_plan, _OPEN),
    ("GET", _SAID, transcript_pages.transcript_page, _EDIT),
    ("POST", _SAID + "/preview", transcript_pages.preview_transcript, _TRANSCRIBE),
    ("POST", _SAID + "/take-in", transcript_pages.take_in_transcript, _TRANSCRIBE),
    ("POST", _SAID + "/from-session", transcript_pages.take_over_session, _EDIT),
    ("POST", _SAID + "/edit", transcript_pages.edit_transcript, _TRANSCRIBE),
    ("GET", _STATEMENT, statement_pages.statement_page, _EDIT),
    ("POST", _STATEMENT, statement_pages.edit_statement, _EDIT),
    ("GET", "/sessions", staff_pages.sessions_page, SIGNED_IN),
    ("GET", "/sessions/{code}/live", staff_pages.live_room_page, _FIGURES),
    ("GET", "/sessions/{code}/compare", compare_page.compare_page, _FIGURES),
    ("GET", _COMMENTS, comment_pages.comments_page, in_session(Act.SEE_EVERY_AUDIENCE)),
    ("POST", _COMMENTS + "/{step}", comment_pages.change_comments, in_session(Act.SORT_COMMENTS)),
    ("GET", _DATA, data_pages.data_page, _FIGURES),
    ("POST", _DATA, data_pages.ask_data, _FIGURES),
    ("GET", _DATA + "/{job}/file", data_pages.data_file, _FIGURES),
    ("POST", _DATA + "/{job}/drop", data_pages.drop_data, _FIGURES),
    ("GET", _OVERLAY, overlay_pages.overlay_page, _FIGURES),
    ("POST", _OVERLAY, overlay_pages.make_overlay, _FIGURES),
    ("POST", _OVERLAY + "/cancel", overlay_pages.cancel_overlay, _FIGURES),
    ("GET", _OVERLAY + "/{file}", overlay_pages.overlay_file, _FIGURES),
    ("GET", _REPORT, report_pages.report_page, _FIGURES),
    ("POST", _REPORT, report_pages.ask_report, _FIGURES),
    ("POST", _REPORT + "/cancel", report_pages.cancel_report, _FIGURES),
    ("GET", _REPORT + "/{form}", report_pages.report_file, _FIGURES),
    ("GET", _RECORDING, recording_pages.recording_page, _ALIGN),
    ("POST", _RECORDING + "/{stimulus}/align", recording_pages.align_recording, _ALIGN),
    ("POST", _RECORDING + "/{stimulus}/remove", recording_pages.remove_recording, _UPLOAD_HERE),
    ("POST", _RECORDING + "/{stimulus}/words", recording_pages.fill_from_recording, _CONDUCT),
    ("GET", _TRANSCRIPT, recording_files.recording_transcript, _SEE),
    ("GET", "/sessions/{code}/briefs", brief_pages.session_briefs_page, in_session(Act.BRIEF)),
    ("POST", "/sessions/{code}/briefs/send", brief_pages.send_brief, in_session(Act.BRIEF)),
    ("GET", "/sessions/{code}/stage", stage_pages.stage_settings_page, _CONDUCT),
    ("POST", "/sessions/{code}/stage", stage_pages.switch_stage_on, _CONDUCT),
    ("POST", "/sessions/{code}/stage/off", stage_pages.switch_stage_off, _CONDUCT),
    ("GET", "/sessions/{code}/now", now_pages.staff_now_page, _FIGURES),
    ("GET", "/sessions/{code}/desk", desk_api.desk_page, _FIGURES),
    *((each.method, each.path, each.handler, each.policy) for each in ADDRESSES),
)


class Side(Enum):
    """Whose addresses a server has."""

    ALL = "all"
    PARTICIPANTS = "participants"
    WATCHERS = "watchers"


_SESSION = "/sessions/{code}"
_API_SESSION = f"/api/v1{_SESSION}"
_MEDIA = "/media/{code}/{stimulus}"
_OF_STAFF = ("/staff", "/api/v1/staff", "/now", "/stage")
"""Public addresses that aren't for participants."""
WATCHED = frozenset((
    ("GET", "/health/live"), ("GET", "/health/ready"), ("GET", "/metrics"),
    ("GET", "/figures.css"), ("GET", "/sessions"), ("GET", f"{_SESSION}/live"),
    ("GET", f"{_SESSION}/compare"), ("GET", f"{_SESSION}/now"), ("GET", f"{_SESSION}/desk"),
    ("GET", "/now"), ("POST", "/now"), ("GET", "/now/board"),
    ("GET", "/stage/{token}"), ("GET", "/stage/{token}/feed"),
    ("GET", _MEDIA), ("GET", f"{_MEDIA}/pieces/{{piece}}"), ("GET", f"{_MEDIA}/captions"),
    ("GET", f"{_MEDIA}/captions/{{language}}"), ("GET", "/api/v1/openapi.json"),
    ("GET", "/api/v1/sessions"), ("GET", _API_SESSION), ("GET", f"{_API_SESSION}/room"),
    ("GET", f"{_API_SESSION}/stream"), ("GET", f"{_API_SESSION}/desk"),
    ("GET", f"{_API_SESSION}/difference"), ("GET", f"{_API_SESSION}/range"),
    ("GET", f"{_API_SESSION}/decisions"), ("GET", f"{_API_SESSION}/remarks"),
    ("GET", f"{_API_SESSION}/remarks.csv"), ("GET", f"{_API_SESSION}/now"),
    ("GET", f"{_API_SESSION}/comparison"),
))  # fmt: skip
"""What a server has that only shows: it changes nothing, and rests on nothing but what has left,
what the book holds and what other servers tell."""


def _is_for(side: Side, method: str, path: str, policy: Policy) -> bool:
    if side is Side.ALL:
        return True
    if side is Side.WATCHERS:
        return (method, path) in WATCHED
    return policy.or_seat or (policy.is_public and not path.startswith(_OF_STAFF))


def routes(side: Side = Side.ALL) -> list[BaseRoute]:
    """The table as routes, and the built front end; perhaps of one side alone."""
    listed: list[BaseRoute] = [
        Route(path, guarded(handler, policy), methods=[method])
        for method, path, handler, policy in TABLE
        if _is_for(side, method, path, policy)
    ]
    return [*listed, Mount("/assets", BuiltFiles(directory=ASSETS, check_dir=False), name="assets")]
