"""Who may take persons' own reactions out of the store, and when: the one exception to the gate.

Pure: who asks, and what is still there, is found out elsewhere.
"""

from pulsemeter.domain.protection import ProtectionProfile
from pulsemeter.domain.staff import Act, Role, may

REASON_LENGTH_MIN = 10
"""A shorter reason says nothing to whoever reads the log a year later."""


def needs_reason(profile: ProtectionProfile) -> bool:
    """Whether an export takes a written reason."""
    return profile.name != "research"


def why_not_exported(profile: ProtectionProfile, role: Role | None, reason: str) -> str:
    """Why somebody of this role may not export persons under a profile, "" where they may.

    Research lets owners and analysts, standard owners with a written reason, sealed nobody.
    """
    if not profile.exports_persons:
        return (
            f"the profile {profile.name} has no export of persons: it was promised to those who "
            "took part, and nobody can lift it. Released figures can be exported"
        )
    if role is None or not may(role, Act.EXPORT_PERSONS):
        told = "nobody outside the study" if role is None else f"no {role.value}"
        return f"{told} may export persons; ask an owner"
    if not needs_reason(profile):
        return ""
    if role is not Role.OWNER:
        return f"under the profile {profile.name} owners alone export persons; ask an owner"
    if len(reason.strip()) < REASON_LENGTH_MIN:
        return (
            f"under the profile {profile.name} an export of persons takes a written reason of "
            f"{REASON_LENGTH_MIN} signs or more; it stands in the audit log"
        )
    return ""
