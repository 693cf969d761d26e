"""The API's addresses of a study's people, of its briefs, of what it owes, and of the server."""

from pulsemeter.domain.staff import Act
from pulsemeter.report.duties import TITLES
from pulsemeter.web.api import accounts, briefs, people, status
from pulsemeter.web.api.address import Address, Content, Parameter
from pulsemeter.web.policy import in_study, on_server
from pulsemeter.wire import briefs as wire
from pulsemeter.wire.audit import AuditPage
from pulsemeter.wire.people import InvitationLink, People, WantedRole
from pulsemeter.wire.status import ServerStatus

_PEOPLE = "/api/v1/studies/{name}/people"
_BRIEFS = "/api/v1/studies/{name}/briefs"
_RECIPIENT, _RULE = _BRIEFS + "/recipients/{recipient}", _BRIEFS + "/rules/{rule}"
_MANAGE, _BRIEF = in_study(Act.MANAGE_PEOPLE), in_study(Act.BRIEF)
_FLOW = Parameter("flow", "What to do.", briefs.FLOWS, "path")
_DOCUMENT = Parameter("document", "Which document.", tuple(TITLES), "path")
_BEFORE = Parameter("before", "Entries older than this number.", "integer")

ADDRESSES: tuple[Address, ...] = (
    Address(
        "GET", _PEOPLE, people.people, _MANAGE, "list_people",
        "Who belongs to a study, who is invited, and to which audiences one can be bound.", People,
    ),
    Address(
        "POST", _PEOPLE + "/invitations", people.invite, _MANAGE, "invite_person",
        "Invite somebody; the link is told this once.", InvitationLink, WantedRole,
        status=201, refusals=(400, 413, 422),
    ),
    Address(
        "DELETE", _PEOPLE + "/invitations/{invitation}", people.take_back, _MANAGE,
        "take_invitation_back", "Take an invitation back; one that is gone is no matter.",
        status=204,
    ),
    Address(
        "PUT", _PEOPLE + "/{member}", people.change_role, _MANAGE, "change_role",
        "Give a member another role in this study.", None, WantedRole, status=204,
        refusals=(400, 413, 422),
    ),
    Address(
        "DELETE", _PEOPLE + "/{member}", people.remove, _MANAGE, "remove_person",
        "Take a member out of this study.", status=204, refusals=(422,),
    ),
    Address(
        "GET", _BRIEFS, briefs.briefs, _BRIEF, "read_briefs",
        "Recipients and rules, and the channels that this server can send through.",
        wire.StudyBriefs,
    ),
    Address(
        "POST", _BRIEFS + "/recipients", briefs.add_recipient, _BRIEF, "add_recipient",
        "Add somebody who gets briefs.", wire.BriefRecipient, wire.WantedRecipient, status=201,
        refusals=(400, 413, 422),
    ),
    Address(
        "PUT", _RECIPIENT, briefs.change_recipient, _BRIEF, "change_recipient",
        "Change a recipient.", wire.BriefRecipient, wire.WantedRecipient,
        refusals=(400, 413, 422),
    ),
    Address(
        "DELETE", _RECIPIENT, briefs.drop_recipient, _BRIEF, "drop_recipient",
        "Remove a recipient; what was sent stays in the list.", status=204,
    ),
    Address(
        "POST", _RECIPIENT + "/{flow}", briefs.pause_recipient, _BRIEF, "pause_recipient",
        "Let briefs to a recipient rest, or go on.", status=204, parameters=(_FLOW,),
    ),
    Address(
        "POST", _BRIEFS + "/rules", briefs.add_rule, _BRIEF, "add_rule",
        "Add a rule.", wire.BriefRuleFacts, wire.WantedRule, status=201,
        refusals=(400, 413, 422),
    ),
    Address(
        "DELETE", _RULE, briefs.drop_rule, _BRIEF, "drop_rule", "Remove a rule.", status=204,
    ),
    Address(
        "POST", _RULE + "/{flow}", briefs.pause_rule, _BRIEF, "pause_rule",
        "Let a rule rest, or go on.", status=204, parameters=(_FLOW,),
    ),
    Address(
        "GET", "/api/v1/studies/{name}/duties/{document}", accounts.duty,
        in_study(Act.EDIT_STUDY), "read_duty", "A draft of a document of duty, made anew.",
        Content("text/markdown", "The draft; what only a person knows is a marked blank."),
        parameters=(_DOCUMENT,),
    ),
    Address(
        "GET", "/api/v1/audit", accounts.audit, on_server(Act.SEE_AUDIT), "read_audit",
        "What staff did, newest first, and whether the log is whole.", AuditPage,
        parameters=(_BEFORE,),
    ),
    Address(
        "GET", "/api/v1/status", status.status, on_server(Act.SEE_STATUS), "read_status",
        "How the server fares: what is stored and waits, room, jobs, what is wrong.",
        ServerStatus,
    ),
)  # fmt: skip
