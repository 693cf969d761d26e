"""Who may export persons: the table of the design, cell by cell."""

import pytest

from pulsemeter.domain.persons_export import needs_reason, why_not_exported
from pulsemeter.domain.protection import PROFILES
from pulsemeter.domain.staff import Role

REASON = "Re-analysis for the journal"
ALLOWED = {
    ("research", Role.OWNER, ""),
    ("research", Role.ANALYST, ""),
    ("research", Role.OWNER, REASON),
    ("research", Role.ANALYST, REASON),
    ("standard", Role.OWNER, REASON),
}


@pytest.mark.parametrize("reason", ["", REASON])
@pytest.mark.parametrize("role", [*Role, None])
@pytest.mark.parametrize("profile", list(PROFILES))
def test_the_table(profile, role, reason):
    told = why_not_exported(PROFILES[profile], role, reason)
    assert (told == "") == ((profile, role, reason) in ALLOWED)


def test_each_refusal_says_what_can_be_done():
    sealed = why_not_exported(PROFILES["sealed"], Role.OWNER, REASON)
    assert "Released figures can be exported" in sealed
    assert "ask an owner" in why_not_exported(PROFILES["research"], Role.VIEWER, REASON)
    assert "owners alone" in why_not_exported(PROFILES["standard"], Role.ANALYST, REASON)
    assert "written reason" in why_not_exported(PROFILES["standard"], Role.OWNER, "  short   ")


def test_a_reason_is_asked_for_where_people_were_not_asked_as_researchers():
    assert [name for name in PROFILES if needs_reason(PROFILES[name])] == ["standard", "sealed"]
