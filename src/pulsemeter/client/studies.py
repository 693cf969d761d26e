"""Studies over the API: listed, read, written, with their people, briefs and duties."""

from typing import Any, Literal

from pulsemeter.client.connection import Connection, StudyFile, in_path
from pulsemeter.wire import briefs as brief_wire
from pulsemeter.wire.audit import AuditPage
from pulsemeter.wire.people import InvitationLink, People, WantedRole
from pulsemeter.wire.status import ServerStatus
from pulsemeter.wire.studies import Studies, StudyFacts
from pulsemeter.wire.uploads import StudyStimuli

Flow = Literal["pause", "resume"]
Document = Literal["dpia", "processing_record", "aapor"]
_STUDIES = "/api/v1/studies"
_TOML = "application/toml"


def _of(name: str, rest: str = "") -> str:
    return f"{_STUDIES}/{in_path(name)}{rest}"


class StudyCalls(Connection):
    """What is done with studies, and on the server as a whole."""

    def read_description(self) -> dict[str, Any]:
        """The OpenAPI document of the server."""
        return self._ask(dict[str, Any], "GET", "/api/v1/openapi.json")

    def read_audit(self, before: int | None = None) -> AuditPage:
        """What staff did, newest first; `before` an entry's number, its page's `older`."""
        return self._ask(AuditPage, "GET", "/api/v1/audit", query={"before": before})

    def read_status(self) -> ServerStatus:
        """How the server fares: what is stored and waits, room, jobs, what is wrong."""
        return self._ask(ServerStatus, "GET", "/api/v1/status")

    def list_studies(self) -> Studies:
        """The studies that you belong to."""
        return self._ask(Studies, "GET", _STUDIES)

    def read_study(self, name: str) -> StudyFacts:
        """What a study is made of, its sessions, what it lacks."""
        return self._ask(StudyFacts, "GET", _of(name))

    def read_study_file(self, name: str) -> StudyFile:
        """The study file, with the tag that a changed one is written back with."""
        answer = self._send("GET", _of(name, "/file"))
        return StudyFile(answer.content.decode(), answer.headers.get("etag", ""))

    def write_study_file(self, name: str, text: str, seen: str) -> StudyFile:
        """Keep `text` as the study file. `seen` is the tag of the text that was changed, "*" for
        whatever is there. ApiRefused 412 where somebody else changed it since."""
        headers = {"If-Match": seen, "Content-Type": _TOML}
        answer = self._send("PUT", _of(name, "/file"), text.encode(), headers=headers)
        return StudyFile(answer.content.decode(), answer.headers.get("etag", ""))

    def list_stimuli(self, name: str) -> StudyStimuli:
        """The stimuli of a study, and how far their files are."""
        return self._ask(StudyStimuli, "GET", _of(name, "/stimuli"))

    def read_duty(self, name: str, document: Document) -> str:
        """A draft of a document of duty, as Markdown."""
        return self._send("GET", _of(name, f"/duties/{in_path(document)}")).text

    def list_people(self, name: str) -> People:
        """Who belongs to a study, who is invited."""
        return self._ask(People, "GET", _of(name, "/people"))

    def invite_person(self, name: str, wanted: WantedRole) -> InvitationLink:
        """The one-time link for somebody; it is told this once."""
        return self._ask(InvitationLink, "POST", _of(name, "/people/invitations"), wanted)

    def take_invitation_back(self, name: str, invitation: str) -> None:
        """Take an invitation back; one that is gone is no matter."""
        self._send("DELETE", _of(name, f"/people/invitations/{in_path(invitation)}"))

    def change_role(self, name: str, member: str, wanted: WantedRole) -> None:
        """Give a member another role in this study."""
        self._send("PUT", _of(name, f"/people/{in_path(member)}"), wanted)

    def remove_person(self, name: str, member: str) -> None:
        """Take a member out of this study."""
        self._send("DELETE", _of(name, f"/people/{in_path(member)}"))

    def read_briefs(self, name: str) -> brief_wire.StudyBriefs:
        """Recipients and rules of a study."""
        return self._ask(brief_wire.StudyBriefs, "GET", _of(name, "/briefs"))

    def add_recipient(
        self, name: str, wanted: brief_wire.WantedRecipient
    ) -> brief_wire.BriefRecipient:
        """Add somebody who gets briefs."""
        return self._ask(brief_wire.BriefRecipient, "POST", _of(name, "/briefs/recipients"), wanted)

    def change_recipient(
        self, name: str, recipient: str, wanted: brief_wire.WantedRecipient
    ) -> brief_wire.BriefRecipient:
        """Change a recipient."""
        path = _of(name, f"/briefs/recipients/{in_path(recipient)}")
        return self._ask(brief_wire.BriefRecipient, "PUT", path, wanted)

    def drop_recipient(self, name: str, recipient: str) -> None:
        """Remove a recipient; what was sent stays in the list."""
        self._send("DELETE", _of(name, f"/briefs/recipients/{in_path(recipient)}"))

    def pause_recipient(self, name: str, recipient: str, flow: Flow) -> None:
        """Let briefs to a recipient rest, or go on."""
        self._send("POST", _of(name, f"/briefs/recipients/{in_path(recipient)}/{in_path(flow)}"))

    def add_rule(self, name: str, wanted: brief_wire.WantedRule) -> brief_wire.BriefRuleFacts:
        """Add a rule that says when briefs are written."""
        return self._ask(brief_wire.BriefRuleFacts, "POST", _of(name, "/briefs/rules"), wanted)

    def drop_rule(self, name: str, rule: str) -> None:
        """Remove a rule."""
        self._send("DELETE", _of(name, f"/briefs/rules/{in_path(rule)}"))

    def pause_rule(self, name: str, rule: str, flow: Flow) -> None:
        """Let a rule rest, or go on."""
        self._send("POST", _of(name, f"/briefs/rules/{in_path(rule)}/{in_path(flow)}"))
