"""Every route for everybody: what the policies say, what was written down by hand, and that they
are the same. A route without a policy, or without a row here, fails."""

import asyncio

import httpx
import pytest
from starlette.routing import Mount, Route
from tests.unit.web.conftest import check_answer

from pulsemeter.domain.session import SessionState
from pulsemeter.domain.staff import Act, Role, may
from pulsemeter.domain.study import Stimulus
from pulsemeter.web.application import build_application
from pulsemeter.web.participant_socket import ParticipantSockets
from pulsemeter.web.policy import Found
from pulsemeter.web.routes import TABLE, WATCHED, Side, routes
from pulsemeter.web.socket import SOCKET_PATH, Handshake, Refusal

RECORDING = "/sessions/{code}/recording"
REPORT = "/sessions/{code}/report"
QUESTIONS = "/api/v1/sessions/{code}/questions"
REMARKS = "/api/v1/sessions/{code}/remarks"
RESULTS = "/api/v1/sessions/{code}"
DECISIONS = "/api/v1/sessions/{code}/decisions"
STUDY = "/api/v1/studies/{name}"
PUBLIC_STATUS = {
    ("GET", "/"): (200, 200),
    ("POST", "/join"): (303, 303),
    ("POST", "/language"): (303, 303),
    ("GET", "/j/{code}"): (200, 200),
    ("POST", "/j/{code}/redeem"): (403, 403),
    ("GET", "/j/{code}/again"): (303, 303),
    ("GET", "/p"): (403, 200),
    ("GET", "/p/step"): (403, 200),
    ("POST", "/p/consent"): (403, 303),
    ("POST", "/p/profile"): (403, 422),
    ("POST", "/p/practised"): (403, 204),
    ("POST", "/p/watched"): (403, 204),
    ("POST", "/p/go-on"): (403, 303),
    ("POST", "/p/questions"): (403, 303),
    ("GET", "/p/asked"): (403, 200),
    ("POST", "/p/asked"): (403, 422),
    ("POST", "/p/why"): (403, 303),
    ("GET", "/p/summary"): (403, 303),
    ("POST", "/p/closing"): (403, 303),
    ("POST", "/p/withdraw"): (403, 303),
    ("POST", "/p/records"): (403, 400),
    ("GET", "/takeover"): (200, 200),
    ("POST", "/takeover"): (404, 404),
    ("GET", "/withdraw"): (200, 200),
    ("POST", "/withdraw"): (404, 404),
    ("GET", "/now"): (200, 200),
    ("POST", "/now"): (403, 403),
    ("GET", "/now/board"): (403, 403),
    ("GET", "/stage/{token}"): (404, 403),
    ("GET", "/stage/{token}/feed"): (404, 403),
    ("GET", "/privacy"): (200, 200),
    ("GET", "/accessibility"): (200, 200),
    ("GET", "/figures.css"): (200, 200),
    ("GET", "/health/live"): (200, 200),
    ("GET", "/health/ready"): (200, 200),
    ("GET", "/metrics"): (404, 404),
    ("GET", "/staff/sign-in"): (200, 200),
    ("POST", "/staff/sign-in"): (403, 403),
    ("GET", "/staff/welcome"): (200, 200),
    ("POST", "/staff/welcome"): (403, 403),
    ("POST", "/staff/welcome/password"): (403, 403),
    ("GET", "/api/v1/openapi.json"): (200, 200),
    ("POST", "/api/v1/staff/passkey/options"): (422, 422),
    ("POST", "/api/v1/staff/passkey"): (400, 400),
    ("POST", "/api/v1/staff/welcome/passkey/options"): (400, 400),
    ("POST", "/api/v1/staff/welcome/passkey"): (400, 400),
}
"""What (nobody, a participant) gets from a public route with an empty request."""

