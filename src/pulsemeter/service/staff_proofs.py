"""What it takes to prove who somebody is, as one handful for those who ask for it."""

from dataclasses import dataclass

from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.passkey_challenges import Challenges
from pulsemeter.service.ports import Chance, Clock
from pulsemeter.service.sign_in_rate import SignInRate
from pulsemeter.service.staff_ports import PasskeyCheck, PasswordSeal


@dataclass(frozen=True, slots=True)
class Proofs:
    """Seal, passkeys and their open challenges, the rate of tries, and where deeds are noted."""

    seal: PasswordSeal
    passkeys: PasskeyCheck
    challenges: Challenges
    rate: SignInRate
    audit: AuditTrail
    clock: Clock
    chance: Chance
