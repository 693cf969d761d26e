import pytest

from pulsemeter.client import ApiRefused, Client
from pulsemeter.domain.scope import Scope
from pulsemeter.domain.staff import Role
from pulsemeter.wire.people import WantedRole


@pytest.fixture(scope="module")
def owner(served):
    with Client(served.url, served.token()) as client:
        yield client


def test_studies_and_their_people_are_told(owner):
    (listed,) = [each for each in owner.list_studies().studies if each.name == "talk"]
    assert (listed.name, listed.role) == ("talk", "owner")
    assert owner.read_study("talk").stimuli[0].duration_ms == 12_000
    assert owner.list_stimuli("talk").has_session
    assert owner.invite_person("talk", WantedRole("viewer")).link.startswith("http")
    (invited,) = owner.list_people("talk").invitations
    owner.take_invitation_back("talk", invited.id)
    assert owner.list_people("talk").invitations == []
    assert owner.read_duty("talk", "dpia").startswith("#")
    assert owner.read_briefs("talk").rules == []
    newest = owner.read_audit()
    assert owner.read_audit(before=newest.entries[-1].number + 1).entries[0] == newest.entries[-1]
    assert owner.read_description()["openapi"] == "3.1.0"


def test_a_study_file_comes_with_its_tag_and_is_guarded_by_it(owner):
    file = owner.read_study_file("talk")
    assert "[study]" in file.text
    with pytest.raises(ApiRefused) as moved:
        owner.write_study_file("talk", file.text, '"another"')
    assert moved.value.status == 412
    with pytest.raises(ApiRefused) as fixed:
        owner.write_study_file("talk", file.text.replace("A talk", "Another"), file.tag)
    assert fixed.value.status == 409


def test_role_and_scope_are_refused_in_words(served):
    for token, ask, told in (
        (served.token(Scope.READ), "read_study_file", (403, "this token lacks the scope edit")),
        (served.token(role=Role.VIEWER), "list_people",
         (403, "your role in this study doesn’t allow that")),
    ):  # fmt: skip
        with Client(served.url, token) as client, pytest.raises(ApiRefused) as refused:
            getattr(client, ask)("talk")
        assert (refused.value.status, refused.value.error) == told
    with Client(served.url, "pmt_unknown") as nobody, pytest.raises(ApiRefused) as unknown:
        nobody.list_studies()
    assert unknown.value.status == 401