REACHED = {
    ("GET", "/media/{code}/{stimulus}"): {200},
    ("GET", "/media/{code}/{stimulus}/pieces/{piece}"): {200},
    ("GET", "/media/{code}/{stimulus}/captions"): {200},
    ("GET", "/media/{code}/{stimulus}/captions/{language}"): {200},
    ("GET", "/media/{code}/{stimulus}/recording"): {404},
    ("GET", "/media/{code}/{stimulus}/recording/pieces/{piece}"): {404},
    ("GET", "/media/{code}/{stimulus}/recording/captions"): {404},
    ("POST", "/staff/sign-out"): {303},
    ("GET", "/staff/account"): {200},
    ("POST", "/staff/account/password"): {422},
    ("POST", "/staff/account/password/remove"): {303},
    ("POST", "/staff/account/passkeys/remove"): {303},
    ("POST", "/api/v1/staff/account/passkeys/options"): {422},
    ("POST", "/api/v1/staff/account/passkeys"): {400},
    ("POST", "/staff/account/sign-ins/end"): {303},
    ("POST", "/staff/account/tokens"): {422},
    ("POST", "/staff/account/tokens/take-back"): {422},
    ("GET", "/audit"): {200},
    ("GET", "/staff/status"): {200},
    ("GET", "/studies"): {200},
    ("GET", "/studies/{name}/briefs"): {200},
    ("POST", "/studies/{name}/briefs/recipients"): {422},
    ("POST", "/studies/{name}/briefs/recipients/{recipient}/{step}"): {404},
    ("POST", "/studies/{name}/briefs/rules"): {422},
    ("POST", "/studies/{name}/briefs/rules/{rule}/{step}"): {404},
    ("GET", "/sessions/{code}/briefs"): {200},
    ("GET", "/sessions/{code}/now"): {200},
    ("GET", "/sessions/{code}/stage"): {200},
    ("POST", "/sessions/{code}/stage"): {422},
    ("POST", "/sessions/{code}/stage/off"): {303},
    ("POST", "/sessions/{code}/briefs/send"): {404},
    ("GET", "/studies/{name}/people"): {200},
    ("POST", "/studies/{name}/people/invite"): {422},
    ("POST", "/studies/{name}/people/{member}/role"): {422},
    ("POST", "/studies/{name}/people/{member}/remove"): {422},
    ("POST", "/studies/{name}/people/invitations/{invitation}/take-back"): {303},
    ("GET", "/studies/new"): {200},
    ("POST", "/studies/new"): {422},
    ("POST", "/studies/import"): {422},
    ("GET", "/studies/{name}/copy"): {200},
    ("POST", "/studies/{name}/copy"): {422},
    ("GET", "/studies/{name}/export"): {200},
    ("GET", "/sessions/{code}/overlay"): {200},
    ("POST", "/sessions/{code}/overlay"): {422},
    ("POST", "/sessions/{code}/overlay/cancel"): {303},
    ("GET", "/sessions/{code}/overlay/{file}"): {404},
    ("GET", "/studies/{name}/duties"): {200},
    ("GET", "/studies/{name}/duties/{file}"): {200},
    ("GET", "/studies/{name}/imports"): {200},
    ("POST", "/studies/{name}/imports"): {422},
    ("GET", "/studies/{name}/imports/{job}"): {404},
    ("POST", "/studies/{name}/imports/{job}"): {404},
    ("GET", "/studies/{name}/imports/{job}/mapping.toml"): {404},
    ("GET", "/studies/{name}/file"): {200},
    ("POST", "/studies/{name}/file"): {409},
    ("GET", "/studies/{name}/stimuli"): {200},
    ("POST", "/studies/{name}/stimuli"): {409},
    ("GET", "/studies/{name}/words"): {200},
    ("POST", "/studies/{name}/words"): {409},
    ("GET", "/studies/{name}/segments"): {200},
    ("POST", "/studies/{name}/segments"): {409},
    ("GET", "/studies/{name}/languages"): {200},
    ("POST", "/studies/{name}/languages"): {409},
    ("GET", "/studies/{name}/languages/{code}"): {404},
    ("POST", "/studies/{name}/languages/{code}"): {404},
    ("GET", "/studies/{name}/invitations"): {200},
    ("POST", "/studies/{name}/invitations"): {409},
    ("POST", "/studies/{name}/invitations/links"): {404},
    ("GET", "/studies/{name}/invitations/{code}/poster"): {200, 404},
    ("GET", "/studies/{name}/dry-run"): {200},
    ("POST", "/studies/{name}/dry-run"): {303},
    ("POST", "/studies/{name}/sessions"): {422},
    ("GET", "/studies/{name}/sessions/{code}/plan"): {200},
    ("GET", "/studies/{name}/transcript"): {200},
    ("POST", "/studies/{name}/transcript/preview"): {422},
    ("POST", "/studies/{name}/transcript/take-in"): {422},
    ("POST", "/studies/{name}/transcript/from-session"): {422},
    ("POST", "/studies/{name}/transcript/edit"): {422},
    ("GET", "/studies/{name}/statements/{statement}"): {404},
    ("POST", "/studies/{name}/statements/{statement}"): {404},
    ("GET", "/api/v1/studies"): {200},
    ("POST", "/api/v1/studies"): {400},
    ("POST", "/api/v1/studies/import"): {422},
    ("POST", "/api/v1/studies/{name}/copy"): {201},
    ("GET", "/api/v1/studies/{name}/export"): {200},
    ("GET", "/api/v1/studies/{name}/foreseen"): {200},
    ("GET", "/api/v1/studies/{name}"): {200},
    ("GET", "/api/v1/studies/{name}/file"): {200},
    ("PUT", "/api/v1/studies/{name}/file"): {428},
    ("GET", STUDY + "/languages"): {200},
    ("POST", STUDY + "/languages"): {400},
    ("GET", STUDY + "/languages/{language}"): {404},
    ("PUT", STUDY + "/languages/{language}"): {404},
    ("DELETE", STUDY + "/languages/{language}"): {404},
    ("PUT", STUDY + "/languages/{language}/reader"): {404},
    ("DELETE", STUDY + "/languages/{language}/reader"): {404},
    ("GET", STUDY + "/dry-run"): {200},
    ("POST", STUDY + "/dry-run"): {201},
    ("DELETE", STUDY + "/dry-run"): {204},
    ("GET", STUDY + "/sessions"): {200},
    ("POST", STUDY + "/sessions"): {400},
    ("GET", "/api/v1/sessions/{code}/plan"): {200},
    ("POST", "/api/v1/sessions/{code}/links"): {400},
    ("POST", "/api/v1/sessions/{code}/links/package"): {400},
    ("GET", "/api/v1/sessions/{code}/poster"): {200, 409},
    ("GET", STUDY + "/statements"): {200},
    ("POST", STUDY + "/statements"): {400},
    ("POST", STUDY + "/statements/merge"): {400},
    ("GET", STUDY + "/statements/{statement}"): {404},
    ("PATCH", STUDY + "/statements/{statement}"): {428},
    ("DELETE", STUDY + "/statements/{statement}"): {428},
    ("PUT", STUDY + "/statements/{statement}/bounds"): {400},
    ("POST", STUDY + "/statements/{statement}/split"): {422},
    ("POST", STUDY + "/passages"): {400},
    ("PATCH", STUDY + "/passages/{passage}"): {428},
    ("DELETE", STUDY + "/passages/{passage}"): {428},
    ("POST", STUDY + "/transcript/preview"): {400},
    ("POST", STUDY + "/transcript"): {400},
    ("POST", STUDY + "/transcript/from-session"): {400},
    ("GET", STUDY + "/imports"): {200},
    ("POST", STUDY + "/imports"): {409},
    ("GET", STUDY + "/imports/{job}"): {404},
    ("DELETE", STUDY + "/imports/{job}"): {404},
    ("PUT", STUDY + "/imports/{job}/files/{file}"): {404},
    ("DELETE", STUDY + "/imports/{job}/files/{file}"): {404},
    ("PUT", STUDY + "/imports/{job}/mapping"): {400, 404},
    ("PUT", STUDY + "/imports/{job}/transcript"): {400, 404},
    ("DELETE", STUDY + "/imports/{job}/transcript"): {404},
    ("POST", STUDY + "/imports/{job}/take-in"): {404},
    ("POST", STUDY + "/imports/{job}/cancel"): {404},
    ("GET", "/api/v1/studies/{name}/stimuli"): {200},
    ("POST", "/api/v1/studies/{name}/uploads"): {400},
    ("PATCH", "/api/v1/uploads/{id}"): {400},
    ("HEAD", "/api/v1/uploads/{id}"): {200},
    ("DELETE", "/api/v1/uploads/{id}"): {204},
    ("GET", "/api/v1/studies/{name}/people"): {200},
    ("POST", "/api/v1/studies/{name}/people/invitations"): {400},
    ("DELETE", "/api/v1/studies/{name}/people/invitations/{invitation}"): {204},
    ("PUT", "/api/v1/studies/{name}/people/{member}"): {400},
    ("DELETE", "/api/v1/studies/{name}/people/{member}"): {422},
    ("GET", "/api/v1/studies/{name}/briefs"): {200},
    ("POST", "/api/v1/studies/{name}/briefs/recipients"): {400},
    ("PUT", "/api/v1/studies/{name}/briefs/recipients/{recipient}"): {400},
    ("DELETE", "/api/v1/studies/{name}/briefs/recipients/{recipient}"): {404},
    ("POST", "/api/v1/studies/{name}/briefs/recipients/{recipient}/{flow}"): {404},
    ("POST", "/api/v1/studies/{name}/briefs/rules"): {400},
    ("DELETE", "/api/v1/studies/{name}/briefs/rules/{rule}"): {404},
    ("POST", "/api/v1/studies/{name}/briefs/rules/{rule}/{flow}"): {404},
    ("GET", "/api/v1/studies/{name}/duties/{document}"): {200},
    ("GET", "/api/v1/audit"): {200},
    ("GET", "/api/v1/status"): {200},
    ("GET", RESULTS + "/stimuli/{stimulus}/file"): {200},
    ("GET", RESULTS + "/stimuli/{stimulus}/pieces/{piece}"): {200},
    ("GET", RESULTS + "/stimuli/{stimulus}/captions"): {200},
    ("GET", RESULTS + "/recording/{stimulus}"): {404},
    ("GET", RESULTS + "/recording/{stimulus}/file"): {404},
    ("GET", RESULTS + "/recording/{stimulus}/pieces/{piece}"): {404},
    ("GET", RESULTS + "/recording/{stimulus}/captions"): {404},
    ("GET", RESULTS + "/recording/{stimulus}/transcript"): {404},
    ("GET", "/api/v1/sessions/{code}/briefs"): {200},
    ("POST", "/api/v1/sessions/{code}/briefs"): {400},
    ("GET", "/api/v1/sessions/{code}/briefs/preview"): {404},
    ("GET", "/api/v1/sessions/{code}/now"): {200},
    ("GET", "/api/v1/sessions/{code}/stage"): {200},
    ("PUT", "/api/v1/sessions/{code}/stage"): {400},
    ("DELETE", "/api/v1/sessions/{code}/stage"): {204},
    ("PUT", "/api/v1/sessions/{code}/recording/{stimulus}/alignment"): {400},
    ("POST", "/api/v1/sessions/{code}/recording/{stimulus}/words"): {422},
    ("DELETE", "/api/v1/sessions/{code}/recording/{stimulus}"): {422},
    ("GET", "/api/v1/sessions/{code}/comparison"): {422},
    ("GET", "/sessions"): {200},
    ("GET", "/api/v1/sessions"): {200},
    ("GET", "/api/v1/sessions/{code}"): {200},
    ("GET", "/sessions/{code}/live"): {200},
    ("GET", "/sessions/{code}/compare"): {200},
    ("GET", "/sessions/{code}/comments"): {200},
    ("POST", "/sessions/{code}/comments/{step}"): {404},
    ("GET", "/sessions/{code}/data"): {200},
    ("POST", "/sessions/{code}/data"): {422},
    ("GET", "/sessions/{code}/data/{job}/file"): {404},
    ("POST", "/sessions/{code}/data/{job}/drop"): {404},
    ("GET", REPORT): {200},
    ("POST", REPORT): {303, 409},
    ("POST", REPORT + "/cancel"): {303},
    ("GET", REPORT + "/{form}"): {404},
    ("GET", RECORDING): {200},
    ("POST", RECORDING + "/{stimulus}/align"): {422},
    ("POST", RECORDING + "/{stimulus}/remove"): {422},
    ("POST", RECORDING + "/{stimulus}/words"): {422},
    ("GET", RECORDING + "/{stimulus}/transcript.vtt"): {404},
    ("GET", "/api/v1/sessions/{code}/recording"): {200},
    ("GET", RESULTS + "/reports"): {200},
    ("GET", RESULTS + "/reports/{stimulus}"): {200},
    ("POST", RESULTS + "/reports/{stimulus}"): {202, 409},
    ("POST", RESULTS + "/reports/{stimulus}/cancel"): {200},
    ("GET", RESULTS + "/reports/{stimulus}/files/{form}"): {404},
    ("GET", RESULTS + "/films"): {200},
    ("POST", RESULTS + "/films"): {422},
    ("POST", RESULTS + "/films/cancel"): {200},
    ("GET", RESULTS + "/films/{file}"): {404},
    ("GET", RESULTS + "/data"): {200},
    ("POST", RESULTS + "/data"): {202},
    ("POST", RESULTS + "/data/persons"): {202, 409},
    ("GET", RESULTS + "/data/{job}"): {404},
    ("GET", RESULTS + "/data/{job}/file"): {404},
    ("DELETE", RESULTS + "/data/{job}"): {404},
    ("GET", RESULTS + "/comments"): {409},
    ("POST", RESULTS + "/comments/{step}"): {404},
    ("GET", "/sessions/{code}/desk"): {200},
    ("GET", "/api/v1/sessions/{code}/desk"): {200},
    ("GET", "/api/v1/sessions/{code}/room"): {200},
    ("GET", "/api/v1/sessions/{code}/stream"): {200},
    ("GET", "/api/v1/sessions/{code}/difference"): {422},
    ("GET", "/api/v1/sessions/{code}/range"): {422},
    ("GET", QUESTIONS): {200},
    ("POST", QUESTIONS): {422},
    ("POST", QUESTIONS + "/end"): {409},
    ("GET", REMARKS): {200},
    ("GET", REMARKS + ".csv"): {200},
    ("POST", REMARKS): {400},
    ("POST", REMARKS + "/{remark}/take-back"): {404},
    ("GET", DECISIONS): {200},
    ("POST", DECISIONS): {400},
    ("POST", DECISIONS + "/{decision}/package"): {404},
    ("GET", DECISIONS + "/{decision}/package"): {404},
    ("POST", DECISIONS + "/{decision}/package/cancel"): {404},
    ("GET", DECISIONS + "/{decision}/package/file"): {404},
    ("POST", DECISIONS + "/{decision}/take"): {404},
    ("POST", DECISIONS + "/{decision}/done"): {404},
    ("POST", DECISIONS + "/{decision}/drop"): {404},
    ("GET", "/api/v1/sessions/{code}/words"): {200},
    ("POST", "/api/v1/sessions/{code}/words/{step}"): {404},
    ("POST", "/api/v1/sessions/{code}/captions"): {400},
    ("POST", "/api/v1/sessions/{code}/extend"): {422},
    ("POST", "/api/v1/sessions/{code}/{step}"): {200, 409},
    ("POST", "/api/v1/sessions/{code}/cue/{step}"): {404},
}
"""What somebody gets who gets through to the handler, with an empty request."""

