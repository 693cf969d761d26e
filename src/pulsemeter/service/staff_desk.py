"""Everything about staff that a server's pages and commands call, as one handful."""

from dataclasses import dataclass

from pulsemeter.service.admit_staff import Admission
from pulsemeter.service.audit_trail import AuditTrail
from pulsemeter.service.keep_access_tokens import AccessTokens
from pulsemeter.service.keep_ways_in import WaysIn
from pulsemeter.service.manage_staff import People
from pulsemeter.service.passkey_challenges import Challenges
from pulsemeter.service.ports import Chance, Clock, Stores
from pulsemeter.service.sign_in_rate import SignInRate
from pulsemeter.service.sign_in_staff import SigningIn
from pulsemeter.service.staff_ports import PasskeyCheck, PasswordSeal
from pulsemeter.service.staff_proofs import Proofs
from pulsemeter.service.staff_sign_ins import SignIns


@dataclass(frozen=True, slots=True)
class StaffDesk:
    """The verbs of staff, over one store."""

    sign_ins: SignIns
    signing_in: SigningIn
    admission: Admission
    ways: WaysIn
    tokens: AccessTokens
    people: People
    passkeys: PasskeyCheck
    url: str
    """The address that links begin with."""


def build_staff_desk(
    stores: Stores,
    seal: PasswordSeal,
    passkeys: PasskeyCheck,
    clock: Clock,
    chance: Chance,
    url: str,
) -> StaffDesk:
    """All of it, over these books and adapters."""
    audit, challenges = AuditTrail(stores.audit, clock), Challenges(clock, chance)
    key = chance.text().encode()
    rate = SignInRate(clock, key)
    # Counted apart: wrong tokens of a broken program shall not keep people from signing in.
    token_rate = SignInRate(clock, key)
    proofs = Proofs(seal, passkeys, challenges, rate, audit, clock, chance)
    sign_ins = SignIns(stores.staff, stores.sign_ins, clock, chance)
    return StaffDesk(
        sign_ins=sign_ins,
        signing_in=SigningIn(stores.staff, stores.sign_ins, sign_ins, proofs),
        admission=Admission(stores.staff, sign_ins, proofs),
        ways=WaysIn(stores.sign_ins, sign_ins, proofs),
        tokens=AccessTokens(stores.staff, stores.access, proofs, token_rate),
        people=People(stores.staff, stores.access, audit, chance),
        passkeys=passkeys,
        url=url,
    )
