"""Passkeys by the library `webauthn`: options for a browser, and what came back, checked.

A passkey belongs to one host name. Browsers make none for a bare address or without TLS, the
machine's own `localhost` excepted.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from pulsemeter.domain.staff import StaffMember
from pulsemeter.service.staff_ports import CheckedPasskey, Passkey, PasskeyRefused

_LOCAL = "localhost"
_SITE = "Pulsemeter"
_BROKEN = (
    WebAuthnException, UnsupportedAlgorithm, ValueError, TypeError, KeyError, RecursionError,
)  # fmt: skip
"""What the library raises for answers that are no answers, its own exceptions apart."""


def passkey_origins(url: str, port: int) -> tuple[str, ...]:
    """The origins at which a server can use passkeys: its public address, if that is a name under
    TLS; without TLS only its own machine, by the name `localhost`."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        return (f"http://{_LOCAL}:{port}",)
    host = parts.hostname or ""
    is_bare_address = ":" in host or host.replace(".", "").isdigit()
    return () if is_bare_address else (f"https://{parts.netloc}",)


class WebauthnPasskeys:
    """PasskeyCheck for these origins; the user is verified each time, by finger, face or PIN."""

    def __init__(self, origins: Iterable[str]) -> None:
        self._hosts = {origin: urlsplit(origin).hostname or "" for origin in origins}

    @property
    def origins(self) -> tuple[str, ...]:
        """Where passkeys can be used."""
        return tuple(self._hosts)

    def creation(
        self, origin: str, challenge: bytes, member: StaffMember, held: Sequence[Passkey]
    ) -> str:
        """The options by which a browser makes a passkey."""
        options = generate_registration_options(
            rp_id=self._host(origin),
            rp_name=_SITE,
            user_name=member.name,
            user_id=member.id.encode(),
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=passkey.id) for passkey in held],
        )
        return options_to_json(options)

    def request(self, origin: str, challenge: bytes) -> str:
        """The options by which a browser uses a passkey."""
        options = generate_authentication_options(
            rp_id=self._host(origin),
            challenge=challenge,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    def challenge_of(self, answer: dict[str, Any]) -> bytes:
        """The challenge that an answer says it is to."""
        try:
            told = parse_client_data_json(base64url_to_bytes(answer["response"]["clientDataJSON"]))
            return bytes(told.challenge)
        except _BROKEN as error:
            raise PasskeyRefused("this is no answer of a passkey") from error

    def id_of(self, answer: dict[str, Any]) -> bytes:
        """The passkey that an answer says it is of."""
        try:
            return base64url_to_bytes(answer["rawId"])
        except _BROKEN as error:
            raise PasskeyRefused("this is no answer of a passkey") from error

    def created(self, origin: str, challenge: bytes, answer: dict[str, Any]) -> CheckedPasskey:
        """A new passkey."""
        try:
            checked = verify_registration_response(
                credential=parse_registration_credential_json(answer),
                expected_challenge=challenge,
                expected_rp_id=self._host(origin),
                expected_origin=origin,
                require_user_verification=True,
            )
        except _BROKEN as error:
            raise PasskeyRefused(f"the passkey was not accepted: {error}") from error
        key = checked.credential_public_key
        return CheckedPasskey(checked.credential_id, checked.sign_count, key)

    def used(
        self, origin: str, challenge: bytes, answer: dict[str, Any], passkey: Passkey
    ) -> CheckedPasskey:
        """A use of a passkey."""
        try:
            checked = verify_authentication_response(
                credential=parse_authentication_credential_json(answer),
                expected_challenge=challenge,
                expected_rp_id=self._host(origin),
                expected_origin=origin,
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except _BROKEN as error:
            raise PasskeyRefused(f"the passkey was not accepted: {error}") from error
        return CheckedPasskey(checked.credential_id, checked.new_sign_count)

    def _host(self, origin: str) -> str:
        try:
            return self._hosts[origin]
        except KeyError:
            raise PasskeyRefused(f"passkeys can't be used at {origin}") from None