BY_HAND = {
    ("GET", "/sessions/{code}/live"): ("oame", "oamev"),
    ("GET", "/sessions/{code}/now"): ("oame", "oamev"),
    ("GET", "/sessions/{code}/stage"): ("om", "om"),
    ("POST", "/sessions/{code}/stage"): ("om", "om"),
    ("POST", "/sessions/{code}/stage/off"): ("om", "om"),
    ("GET", "/media/{code}/{stimulus}/recording"): ("oamev", "oamev"),
    ("GET", "/sessions/{code}/compare"): ("oame", "oamev"),
    ("GET", "/sessions/{code}/comments"): ("oamv", "oamv"),
    ("POST", "/sessions/{code}/comments/{step}"): ("oa", "oa"),
    ("GET", "/sessions/{code}/data"): ("oame", "oamev"),
    ("POST", "/sessions/{code}/data"): ("oame", "oamev"),
    ("GET", "/sessions/{code}/data/{job}/file"): ("oame", "oamev"),
    ("POST", "/sessions/{code}/data/{job}/drop"): ("oame", "oamev"),
    ("GET", "/sessions/{code}/overlay"): ("oame", "oamev"),
    ("POST", "/sessions/{code}/overlay"): ("oame", "oamev"),
    ("POST", "/sessions/{code}/overlay/cancel"): ("oame", "oamev"),
    ("GET", "/sessions/{code}/overlay/{file}"): ("oame", "oamev"),
    ("GET", REPORT): ("oame", "oamev"),
    ("POST", REPORT): ("oame", "oamev"),
    ("POST", REPORT + "/cancel"): ("oame", "oamev"),
    ("GET", REPORT + "/{form}"): ("oame", "oamev"),
    ("GET", RECORDING): ("oam", "oam"),
    ("POST", RECORDING + "/{stimulus}/align"): ("oam", "oam"),
    ("POST", RECORDING + "/{stimulus}/remove"): ("om", "om"),
    ("POST", RECORDING + "/{stimulus}/words"): ("om", "om"),
    ("GET", RECORDING + "/{stimulus}/transcript.vtt"): ("oamev", "oamev"),
    ("GET", RESULTS + "/reports"): ("oame", "oamev"),
    ("GET", RESULTS + "/reports/{stimulus}"): ("oame", "oamev"),
    ("POST", RESULTS + "/reports/{stimulus}"): ("oame", "oamev"),
    ("POST", RESULTS + "/reports/{stimulus}/cancel"): ("oame", "oamev"),
    ("GET", RESULTS + "/reports/{stimulus}/files/{form}"): ("oame", "oamev"),
    ("GET", RESULTS + "/films"): ("oame", "oamev"),
    ("POST", RESULTS + "/films"): ("oame", "oamev"),
    ("POST", RESULTS + "/films/cancel"): ("oame", "oamev"),
    ("GET", RESULTS + "/films/{file}"): ("oame", "oamev"),
    ("GET", RESULTS + "/data"): ("oame", "oamev"),
    ("POST", RESULTS + "/data"): ("oame", "oamev"),
    ("POST", RESULTS + "/data/persons"): ("oa", "oa"),
    ("GET", RESULTS + "/data/{job}"): ("oame", "oamev"),
    ("GET", RESULTS + "/data/{job}/file"): ("oame", "oamev"),
    ("DELETE", RESULTS + "/data/{job}"): ("oame", "oamev"),
    ("GET", RESULTS + "/comments"): ("oamv", "oamv"),
    ("POST", RESULTS + "/comments/{step}"): ("oa", "oa"),
    ("GET", "/sessions/{code}/desk"): ("oame", "oamev"),
    ("GET", "/api/v1/sessions/{code}/desk"): ("oame", "oamev"),
    ("GET", "/api/v1/sessions/{code}/room"): ("oame", "oamev"),
    ("GET", "/api/v1/sessions/{code}/stream"): ("oame", "oamev"),
    ("GET", "/api/v1/sessions/{code}/difference"): ("oame", "oamev"),
    ("GET", "/api/v1/sessions/{code}/range"): ("oame", "oamev"),
    ("GET", QUESTIONS): ("oame", "oamev"),
    ("POST", QUESTIONS): ("om", "om"),
    ("POST", QUESTIONS + "/end"): ("om", "om"),
    ("GET", REMARKS): ("oame", "oamev"),
    ("GET", REMARKS + ".csv"): ("oame", "oamev"),
    ("POST", REMARKS): ("oame", "oame"),
    ("POST", REMARKS + "/{remark}/take-back"): ("oame", "oame"),
    ("GET", DECISIONS): ("oame", "oamev"),
    ("POST", DECISIONS): ("oame", "oame"),
    ("POST", DECISIONS + "/{decision}/package"): ("ome", "ome"),
    ("GET", DECISIONS + "/{decision}/package"): ("ome", "ome"),
    ("POST", DECISIONS + "/{decision}/package/cancel"): ("ome", "ome"),
    ("GET", DECISIONS + "/{decision}/package/file"): ("ome", "ome"),
    ("POST", DECISIONS + "/{decision}/take"): ("ome", "ome"),
    ("POST", DECISIONS + "/{decision}/done"): ("ome", "ome"),
    ("POST", DECISIONS + "/{decision}/drop"): ("oame", "oame"),
    ("GET", "/api/v1/studies"): ("oamevs", "oamevs"),
    ("POST", "/api/v1/studies"): ("", ""),
    ("POST", "/api/v1/studies/import"): ("", ""),
    ("POST", "/api/v1/studies/{name}/copy"): ("o", "o"),
    ("GET", "/api/v1/studies/{name}/export"): ("o", "o"),
    ("GET", "/api/v1/studies/{name}/foreseen"): ("o", "o"),
    ("GET", "/api/v1/studies/{name}"): ("oamev", "oamev"),
    ("GET", "/api/v1/studies/{name}/file"): ("o", "o"),
    ("PUT", "/api/v1/studies/{name}/file"): ("o", "o"),
    ("GET", STUDY + "/languages"): ("o", "o"),
    ("POST", STUDY + "/languages"): ("o", "o"),
    ("GET", STUDY + "/languages/{language}"): ("o", "o"),
    ("PUT", STUDY + "/languages/{language}"): ("o", "o"),
    ("DELETE", STUDY + "/languages/{language}"): ("o", "o"),
    ("PUT", STUDY + "/languages/{language}/reader"): ("o", "o"),
    ("DELETE", STUDY + "/languages/{language}/reader"): ("o", "o"),
    ("GET", STUDY + "/dry-run"): ("om", "om"),
    ("POST", STUDY + "/dry-run"): ("om", "om"),
    ("DELETE", STUDY + "/dry-run"): ("om", "om"),
    ("GET", STUDY + "/sessions"): ("om", "om"),
    ("POST", STUDY + "/sessions"): ("om", "om"),
    ("GET", "/api/v1/sessions/{code}/plan"): ("om", "om"),
    ("POST", "/api/v1/sessions/{code}/links"): ("om", "om"),
    ("POST", "/api/v1/sessions/{code}/links/package"): ("om", "om"),
    ("GET", "/api/v1/sessions/{code}/poster"): ("om", "om"),
    ("GET", STUDY + "/statements"): ("o", "o"),
    ("POST", STUDY + "/statements"): ("o", "o"),
    ("POST", STUDY + "/statements/merge"): ("o", "o"),
    ("GET", STUDY + "/statements/{statement}"): ("o", "o"),
    ("PATCH", STUDY + "/statements/{statement}"): ("o", "o"),
    ("DELETE", STUDY + "/statements/{statement}"): ("o", "o"),
    ("PUT", STUDY + "/statements/{statement}/bounds"): ("o", "o"),
    ("POST", STUDY + "/statements/{statement}/split"): ("o", "o"),
    ("POST", STUDY + "/passages"): ("o", "o"),
    ("PATCH", STUDY + "/passages/{passage}"): ("o", "o"),
    ("DELETE", STUDY + "/passages/{passage}"): ("o", "o"),
    ("POST", STUDY + "/transcript/preview"): ("o", "o"),
    ("POST", STUDY + "/transcript"): ("o", "o"),
    ("POST", STUDY + "/transcript/from-session"): ("o", "o"),
    ("GET", STUDY + "/imports"): ("o", "o"),
    ("POST", STUDY + "/imports"): ("o", "o"),
    ("GET", STUDY + "/imports/{job}"): ("o", "o"),
    ("DELETE", STUDY + "/imports/{job}"): ("o", "o"),
    ("PUT", STUDY + "/imports/{job}/files/{file}"): ("o", "o"),
    ("DELETE", STUDY + "/imports/{job}/files/{file}"): ("o", "o"),
    ("PUT", STUDY + "/imports/{job}/mapping"): ("o", "o"),
    ("PUT", STUDY + "/imports/{job}/transcript"): ("o", "o"),
    ("DELETE", STUDY + "/imports/{job}/transcript"): ("o", "o"),
    ("POST", STUDY + "/imports/{job}/take-in"): ("o", "o"),
    ("POST", STUDY + "/imports/{job}/cancel"): ("o", "o"),
    ("GET", "/api/v1/sessions"): ("oamevs", "oamevs"),
    ("GET", "/api/v1/sessions/{code}"): ("oamev", "oamev"),
    ("GET", "/api/v1/sessions/{code}/words"): ("om", "om"),
    ("POST", "/api/v1/sessions/{code}/words/{step}"): ("om", "om"),
    ("POST", "/api/v1/sessions/{code}/captions"): ("om", "om"),
    ("POST", "/api/v1/sessions/{code}/extend"): ("om", "om"),
    ("POST", "/api/v1/sessions/{code}/{step}"): ("om", "om"),
    ("POST", "/api/v1/sessions/{code}/cue/{step}"): ("om", "om"),
    ("GET", "/api/v1/studies/{name}/people"): ("o", "o"),
    ("POST", "/api/v1/studies/{name}/people/invitations"): ("o", "o"),
    ("DELETE", "/api/v1/studies/{name}/people/invitations/{invitation}"): ("o", "o"),
    ("PUT", "/api/v1/studies/{name}/people/{member}"): ("o", "o"),
    ("DELETE", "/api/v1/studies/{name}/people/{member}"): ("o", "o"),
    ("GET", "/api/v1/studies/{name}/briefs"): ("om", "om"),
    ("POST", "/api/v1/studies/{name}/briefs/recipients"): ("om", "om"),
    ("PUT", "/api/v1/studies/{name}/briefs/recipients/{recipient}"): ("om", "om"),
    ("DELETE", "/api/v1/studies/{name}/briefs/recipients/{recipient}"): ("om", "om"),
    ("POST", "/api/v1/studies/{name}/briefs/recipients/{recipient}/{flow}"): ("om", "om"),
    ("POST", "/api/v1/studies/{name}/briefs/rules"): ("om", "om"),
    ("DELETE", "/api/v1/studies/{name}/briefs/rules/{rule}"): ("om", "om"),
    ("POST", "/api/v1/studies/{name}/briefs/rules/{rule}/{flow}"): ("om", "om"),
    ("GET", "/api/v1/studies/{name}/duties/{document}"): ("o", "o"),
    ("GET", "/api/v1/audit"): ("", ""),
    ("GET", "/api/v1/status"): ("", ""),
    ("GET", RESULTS + "/stimuli/{stimulus}/file"): ("oamev", "oamev"),
    ("GET", RESULTS + "/stimuli/{stimulus}/pieces/{piece}"): ("oamev", "oamev"),
    ("GET", RESULTS + "/stimuli/{stimulus}/captions"): ("oamev", "oamev"),
    ("GET", RESULTS + "/recording/{stimulus}"): ("oam", "oam"),
    ("GET", RESULTS + "/recording/{stimulus}/file"): ("oamev", "oamev"),
    ("GET", RESULTS + "/recording/{stimulus}/pieces/{piece}"): ("oamev", "oamev"),
    ("GET", RESULTS + "/recording/{stimulus}/captions"): ("oamev", "oamev"),
    ("GET", RESULTS + "/recording/{stimulus}/transcript"): ("oamev", "oamev"),
    ("GET", "/api/v1/sessions/{code}/briefs"): ("om", "om"),
    ("POST", "/api/v1/sessions/{code}/briefs"): ("om", "om"),
    ("GET", "/api/v1/sessions/{code}/briefs/preview"): ("om", "om"),
    ("GET", "/api/v1/sessions/{code}/now"): ("oame", "oamev"),
    ("GET", "/api/v1/sessions/{code}/stage"): ("om", "om"),
    ("PUT", "/api/v1/sessions/{code}/stage"): ("om", "om"),
    ("DELETE", "/api/v1/sessions/{code}/stage"): ("om", "om"),
    ("PUT", "/api/v1/sessions/{code}/recording/{stimulus}/alignment"): ("oam", "oam"),
    ("POST", "/api/v1/sessions/{code}/recording/{stimulus}/words"): ("om", "om"),
    ("DELETE", "/api/v1/sessions/{code}/recording/{stimulus}"): ("om", "om"),
    ("GET", "/api/v1/sessions/{code}/comparison"): ("oame", "oamev"),
    ("GET", "/studies/{name}/briefs"): ("om", "om"),
    ("POST", "/studies/{name}/briefs/recipients"): ("om", "om"),
    ("POST", "/studies/{name}/briefs/recipients/{recipient}/{step}"): ("om", "om"),
    ("POST", "/studies/{name}/briefs/rules"): ("om", "om"),
    ("POST", "/studies/{name}/briefs/rules/{rule}/{step}"): ("om", "om"),
    ("GET", "/sessions/{code}/briefs"): ("om", "om"),
    ("POST", "/sessions/{code}/briefs/send"): ("om", "om"),
    ("GET", "/studies/new"): ("", ""),
    ("POST", "/studies/import"): ("", ""),
    ("POST", "/studies/{name}/copy"): ("o", "o"),
    ("GET", "/studies/{name}/export"): ("o", "o"),
    ("GET", "/studies/{name}/duties"): ("o", "o"),
    ("GET", "/studies/{name}/duties/{file}"): ("o", "o"),
    ("POST", "/studies/{name}/file"): ("o", "o"),
    ("GET", "/studies/{name}/imports"): ("o", "o"),
    ("POST", "/studies/{name}/imports"): ("o", "o"),
    ("GET", "/studies/{name}/imports/{job}"): ("o", "o"),
    ("POST", "/studies/{name}/imports/{job}"): ("o", "o"),
    ("GET", "/studies/{name}/imports/{job}/mapping.toml"): ("o", "o"),
    ("GET", "/studies/{name}/stimuli"): ("om", "om"),
    ("POST", "/studies/{name}/stimuli"): ("o", "o"),
    ("POST", "/studies/{name}/segments"): ("o", "o"),
    ("POST", "/studies/{name}/languages"): ("o", "o"),
    ("POST", "/studies/{name}/invitations"): ("o", "o"),
    ("POST", "/studies/{name}/invitations/links"): ("om", "om"),
    ("POST", "/studies/{name}/dry-run"): ("om", "om"),
    ("POST", "/studies/{name}/sessions"): ("om", "om"),
    ("GET", "/studies/{name}/sessions/{code}/plan"): ("om", "om"),
    ("GET", "/studies/{name}/people"): ("o", "o"),
    ("POST", "/studies/{name}/people/invite"): ("o", "o"),
    ("POST", "/studies/{name}/people/{member}/role"): ("o", "o"),
    ("POST", "/studies/{name}/people/{member}/remove"): ("o", "o"),
    ("GET", "/studies/{name}/transcript"): ("o", "o"),
    ("POST", "/studies/{name}/transcript/take-in"): ("o", "o"),
    ("POST", "/studies/{name}/statements/{statement}"): ("o", "o"),
    ("PATCH", "/api/v1/uploads/{id}"): ("om", "om"),
    ("GET", "/media/{code}/{stimulus}"): ("oamev", "oamev"),
    ("GET", "/studies"): ("oamevs", "oamevs"),
    ("GET", "/audit"): ("", ""),
    ("GET", "/staff/status"): ("", ""),
}
"""Written from the design, not from the table: who gets through while the session runs, and after
its close. Owner, analyst, moderator, editor, viewer, s for the owner of another study."""

