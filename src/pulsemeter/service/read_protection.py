"""The `[protection]` section of a study file, and what a profile leaves no room for."""

from dataclasses import replace
from typing import Any

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.domain.questionnaire import Questionnaire
from pulsemeter.service.study_reading import Reading


def read_protection(
    reading: Reading, tables: dict[str, Any], profile: ProtectionProfile
) -> ProtectionProfile:
    """The profile, with comments switched on or off as the study says."""
    table = tables.get("protection", {})
    if not isinstance(table, dict):
        reading.complain("protection", "must be a section [protection]")
        return profile
    reading.known(table, "protection", "protection")
    asked = reading.take(table, "protection", "comments", bool, profile.comments)
    if asked and not profile.comments:
        reading.note(
            "protection.comments",
            f"the profile {profile.name} asks for no comments by itself: what people write can "
            "name them, and its length is seen by whoever watches the network",
        )
    return replace(profile, comments=asked)


def check_why(reading: Reading, asked: Questionnaire, profile: ProtectionProfile) -> None:
    """Complain of a page that would come only to those who pressed, where nobody may see that."""
    if asked.why and profile.even_traffic:
        reading.complain(
            "why",
            f"the profile {profile.name} hides who pressed, and this page asks at moments at which "
            "the person did: whoever watches the network would see it. Take it away or choose "
            "another profile",
        )