MEMBERS = (*(role.value for role in Role), "stranger", "staff")
STIMULI = (
    Stimulus(
        "talk", "A talk", 30_000, "talk.mp4", "talk.vtt", captions_in=(("de", "talk.de.vtt"),)
    ),
    Stimulus("long", "A long talk", 30_000, "long.hls/index.m3u8"),
)
STREAM = "/api/v1/sessions/{code}/stream"
ROUTES = [(method, path, policy) for method, path, _, policy in TABLE]
PRIVATE = [(method, path, policy) for method, path, policy in ROUTES if not policy.is_public]


def filled(path, code, upload="nothing"):
    stimulus = "long" if "piece" in path else "talk"
    return path.format(
        code=code, stimulus=stimulus, step="pause", name="talk", id=upload, language="de",
        piece="index.m3u8", member="id-nobody", invitation="nothing", decision="nothing",
        recipient="nobody", rule="nothing",
        remark="nothing", job="nothing",
        token="nothing",
        statement="nothing",
        file="dpia.md", document="dpia", flow="pause",
        passage="nothing",
        form="pdf",
    )  # fmt: skip


async def keep_bare_study(site, make_study):
    """A study that still waits for its stimulus, with the staff of the session's."""
    stimuli = (Stimulus("talk", "A talk", 0),)
    await site.world.stores.studies.add_study(make_study(name="new", stimuli=stimuli), "", [])
    for who in MEMBERS:
        for held in await site.world.stores.staff.memberships(f"id-{who}"):
            if held.study == "talk":
                again = type(held)("new", held.role, held.audiences)
                await site.world.stores.staff.put_membership(f"id-{who}", again)


async def begun_upload(site):
    """An upload that waits for its pieces."""
    body = {"study": "new", "stimulus": "talk", "name": "a.mp4", "size_bytes": 10, "mark": "m"}
    return (await site.post("/api/v1/studies/new/uploads", "staff", json=body)).json()["id"]


async def status_of(site, method, path, who, token=""):
    """The status of an answer; of an endless one as soon as it begins."""
    bearer = {"authorization": f"Bearer {token}"} if token else {}
    if not path.endswith("/stream"):
        return (await site.ask(method, path, who, headers=bearer)).status_code
    begun = asyncio.get_running_loop().create_future()
    cookie = "; ".join(f"{name}={value}" for name, value in site.cookies(who).items())

    async def send(message):
        if message["type"] == "http.response.start" and not begun.done():
            check_answer(httpx.Response(message["status"], headers=message["headers"]), False)
            begun.set_result(message["status"])

    async def receive():
        await asyncio.Event().wait()

    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
        "headers": [(b"host", b"pulse.test"), (b"cookie", cookie.encode())]
        + [(name.encode(), told.encode()) for name, told in bearer.items()],
        "server": ("pulse.test", 80),
    }  # fmt: skip
    task = asyncio.create_task(site.application(scope, receive, send))
    status = await site.world.done(begun)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return status


def turned_away(path, method):
    """What nobody in particular gets."""
    if path.startswith("/api/"):
        return 401
    return 303 if method == "GET" else 403


def expected(policy, who, is_over):
    """What the policy says: through, refused (403), or as if nothing were there (404)."""
    if policy.found is Found.NOWHERE or who == "staff":
        return "through"
    # The audit log and the status are of the whole server; none of these is of every study.
    if who == "stranger" or policy.found is Found.SERVER:
        return 404
    act = policy.after_close if policy.after_close and is_over else policy.act
    return "through" if may(Role(who), act) else 403


def test_every_route_of_the_application_has_a_policy_and_a_row_here(visit):
    async def story(site):
        served = build_application(site.services).routes
        named = {
            (next(iter(route.methods - {"HEAD"} or route.methods)), route.path)
            for route in served
            if isinstance(route, Route)
        }
        assert named == {(method, path) for method, path, _ in ROUTES}
        others = [route for route in served if not isinstance(route, Route)]
        assert [(type(route), route.path) for route in others] == [(Mount, "/assets")]

    visit(story)
    public = {(method, path) for method, path, policy in ROUTES if policy.is_public}
    assert public == set(PUBLIC_STATUS)
    assert {(method, path) for method, path, _ in PRIVATE} == set(REACHED)
    assert set(BY_HAND) <= set(REACHED)


@pytest.mark.parametrize(("method", "path"), PUBLIC_STATUS)
def test_what_is_public_is_the_same_for_staff(visit, method, path):
    async def story(site):
        nobody, participant = PUBLIC_STATUS[method, path]
        for who, status in (("nobody", nobody), ("participant", participant), ("staff", nobody)):
            answer = await site.ask(method, filled(path, site.code), who)
            assert (who, answer.status_code) == (who, status)

    visit(story, stimuli=STIMULI)


@pytest.mark.parametrize("is_over", [False, True], ids=["running", "over"])
@pytest.mark.parametrize(("method", "path", "policy"), PRIVATE)
def test_every_route_for_every_role(visit, make_study, method, path, policy, is_over):
    if is_over and "{code}" not in path:
        return

    async def story(site):
        await site.employ_everyone()
        await keep_bare_study(site, make_study)
        if is_over:
            await site.world.go(site.code, SessionState.CLOSED)
        url = filled(path, site.code)
        seat = REACHED[method, path] if policy.or_seat else {403}
        assert await status_of(site, method, url, "nobody") == turned_away(path, method)
        assert await status_of(site, method, url, "participant") in seat
        through = ""
        for who in MEMBERS:
            url = filled(path, site.code, await begun_upload(site) if "{id}" in path else "")
            status, wanted = await status_of(site, method, url, who), expected(policy, who, is_over)
            if wanted == "through":
                assert (who, status in REACHED[method, path]) == (who, True), status
                through += "s" if who == "stranger" else who[0] if who != "staff" else ""
            else:
                assert (who, status) == (who, wanted)
        if (method, path) in BY_HAND:
            assert set(through) == set(BY_HAND[method, path][is_over])

    visit(story, stimuli=STIMULI)


@pytest.mark.parametrize(
    ("method", "path"), [(m, p) for m, p, policy in PRIVATE if not policy.or_seat]
)
def test_a_participant_gets_403_everywhere_else(visit, method, path):
    async def story(site):
        for code in (site.code, site.code.lower(), "NOSUCH"):
            assert await status_of(site, method, filled(path, code), "participant") == 403

    visit(story)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        (method, path)
        for method, path, _ in ROUTES
        if method not in ("GET", "HEAD") or path.startswith("/api/")
    ],
)
def test_nothing_is_changed_from_another_site(visit, method, path):
    async def story(site):
        for headers in (
            {"origin": "http://evil.test"},
            {"origin": "null"},
            {"origin": "http://pulse.test.evil.test"},
            {"sec-fetch-site": "cross-site"},
        ):
            for who in ("participant", "staff"):
                answer = await site.ask(method, filled(path, site.code), who, headers=headers)
                assert answer.status_code == 403
                assert method == "HEAD" or "another site" in answer.text
        state = site.world.conduct.place(site.code).session.state.value
        assert state == "running"
        assert site.world.enrolment.seat(site.seat.id).step.value == "stimulus"
        assert await site.world.desk.sign_ins.who(site.secrets["staff"]) is not None

    visit(story)


def test_the_socket_is_for_participants_and_for_pages_of_ours(visit):
    async def story(site):
        await site.employ_everyone()
        sockets = ParticipantSockets(site.services)

        def admitted(who, **headers):
            cookies = site.cookies(who)
            shake = Handshake(SOCKET_PATH, "", {"host": "pulse.test", **headers}, cookies)
            return not isinstance(sockets.admit(shake), Refusal)

        assert admitted("participant")
        assert admitted("participant", origin="http://pulse.test")
        assert not admitted("participant", origin="http://evil.test")
        assert not any(admitted(who) for who in ("nobody", *MEMBERS))

    visit(story)


def test_built_files_are_kept_for_good_and_the_manifest_is_ours_alone(visit):
    async def story(site):
        page = await site.get("/")
        name = page.text.split('href="/assets/')[1].split('"')[0]
        for who in ("nobody", "participant", "staff"):
            built = await site.get(f"/assets/{name}", who)
            assert built.status_code == 200
            assert "immutable" in built.headers["cache-control"]
            for path in ("/assets/.vite/manifest.json", "/assets/../routes.py", "/assets/%2e%2e/x"):
                assert (await site.get(path, who)).status_code == 404

    visit(story)


def test_a_server_without_staff_has_what_participants_need_and_nothing_more():
    def listed(found):
        return {(m, r.path) for r in found if isinstance(r, Route) for m in r.methods or ()}

    everything, doors = listed(routes()), listed(routes(Side.PARTICIPANTS))
    assert doors < everything
    staffs = ("/staff", "/studies", "/sessions", "/api/v1/staff", "/now", "/stage")
    assert not [path for _, path in doors if path.startswith(staffs)]
    for path in ("/", "/j/{code}", "/p", "/p/records", "/withdraw", "/takeover"):
        assert [p for _, p in doors if p == path], path
    staff_only = {(m, p) for m, p, policy in ROUTES if not policy.is_public and not policy.or_seat}
    assert not doors & staff_only


def test_a_server_that_only_shows_has_what_is_watched_and_nothing_that_changes_anything():
    def listed(found):
        return {(m, r.path) for r in found if isinstance(r, Route) for m in r.methods or ()}

    watched = {each for each in listed(routes(Side.WATCHERS)) if each[0] != "HEAD"}
    assert watched == set(WATCHED)
    assert {(m, p) for m, p in watched if m != "GET"} == {("POST", "/now")}  # a cookie for a link
    assert not [p for _, p in watched if p.startswith(("/p", "/j/", "/staff", "/studies"))]
    may = {policy.act for m, p, policy in ROUTES if (m, p) in watched}
    assert may <= {None, Act.SEE_LIVE, Act.SEE_STUDY, Act.SEE_RELEASED}


def test_who_wants_to_act_at_a_server_that_only_shows_is_told_so(visit):
    async def story(site):
        application = build_application(site.services, Side.WATCHERS)
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://pulse.test") as web:
            page = await web.get("/staff/sign-in")
            assert page.status_code == 404
            assert "only shows" in page.text
            told = await web.post("/api/v1/sessions/ABC/start")
            assert told.status_code == 404
            assert told.json()["error"] == "this server only shows"
            assert (await web.get("/health/live")).status_code == 200

    visit(story)


def test_a_server_that_only_shows_opens_no_socket(visit):
    async def story(site):
        sockets = ParticipantSockets(site.services, is_open=False)
        refused = sockets.admit(Handshake(SOCKET_PATH, "", {"host": "a"}, {}))
        assert refused == Refusal(404, "This server takes no reactions.")

    visit(story)
